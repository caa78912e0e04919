package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Dynptr;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.Region;

/**
 * A dynptr that a helper shows to a function of the program which it calls back, as {@code bpf_user_ringbuf_drain} does. The
 * program may touch what it leads to until the next is shown or this is closed.
 */
final class CallbackDynptr implements AutoCloseable {
    private final Run run;
    private final long address;
    private final Region dynptr;
    private final Shown shown;

    private CallbackDynptr(Run run, String name) {
        this.run = run;
        shown = new Shown(name);
        address = run.machine().allocator().allocate(Dynptr.SIZE);
        dynptr = new Region.Range("dynptr", address, address + Dynptr.SIZE, false);
        run.grant(dynptr);
        run.grant(shown);
    }

    /**
     * One for the callbacks of a run; it leads nowhere yet.
     *
     * @param name what the memory is, for messages
     */
    static CallbackDynptr open(Run run, String name) {
        return new CallbackDynptr(run, name);
    }

    /** The memory that is shown at the moment. */
    private static final class Shown implements Region {
        private final String name;
        private long start;
        private long end;

        private Shown(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long start() {
            return start;
        }

        @Override
        public long end() {
            return end;
        }

        @Override
        public boolean writable() {
            return true;
        }
    }

    /**
     * Makes it lead to some memory.
     *
     * @param size at most {@link Dynptr#MAX_SIZE} bytes
     * @return the address of the dynptr, for the program
     */
    long show(long memory, int size) {
        shown.start = memory;
        shown.end = memory + size;
        Dynptr.of(Dynptr.Kind.LOCAL, memory, size, false).put(run.box(), address);
        return address;
    }

    @Override
    public void close() {
        run.revoke(shown);
        run.revoke(dynptr);
        run.machine().allocator().free(address, Dynptr.SIZE);
    }
}
