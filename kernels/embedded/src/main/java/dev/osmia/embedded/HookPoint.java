package dev.osmia.embedded;

import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Region;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.Codec;
import dev.osmia.kernel.MapTypes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where a Java program asks the programs that are attached to one of its hooks. Safe for use by many threads.
 */
public final class HookPoint {
    private final HostHook hook;
    private final Machine machine;
    private final List<EmbeddedProgram> programs = new CopyOnWriteArrayList<>();
    private final Context[] contexts;
    private final Map<Class<?>, Codec<?>> codecs = new ConcurrentHashMap<>();

    HookPoint(HostHook hook, Machine machine) {
        this.hook = hook;
        this.machine = machine;
        this.contexts = new Context[machine.cpus().count()];
        for (int cpu = 0; cpu < contexts.length; cpu++) {
            contexts[cpu] = new Context(machine, hook);
        }
    }

    /** A CPU's place for the context. */
    private static final class Context {
        private final long address;
        private final List<Region> granted;
        private boolean busy;

        Context(Machine machine, HostHook hook) {
            address = machine.allocator().allocate(hook.contextSize());
            granted = List.of(new Region.Range("context of hook " + hook.name(), address,
                    address + hook.contextSize(), hook.contextWritable()));
        }
    }

    /** The hook's own helpers as engines call them. */
    Map<Integer, HelperTable.Entry> helpers() {
        Map<Integer, HelperTable.Entry> entries = new HashMap<>();
        hook.helpers().forEach((id, helper) -> {
            HostFunction function = helper.function();
            entries.put(id, new HelperTable.Entry(helper.name(),
                    (run, a1, a2, a3, a4, a5) -> function.call(new HostCall(run, a1, a2, a3, a4, a5)),
                    helper.arguments()));
        });
        return entries;
    }

    /** The contract. */
    public HostHook hook() {
        return hook;
    }

    BpfLink attach(EmbeddedProgram program) {
        programs.add(program);
        return new EmbeddedLink(program, dev.osmia.kernel.Hook.host(hook.name()), () -> programs.remove(program));
    }

    /**
     * Asks the attached programs in the order in which they were attached, until one gives an answer other than
     * {@link HostHook#otherwise()}.
     *
     * @param context as many bytes as the hook declares; where it is writable, what the programs made of it is in the
     *     array afterwards
     * @return the answer, {@link HostHook#otherwise()} if no program gives one
     * @throws ProgramTrap if a program misbehaves or gives an answer that the hook does not take
     */
    public long ask(byte[] context) {
        if (context.length != hook.contextSize()) {
            throw new IllegalArgumentException("hook " + hook.name() + " has a context of " + hook.contextSize()
                    + " bytes, not " + context.length);
        }
        if (programs.isEmpty()) {
            return hook.otherwise();
        }
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            return ask(context, cpu);
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private long ask(byte[] context, VirtualCpu cpu) {
        Context place = contexts[cpu.id()];
        boolean nested = place.busy;
        if (nested) {
            place = new Context(machine, hook);
        }
        place.busy = true;
        try {
            machine.box().put(place.address, context);
            long answer = ask(cpu, place);
            if (hook.contextWritable()) {
                System.arraycopy(machine.box().get(place.address, context.length), 0, context, 0, context.length);
            }
            return answer;
        } finally {
            place.busy = false;
            if (nested) {
                machine.allocator().free(place.address, hook.contextSize());
            }
        }
    }

    /**
     * As {@link #ask(byte[])}, with a record as the context, whose components find the members of the context's type by
     * name. What programs write into it is lost.
     *
     * @throws IllegalArgumentException if the record does not go with the context's type
     */
    public long ask(Record context) {
        ByteBuffer bytes = ByteBuffer.allocate(hook.contextSize()).order(ByteOrder.nativeOrder());
        codec(context).encode(context, bytes);
        return ask(bytes.array());
    }

    @SuppressWarnings("unchecked") // the codec is that of the context's class
    private Codec<Record> codec(Record context) {
        return (Codec<Record>) codecs.computeIfAbsent(context.getClass(), type -> MapTypes.of(type, hook.context()));
    }

    private long ask(VirtualCpu cpu, Context place) {
        for (EmbeddedProgram program : programs) {
            long answer = program.answer(cpu, place.address, hook, place.granted);
            if (answer != hook.otherwise()) {
                return answer;
            }
        }
        return hook.otherwise();
    }
}
