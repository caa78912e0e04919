package dev.osmia.embedded;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.CheckedEngine;
import dev.osmia.embedded.internal.engine.Engine;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Interpreter;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.helpers.HelperTables;
import dev.osmia.embedded.internal.maps.MapFactory;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * An eBPF kernel inside the JVM. It needs no privileges and no Linux, and reserves 4 GiB of address space, of which it
 * uses what its maps take.
 */
public final class EmbeddedKernel implements Kernel {
    private final Machine machine;
    private final Engine engine;
    private final Map<Integer, EmbeddedProgram> programs = new ConcurrentHashMap<>();
    private final Map<String, HookPoint> hooks = new LinkedHashMap<>();
    private final Map<String, Port> ports = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private EmbeddedKernel(Builder builder) {
        machine = Machine.create(builder.cpus, builder.trace);
        builder.hooks.forEach((name, hook) -> hooks.put(name, new HookPoint(hook, machine)));
        engine = switch (builder.engine) {
            case CHECKED -> new CheckedEngine(builder.instructionLimit);
            case INTERPRETER -> new Interpreter();
        };
    }

    /** A kernel with the checked engine and as many virtual CPUs as the machine has processors. */
    public static EmbeddedKernel open() {
        return builder().open();
    }

    /** A kernel to be configured. */
    public static Builder builder() {
        return new Builder();
    }

    /** What can be chosen about a kernel. */
    public static final class Builder {
        private final Map<String, HostHook> hooks = new LinkedHashMap<>();
        private EngineKind engine = EngineKind.CHECKED;
        private int cpus = Runtime.getRuntime().availableProcessors();
        private long instructionLimit = 1L << 28;
        private Consumer<String> trace = line -> System.getLogger("dev.osmia.trace")
                .log(System.Logger.Level.INFO, line);

        private Builder() {
        }

        /** How programs are carried out; {@link EngineKind#CHECKED} unless said otherwise. */
        public Builder engine(EngineKind engine) {
            this.engine = engine;
            return this;
        }

        /** How many virtual CPUs there are, at least 1; more threads than that wait for each other. */
        public Builder cpus(int cpus) {
            if (cpus < 1 || cpus > 4096) {
                throw new IllegalArgumentException("a kernel has 1 to 4096 CPUs, not " + cpus);
            }
            this.cpus = cpus;
            return this;
        }

        /** After how many instructions the checked engine takes a run for endless; 268,435,456 unless said otherwise. */
        public Builder instructionLimit(long instructionLimit) {
            this.instructionLimit = instructionLimit;
            return this;
        }

        /** Adds a hook of the host's. */
        public Builder hook(HostHook hook) {
            hooks.put(hook.name(), hook);
            return this;
        }

        /** Takes each line that a program prints; by default they are logged as {@code dev.osmia.trace}. */
        public Builder trace(Consumer<String> trace) {
            this.trace = trace;
            return this;
        }

        /** Makes the kernel. */
        public EmbeddedKernel open() {
            return new EmbeddedKernel(this);
        }
    }

    @Override
    public String name() {
        return "embedded";
    }

    @Override
    public int cpus() {
        return machine.cpus().count();
    }

    /** The map types that this kernel has. */
    public static Set<MapType> mapTypes() {
        return MapFactory.types();
    }

    @Override
    public BpfMap createMap(MapSpec spec) {
        requireOpen();
        return MapFactory.create(machine, spec);
    }

    @Override
    public synchronized BpfProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> available) {
        requireOpen();
        ProgramLoading loading = new ProgramLoading(spec, available, helpers(spec));
        LoadedProgram loaded = loading.load();
        Runnable end = loading.retainMaps();
        int id = machine.programs().add(loaded, end);
        EmbeddedProgram program = new EmbeddedProgram(this, new Execution(machine, engine, loaded), id);
        programs.put(id, program);
        return program;
    }

    private HelperTable helpers(ProgramSpec spec) {
        HelperTable table = HelperTables.of(spec.type());
        return spec.type() == ProgramType.HOST ? table.with(hook(spec.attachTarget()).helpers()) : table;
    }

    /**
     * Where the host asks the programs of a hook that the kernel was made with.
     *
     * @throws NoSuchElementException if it was made without such a hook; the message lists those that exist
     */
    public HookPoint hook(String name) {
        HookPoint point = hooks.get(name);
        if (point == null) {
            throw new NoSuchElementException("this kernel has no hook " + name + "; "
                    + (hooks.isEmpty() ? "it has none" : "it has " + String.join(", ", hooks.keySet())));
        }
        return point;
    }

    /** The port of that name in the packet pipeline, which comes into being when it is first named. */
    public Port port(String name) {
        requireOpen();
        return ports.computeIfAbsent(name, added -> Port.create(this, machine, added));
    }

    BpfLink attach(EmbeddedProgram program, Hook hook) {
        requireOpen();
        ProgramType type = program.type();
        return switch (hook) {
            case Hook.Xdp(var name) when type == ProgramType.XDP -> port(name).attachXdp(program, hook);
            case Hook.Ingress(var name) when type == ProgramType.SCHED_CLS -> port(name).attachIngress(program, hook);
            case Hook.Egress(var name) when type == ProgramType.SCHED_CLS -> port(name).attachEgress(program, hook);
            default -> attachToHost(program, hook);
        };
    }

    private BpfLink attachToHost(EmbeddedProgram program, Hook hook) {
        if (hook instanceof Hook.Host(var name) && program.type() == ProgramType.HOST
                && program.spec().attachTarget().equals(name)) {
            return hook(name).attach(program);
        }
        throw new IllegalArgumentException("program " + program.name() + " of type " + program.type().shortName()
                + " cannot be attached to " + hook);
    }

    void forget(EmbeddedProgram program) {
        programs.remove(program.id());
        machine.programs().close(program.handle());
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the kernel is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            programs.values().forEach(BpfProgram::close);
            machine.maps().close();
            machine.timers().close();
            machine.box().release();
        }
    }
}
