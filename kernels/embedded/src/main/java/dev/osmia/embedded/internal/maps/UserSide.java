package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.engine.VirtualCpus;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.kernel.BpfException;
import org.jspecify.annotations.Nullable;

/**
 * What bpf(2) does around the operations of a map ({@code kernel/bpf/syscall.c}): checks flags, permissions and sizes in
 * that order, and carries keys and values into the box and out of it.
 *
 * <p>An operation holds a virtual CPU, so that elements that it looks at stay; each CPU has its own place for keys and
 * values.
 */
final class UserSide {
    private static final long LOCK = UpdateFlag.LOCK.value();

    private final EmbeddedMap map;
    private final Box box;
    private final long keySpace;
    private final long[] scratch;

    UserSide(EmbeddedMap map) {
        this.map = map;
        this.box = map.machine().box();
        this.keySpace = Words.rounded(map.spec().keySize());
        this.scratch = new long[map.machine().cpus().count()];
    }

    /** What is done with the current CPU and with room for a key, another key behind it, and a value behind that. */
    @FunctionalInterface
    private interface Operation<T extends @Nullable Object> {
        T run(VirtualCpu cpu, long key, long other, long value);
    }

    private <T extends @Nullable Object> T use(String what, Operation<T> operation) {
        VirtualCpus cpus = map.machine().cpus();
        VirtualCpu cpu = cpus.acquire();
        try {
            requireOpen();
            long key = scratch(cpu);
            if (key == 0) {
                throw refusal(what, Errno.ENOMEM);
            }
            return operation.run(cpu, key, key + keySpace, key + 2 * keySpace);
        } catch (Fault stuck) {
            throw new BpfException(what + map, Errno.EBUSY, stuck.reason());
        } finally {
            cpus.release(cpu);
        }
    }

    private long scratch(VirtualCpu cpu) {
        long place = scratch[cpu.id()];
        if (place == 0) {
            place = map.memory().tryAllocate(2 * keySpace + Words.rounded(map.transferSize()));
            scratch[cpu.id()] = place;
        }
        return place;
    }

    byte @Nullable [] lookup(byte[] key, long flags) {
        String what = "look up in ";
        boolean hasQuestion = map.type() == MapType.BLOOM_FILTER;
        requireOpen();
        if (hasQuestion) {
            requireSize("value", key, map.transferSize());
        } else {
            requireSize("key", key, map.spec().keySize());
        }
        requireFlags(what, flags);
        requireReadable(what);
        requireLockable(what, flags);
        return use(what, (cpu, at, _, value) -> {
            box.put(hasQuestion ? value : at, key);
            return found(what, map.copyOut(cpu, at, value, flags)) ? box.get(value, map.transferSize()) : null;
        });
    }

    void update(byte[] key, byte[] value, long flags) {
        String what = "update ";
        requireOpen();
        requireSize("key", key, map.spec().keySize());
        requireSize("value", value, map.transferSize());
        requireWritable(what);
        requireLockable(what, flags);
        long result = use(what, (cpu, at, _, to) -> {
            box.put(at, key);
            box.put(to, value);
            return map.store(cpu, at, to, flags);
        });
        if (result != 0) {
            throw refusal(what, result);
        }
    }

    boolean delete(byte[] key) {
        String what = "delete in ";
        requireOpen();
        requireSize("key", key, map.spec().keySize());
        requireWritable(what);
        return use(what, (cpu, at, _, _) -> {
            box.put(at, key);
            return found(what, map.delete(cpu, at));
        });
    }

    byte @Nullable [] lookupAndDelete(byte[] key) {
        String what = "look up and delete in ";
        requireOpen();
        requireSize("key", key, map.spec().keySize());
        requireReadable(what);
        requireWritable(what);
        return use(what, (cpu, at, _, value) -> {
            box.put(at, key);
            return found(what, map.takeOut(cpu, at, value, 0)) ? box.get(value, map.transferSize()) : null;
        });
    }

    byte @Nullable [] nextKey(byte @Nullable [] key) {
        String what = "find the next key in ";
        requireOpen();
        if (key != null) {
            requireSize("key", key, map.spec().keySize());
        }
        requireReadable(what);
        return use(what, (cpu, at, next, _) -> {
            if (key != null) {
                box.put(at, key);
            }
            return found(what, map.next(cpu, key == null ? 0 : at, next)) ? box.get(next, map.spec().keySize()) : null;
        });
    }

    void freeze() {
        String what = "freeze ";
        requireOpen();
        if (!map.fields().isEmpty()) {
            throw refusal(what, Errno.ENOTSUPP);
        }
        requireWritable(what);
        map.markFrozen();
    }

    private void requireFlags(String what, long flags) {
        if ((flags & ~LOCK) != 0) {
            throw refusal(what, Errno.EINVAL);
        }
    }

    private void requireLockable(String what, long flags) {
        if ((flags & LOCK) != 0 && !map.fields().hasLock()) {
            throw refusal(what, Errno.EINVAL);
        }
    }

    void requireReadable() {
        requireOpen();
        requireReadable("look up in ");
    }

    void requireWritable() {
        requireOpen();
        requireWritable("change ");
    }

    private void requireReadable(String what) {
        if (map.has(MapFlag.WRONLY)) {
            throw refusal(what, Errno.EPERM);
        }
    }

    private void requireWritable(String what) {
        if (map.isFrozen() || map.has(MapFlag.RDONLY)) {
            throw refusal(what, Errno.EPERM);
        }
    }

    private void requireOpen() {
        if (map.isClosed()) {
            throw new IllegalStateException(map + " is closed");
        }
    }

    private void requireSize(String what, byte[] bytes, int size) {
        if (bytes.length != size) {
            throw new IllegalArgumentException(
                    map + " takes a " + what + " of " + size + " bytes, not " + bytes.length);
        }
    }

    private boolean found(String what, long result) {
        if (result == Errno.ENOENT.result()) {
            return false;
        }
        if (result != 0) {
            throw refusal(what, result);
        }
        return true;
    }

    private BpfException refusal(String what, long result) {
        return refusal(what, Errno.of((int) -result).orElse(Errno.EINVAL));
    }

    private BpfException refusal(String what, Errno errno) {
        return new BpfException(what + map, errno, Refusals.explain(map, errno));
    }
}
