package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.SectionTable;
import dev.osmia.btf.Btf;
import dev.osmia.embedded.internal.engine.CheckedEngine;
import dev.osmia.embedded.internal.engine.Engine;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Interpreter;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.helpers.HelperTables;
import dev.osmia.embedded.internal.jit.Compiler;
import dev.osmia.embedded.internal.jit.JitEngine;
import dev.osmia.embedded.internal.jit.Shape;
import dev.osmia.embedded.internal.maps.MapFactory;
import dev.osmia.isa.Code;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.KernelConfig;
import dev.osmia.kernel.TypeRelocations;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocator;
import dev.osmia.verifier.ProgramFacts;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An eBPF kernel inside the JVM. It needs no privileges and no Linux, and reserves 4 GiB of address space, of which it
 * uses what its maps take.
 */
public final class EmbeddedKernel implements Kernel {
    /** The Linux whose programs it runs: a program that asks chooses by it what it does. */
    private static final String LINUX_VERSION = "6.18.0";
    private static final Map<String, String> OPTIONS = Map.of("CONFIG_BPF", "y", "CONFIG_BPF_SYSCALL", "y",
            "CONFIG_NET",
            "y");

    private final Machine machine;
    private final EngineKind kind;
    private final long instructionLimit;
    private final Engine engine;
    private final Map<Integer, EmbeddedProgram> programs = new ConcurrentHashMap<>();
    private final Map<String, HookPoint> hooks = new LinkedHashMap<>();
    private final Map<String, String> options;
    private final Map<String, Port> ports = new ConcurrentHashMap<>();
    private final KernelTypes types;
    private final @Nullable ProgramProof proof;
    private volatile boolean closed;

    private EmbeddedKernel(Builder builder) {
        types = new KernelTypes(builder.types);
        machine = Machine.create(builder.cpus, builder.trace);
        builder.hooks.forEach((name, hook) -> hooks.put(name, new HookPoint(hook, machine)));
        options = Map.copyOf(builder.options);
        proof = builder.unverified
                ? null
                : new ProgramProof(types::known, builder.cpus, builder.hooks.values(),
                        builder.engine != EngineKind.INTERPRETER);
        kind = builder.engine;
        instructionLimit = builder.instructionLimit;
        Engine checked = new CheckedEngine(builder.instructionLimit, builder.watcher);
        engine = switch (kind) {
            case CHECKED -> checked;
            case INTERPRETER -> new Interpreter();
            case JIT, TIERED -> new JitEngine(new Interpreter(), checked);
        };
    }

    /** A kernel with the engine that is fastest in the long run, and as many virtual CPUs as the machine has processors. */
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
        private final Map<String, String> options = new LinkedHashMap<>(OPTIONS);
        private EngineKind engine = EngineKind.TIERED;
        private int cpus = Runtime.getRuntime().availableProcessors();
        private @Nullable Btf types;
        private boolean unverified;
        private long instructionLimit = 1L << 28;
        private CheckedEngine.Watcher watcher = CheckedEngine.Watcher.NOBODY;
        private Consumer<String> trace = line -> System.getLogger("dev.osmia.trace")
                .log(System.Logger.Level.INFO, line);

        private Builder() {
        }

        /** How programs are carried out; {@link EngineKind#TIERED} unless said otherwise. */
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

        /**
         * After how many instructions, at least 1, the checked engine takes a run for endless; 268,435,456 unless said
         * otherwise. What is compiled without having been verified may jump backwards and call as often.
         */
        public Builder instructionLimit(long instructionLimit) {
            if (instructionLimit < 1) {
                throw new IllegalArgumentException("a run has at least 1 instruction, not " + instructionLimit);
            }
            this.instructionLimit = instructionLimit;
            return this;
        }

        /**
         * Takes programs as they are. Without this they are verified when they are loaded, and what Linux would refuse is
         * refused with its reason. The interpreter trusts what it is given, and a wrong program gives wrong results there or
         * never ends; all other engines stop it at its first wrong access.
         */
        public Builder unverified() {
            unverified = true;
            return this;
        }

        /** Who sees every step of the checked engine. */
        Builder watcher(CheckedEngine.Watcher watcher) {
            this.watcher = watcher;
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

        /**
         * Sets what programs learn that ask for a build option with a {@code __kconfig} extern. A new kernel has
         * {@code CONFIG_BPF}, {@code CONFIG_BPF_SYSCALL} and {@code CONFIG_NET}.
         *
         * @param name with {@code CONFIG_} in front
         * @param value as a {@code .config} file writes it: {@code y}, {@code 250}, text in quotes
         */
        public Builder option(String name, String value) {
            if (!name.startsWith("CONFIG_") || value.isEmpty()) {
                throw new IllegalArgumentException("option " + name + "=" + value + ", expected CONFIG_NAME=VALUE");
            }
            options.put(name, value);
            return this;
        }

        /**
         * Sets the kernel types that programs are adjusted to when they are loaded (CO-RE). Without this they are those of
         * the Linux that the JVM runs on, where {@code /sys/kernel/btf/vmlinux} can be read; elsewhere programs that ask
         * for any are refused.
         */
        public Builder types(Btf types) {
            this.types = types;
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
    public KernelConfig config() {
        boolean hasCookies = HelperTables.of(ProgramType.KPROBE).has(Helper.GET_ATTACH_COOKIE.id());
        return new KernelConfig("the embedded kernel", KernelConfig.version(LINUX_VERSION), hasCookies, false, options);
    }

    @Override
    public Optional<TypeRelocator> types() {
        return types.relocator();
    }

    @Override
    public synchronized BpfMap createMap(MapSpec spec) {
        requireOpen();
        return MapFactory.create(machine, spec);
    }

    @Override
    public synchronized BpfProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> available) {
        requireOpen();
        ProgramSpec adjusted = TypeRelocations.resolve(spec, this);
        ProgramLoading loading = new ProgramLoading(adjusted, available, helpers(adjusted));
        Code code = loading.load();
        boolean isVerified = proof != null && proof.require(adjusted, available, loading.helpers());
        LoadedProgram loaded = new LoadedProgram(adjusted, code, loading.helpers(), isVerified);
        Runnable end = loading.retainMaps();
        int id = machine.programs().add(loaded, () -> {
            loaded.compilation().cancel();
            end.run();
        });
        compile(loaded, () -> shape(adjusted, available, loading));
        EmbeddedProgram program = new EmbeddedProgram(this, new Execution(machine, engine, loaded), id);
        programs.put(id, program);
        return program;
    }

    private void compile(LoadedProgram program, Supplier<Shape> shape) {
        Compiler compiler = new Compiler(machine.box());
        switch (kind) {
            case CHECKED, INTERPRETER -> {
            }
            case JIT -> compiler.compile(program, shape);
            case TIERED -> compiler.plan(program, shape);
        }
    }

    private Shape shape(ProgramSpec spec, Map<String, BpfMap> available, ProgramLoading loading) {
        return (proof == null ? Optional.<ProgramFacts>empty() : proof.facts(spec, available, loading.helpers()))
                .<Shape>map(facts -> new Shape.Proven(facts, loading.maps()))
                .orElseGet(() -> new Shape.Guarded(instructionLimit));
    }

    private HelperTable helpers(ProgramSpec spec) {
        HelperTable table = HelperTables.of(spec.type());
        if (spec.type() != ProgramType.HOST) {
            return table;
        }
        if (!hooks.containsKey(spec.attachTarget()) && !spec.section().isEmpty()
                && SectionTable.match(spec.section()).isEmpty()) {
            throw new BpfException("load program " + spec.name(), Errno.EINVAL, "unknown section " + spec.section()
                    + SectionTable.nearest(spec.section())
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse(": neither a program type of Linux nor a hook of this kernel; " + knownHooks()));
        }
        HookPoint point = hook(spec.attachTarget());
        ContextAgreement.disagreement(spec, point.hook().context()).ifPresent(reason -> {
            throw new BpfException("load program " + spec.name(), Errno.EINVAL, reason);
        });
        return table.with(point.helpers());
    }

    private String knownHooks() {
        return hooks.isEmpty() ? "it has none" : "it has " + String.join(", ", hooks.keySet());
    }

    /**
     * Where the host asks the programs of a hook that the kernel was made with.
     *
     * @throws NoSuchElementException if it was made without such a hook; the message lists those that exist
     */
    public HookPoint hook(String name) {
        HookPoint point = hooks.get(name);
        if (point == null) {
            throw new NoSuchElementException("this kernel has no hook " + name + "; " + knownHooks());
        }
        return point;
    }

    /** The port of that name in the packet pipeline, which comes into being when it is first named. */
    public Port port(String name) {
        requireOpen();
        return ports.computeIfAbsent(name, added -> Port.create(this, machine, added));
    }

    /** A program that a map holds, which its user may have closed; null if it is gone from the map, too. */
    @Nullable
    EmbeddedProgram held(int id) {
        LoadedProgram program = machine.programs().withId(id);
        return program == null ? null : new EmbeddedProgram(this, new Execution(machine, engine, program), id);
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

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if a program calls it, through a function of the host's
     */
    @Override
    public synchronized void close() {
        if (machine.cpus().isInRun()) {
            throw new IllegalStateException("a kernel cannot be closed by a program that it runs");
        }
        if (!closed) {
            closed = true;
            programs.values().forEach(BpfProgram::close);
            machine.maps().close();
            machine.timers().close();
            machine.box().release();
        }
    }
}
