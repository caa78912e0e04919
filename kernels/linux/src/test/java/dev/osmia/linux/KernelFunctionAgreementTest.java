package dev.osmia.linux;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.KernelFunction;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.ReturnKind;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.linux.Oracle.Answer;
import dev.osmia.linux.Oracle.Loader;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of kernel functions against the functions of the running kernel, and what its verifier says to each. */
class KernelFunctionAgreementTest {
    private static final Instruction EXIT = new Instruction.Exit();
    /** Linux looks for the device before it asks who may call. */
    private static final String NO_DEVICE = "metadata kfuncs require device-bound program";
    private static final Predicate<String> MAY_BE_NULL = Pattern.compile("^R0 invalid mem access '.*or_null")
            .asPredicate();
    private static final String LEAK = "Unreleased reference";
    private static final List<Register> ARGUMENTS = List.of(Register.R1, Register.R2, Register.R3, Register.R4,
            Register.R5);
    /** Room on the stack for the largest iterator. */
    private static final int ITERATOR = -256;

    private static Oracle oracle;
    private static List<Loader> loaders;
    /** The functions that the kernel marks, by name, with their ids. */
    private static Map<String, Integer> marked;

    @BeforeAll
    static void askWhatThereIs() {
        oracle = Oracle.open();
        loaders = oracle.loaders();
        marked = functionsWith("bpf_kfunc");
    }

    @AfterAll
    static void close() {
        if (oracle != null) {
            oracle.close();
        }
    }

    private static Map<String, Integer> functionsWith(String tag) {
        Btf types = oracle.types();
        Map<String, Integer> functions = new TreeMap<>();
        types.ids(tag).forEach(id -> {
            if (types.type(id) instanceof BtfType.DeclTag mark
                    && types.type(mark.type()) instanceof BtfType.Func function) {
                functions.put(function.name(), mark.type());
            }
        });
        return functions;
    }

    private static KernelFunction row(String name) {
        return KernelFunction.named(name).orElseThrow();
    }

    private static int id(String name) {
        return Objects.requireNonNull(marked.get(name), name);
    }

    private static Instruction call(String name) {
        return new Instruction.CallKfunc(id(name), (short) 0);
    }

    private static boolean isAllowed(KernelFunction function, Loader loader) {
        if (loader.type() == ProgramType.STRUCT_OPS) {
            return function.isAllowedIn(loader.structure(), loader.function());
        }
        AttachType attach = loader.attach();
        return attach == null ? function.isAllowed(loader.type()) : function.isAllowed(loader.type(), attach);
    }

    @Test
    void theTableHoldsEveryFunctionOfThisKernel() {
        assertThat(marked.keySet()).isNotEmpty().allSatisfy(name -> assertThat(KernelFunction.named(name)).isPresent());
    }

    /** What kernels without BTF go by is what the BTF of this one says. */
    @Test
    void prototypesHaveTheArgumentsAndTheResultThatTheKernelSays() {
        SoftAssertions all = new SoftAssertions();
        List<String> asked = new ArrayList<>();
        marked.keySet().forEach(name -> row(name).prototype().ifPresent(ours -> {
            BtfType.FuncProto linux = prototype(name);
            all.assertThat(ours.arguments()).as(name).hasSameSizeAs(linux.params());
            all.assertThat(ours.result().kind() == ReturnKind.VOID).as(name).isEqualTo(linux.returnType() == 0);
            all.assertThat(ours.result().kind().name().startsWith("PTR_TO_"))
                    .as(name)
                    .isEqualTo(isPointer(linux.returnType()));
            asked.add(name);
        }));
        all.assertThat(asked).isNotEmpty();
        all.assertAll();
    }

    @Test
    void programsOfEveryTypeAndPlaceMayCallWhatTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        marked.keySet().forEach(name -> {
            for (Loader loader : loaders) {
                Answer answer = oracle.ask(loader, call(name), Programs.set(Register.R0, 0), EXIT);
                if (answer.says(NO_DEVICE)) {
                    all.assertThat(row(name).flags(ProgramType.XDP))
                            .as(name)
                            .contains(KernelFunctionFlag.DEVICE);
                } else {
                    all.assertThat(isAllowed(row(name), loader))
                            .as("%s in %s: %s", name, loader, answer.log())
                            .isEqualTo(!answer.says("calling kernel function " + name + " is not allowed"));
                }
            }
        });
        all.assertAll();
    }

    @Test
    void onlySleepableProgramsMayCallWhatSleeps() {
        SoftAssertions all = new SoftAssertions();
        marked.keySet().forEach(name -> caller(name, false).ifPresent(loader -> {
            Answer answer = oracle.ask(loader, withZeros(call(name)));
            all.assertThat(row(name).flags(loader.type()).contains(KernelFunctionFlag.SLEEPABLE))
                    .as("%s in %s: %s", name, loader, answer.log())
                    .isEqualTo(answer.says("program must be sleepable to call sleepable kfunc " + name));
        }));
        all.assertAll();
    }

    @Test
    void theCompilerKnowsTheSameFastCalls() {
        Set<String> fast = new TreeSet<>();
        KernelFunction.all()
                .stream()
                .filter(function -> function.flags(ProgramType.XDP).contains(KernelFunctionFlag.FASTCALL))
                .forEach(function -> fast.add(function.name()));
        assertThat(functionsWith("bpf_fastcall").keySet()).isEqualTo(fast);
    }

    /** A pointer of the type that the function takes, but one that the kernel does not vouch for. */
    @Test
    void pointersMustBeTrustedWhereTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        List<String> asked = new ArrayList<>();
        marked.keySet().forEach(name -> caller(name, true).ifPresent(loader -> untrusted(name).ifPresent(code -> {
            Answer answer = oracle.ask(loader, code);
            Set<KernelFunctionFlag> flags = row(name).flags(loader.type());
            boolean trusted = flags.contains(KernelFunctionFlag.TRUSTED_ARGS)
                    || flags.contains(KernelFunctionFlag.RELEASE);
            boolean rcu = flags.contains(KernelFunctionFlag.RCU);
            all.assertThat(answer.says("must be referenced or trusted"))
                    .as("%s in %s: %s", name, loader, answer.log())
                    .isEqualTo(trusted && !rcu);
            all.assertThat(answer.says("must be a rcu pointer"))
                    .as("%s in %s: %s", name, loader, answer.log())
                    .isEqualTo(rcu);
            asked.add(name);
        })));
        all.assertThat(asked).hasSizeGreaterThan(60);
        all.assertAll();
    }

    /** A reference is gone after the call of what takes it back, and must still be given back after any other. */
    @Test
    void referencesAreTakenBackWhereTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        List<String> asked = new ArrayList<>();
        marked.keySet().forEach(name -> caller(name, true).ifPresent(loader -> arguments(name).ifPresent(given -> {
            if (given.reference().isPresent() && !isPointer(prototype(name).returnType())) {
                Answer answer = oracle.ask(loader, given.calling(call(name), List.of(), false));
                boolean leaks = answer.says(LEAK);
                if (answer.accepted() || leaks) {
                    all.assertThat(row(name).flags(loader.type()).contains(KernelFunctionFlag.RELEASE))
                            .as("%s in %s: %s", name, loader, answer.log())
                            .isEqualTo(!leaks);
                    asked.add(name);
                }
            }
        })));
        all.assertThat(asked).hasSizeGreaterThan(15);
        all.assertAll();
    }

    @Test
    void iteratorsAreMadeSteppedAndEndedByWhatTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        marked.keySet().stream().filter(name -> name.startsWith("bpf_iter_")).forEach(name -> {
            Loader loader = caller(name, true).orElseThrow();
            Answer answer = oracle.ask(loader, Programs.move(Register.R1, Register.R10),
                    Programs.add(Register.R1, ITERATOR), Programs.set(Register.R2, 0), Programs.set(Register.R3, 0),
                    Programs.set(Register.R4, 0), call(name), Programs.set(Register.R0, 0), EXIT);
            boolean takesOne = answer.says("expected an initialized iter_");
            Set<KernelFunctionFlag> flags = row(name).flags(loader.type());
            if (!answer.says("must be sleepable")) {
                all.assertThat(flags.contains(KernelFunctionFlag.ITER_NEXT)
                        || flags.contains(KernelFunctionFlag.ITER_DESTROY))
                        .as("%s in %s: %s", name, loader, answer.log())
                        .isEqualTo(takesOne);
                all.assertThat(flags.contains(KernelFunctionFlag.ITER_NEW))
                        .as("%s in %s: %s", name, loader, answer.log())
                        .isEqualTo(!takesOne);
            }
        });
        all.assertAll();
    }

    @Test
    void sleepingProgramsNeedRcuWhereTheTableSays() {
        Loader sleepy = Loader.of(ProgramType.SYSCALL);
        Answer answer = oracle.ask(sleepy, Programs.call(Helper.GET_CURRENT_TASK_BTF.id()),
                Programs.move(Register.R2, Register.R0),
                Programs.move(Register.R1, Register.R10), Programs.add(Register.R1, ITERATOR),
                Programs.set(Register.R3, 0), call("bpf_iter_task_new"), Programs.set(Register.R0, 0), EXIT);

        assertThat(answer.log()).contains("kernel func bpf_iter_task_new requires RCU critical section protection");
        assertThat(row("bpf_iter_task_new").flags(ProgramType.SYSCALL)).contains(KernelFunctionFlag.RCU_PROTECTED);
    }

    /** What the program is given, if the call is accepted: a reference that stays, a pointer that may be null. */
    @Test
    void resultsAreReferencesAndMayBeNullWhereTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        List<String> asked = new ArrayList<>();
        marked.keySet().forEach(name -> caller(name, true).ifPresent(loader -> arguments(name).ifPresent(given -> {
            Set<KernelFunctionFlag> flags = row(name).flags(loader.type());
            Answer read = oracle.ask(loader, given.calling(call(name),
                    List.of(Programs.read(Size.B, Register.R1, Register.R0, 0)), true));
            Answer leak = oracle.ask(loader, given.calling(call(name), List.of(), true));
            if (isPointer(prototype(name).returnType()) && (leak.accepted() || leak.says(LEAK))) {
                all.assertThat(flags.contains(KernelFunctionFlag.RET_NULL))
                        .as("%s in %s: %s", name, loader, read.log())
                        .isEqualTo(read.log().lines().anyMatch(MAY_BE_NULL));
                all.assertThat(flags.contains(KernelFunctionFlag.ACQUIRE))
                        .as("%s in %s: %s", name, loader, leak.log())
                        .isEqualTo(leak.says(LEAK));
                asked.add(name);
            }
        })));
        all.assertThat(asked).hasSizeGreaterThan(12);
        all.assertAll();
    }

    @Test
    void pointersIntoThePacketAreVoidAfterTheCallsThatTheTableSays() {
        Loader xdp = Loader.of(ProgramType.XDP).at(AttachType.XDP);
        SoftAssertions all = new SoftAssertions();
        for (String name : List.of("bpf_xdp_pull_data", "bpf_iter_num_new", "bpf_rcu_read_lock")) {
            Answer answer = oracle.ask(xdp, Programs.move(Register.R6, Register.R1),
                    Programs.read(Size.W, Register.R7, Register.R6, 0),
                    Programs.read(Size.W, Register.R3, Register.R6, 4), Programs.move(Register.R2, Register.R7),
                    Programs.add(Register.R2, 1),
                    new Instruction.Branch(Width.W64, Condition.LE, Register.R2, new Operand.Reg(Register.R3),
                            (short) 2),
                    Programs.set(Register.R0, 0), EXIT,
                    name.startsWith("bpf_xdp")
                            ? Programs.move(Register.R1, Register.R6)
                            : Programs.move(Register.R1, Register.R10),
                    name.startsWith("bpf_xdp") ? Programs.set(Register.R2, 0) : Programs.add(Register.R1, ITERATOR),
                    Programs.set(Register.R2, 0), Programs.set(Register.R3, 0), call(name),
                    Programs.read(Size.B, Register.R1, Register.R7, 0), Programs.set(Register.R0, 0), EXIT);
            all.assertThat(answer.says("R7 invalid mem access 'scalar'"))
                    .as("%s: %s", name, answer.log())
                    .isEqualTo(row(name).flags(ProgramType.XDP).contains(KernelFunctionFlag.CHANGES_PACKET));
        }
        all.assertAll();
    }

    /** A structure of the kernel may be referred to from a map's value, which the kernel says when it takes the types. */
    @Test
    void mapsMayReferToTheStructuresThatTheTableSays() {
        Btf types = oracle.types();
        Set<String> linux = new TreeSet<>();
        Set<String> ours = new TreeSet<>();
        for (int id = 1; id < types.size(); id++) {
            if (types.type(id) instanceof BtfType.Struct struct && !struct.name().isEmpty()) {
                if (oracle.takes(referringTo(struct.name()))) {
                    linux.add(struct.name());
                }
                KernelFunction.destructor(struct.name())
                        .filter(function -> types.find(function, BtfType.Func.class).isPresent())
                        .ifPresent(_ -> ours.add(struct.name()));
            }
        }
        assertThat(ours).isEqualTo(linux).isNotEmpty();
    }

    private static Btf referringTo(String structure) {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
        int target = builder.add(new BtfType.Struct(structure, 4, false,
                List.of(new BtfType.Member("number", number, 0, 0))));
        int reference = builder.add(new BtfType.Ptr(builder.add(new BtfType.TypeTag("kptr", target, false))));
        builder.add(new BtfType.Struct("value", 8, false, List.of(new BtfType.Member("reference", reference, 0, 0))));
        return builder.build();
    }

    /** Some way to load a program that may call it; rather one that does not sleep. */
    private static Optional<Loader> caller(String name, boolean evenSleepable) {
        return loaders.stream()
                .filter(loader -> isAllowed(row(name), loader))
                .filter(loader -> evenSleepable || !loader.isSleepable())
                .min((a, b) -> rank(name, a) - rank(name, b));
    }

    private static int rank(String name, Loader loader) {
        boolean sleeps = row(name).flags(loader.type()).contains(KernelFunctionFlag.SLEEPABLE);
        return (loader.type() == ProgramType.TRACING ? 0 : 1) + (loader.isSleepable() == sleeps ? 0 : 2);
    }

    private static List<Instruction> withZeros(Instruction call) {
        List<Instruction> code = new ArrayList<>();
        for (Register register : ARGUMENTS) {
            code.add(Programs.set(register, 0));
        }
        code.add(call);
        code.add(Programs.set(Register.R0, 0));
        code.add(EXIT);
        return code;
    }

    private static BtfType.FuncProto prototype(String name) {
        if (oracle.types().type(id(name)) instanceof BtfType.Func function
                && oracle.types().type(function.type()) instanceof BtfType.FuncProto prototype) {
            return prototype;
        }
        throw new IllegalStateException(name + " has no prototype");
    }

    private static boolean isPointer(int type) {
        return oracle.types().type(oracle.types().resolve(type)) instanceof BtfType.Ptr;
    }

    /** The name of the structure that a pointer points to. */
    private static Optional<String> structure(int type) {
        Btf types = oracle.types();
        if (types.type(types.resolve(type)) instanceof BtfType.Ptr pointer
                && types.type(types.resolve(pointer.type())) instanceof BtfType.Struct struct) {
            return Optional.of(struct.name());
        }
        return Optional.empty();
    }

    private static Optional<String> firstPointer(String name) {
        List<BtfType.Param> params = prototype(name).params();
        return params.isEmpty() ? Optional.empty() : structure(params.getFirst().type());
    }

    /** Structures of which programs have their own, or that stand for the context. */
    private static final Set<String> OTHERWISE = Set.of("bpf_dynptr", "bpf_list_head", "bpf_list_node", "bpf_rb_root",
            "bpf_rb_node", "bpf_res_spin_lock", "bpf_wq", "bpf_task_work", "bpf_map", "__sk_buff", "xdp_md",
            "bpf_sock_addr_kern", "bpf_sock_ops_kern");

    private static Optional<List<Instruction>> untrusted(String name) {
        return firstPointer(name)
                .filter(structure -> !structure.startsWith("bpf_iter_") && !OTHERWISE.contains(structure))
                .map(structure -> List.of(Programs.set(Register.R1, 0),
                        Programs.set(Register.R2, oracle.id(structure, BtfType.Struct.class)),
                        call("bpf_rdonly_cast"), Programs.move(Register.R1, Register.R0),
                        Programs.set(Register.R2, 0), Programs.set(Register.R3, 0), Programs.set(Register.R4, 0),
                        Programs.set(Register.R5, 0), call(name), Programs.set(Register.R0, 0), EXIT));
    }

    /** Where a program gets a reference to a structure from, and where it gives it back. */
    private enum Source {
        CGROUP("cgroup", "bpf_cgroup_from_id", "bpf_cgroup_release"),
        CPUMASK("bpf_cpumask", "bpf_cpumask_create", "bpf_cpumask_release"),
        /** The kernel's own masks, for which a program's will do. */
        KERNEL_CPUMASK("cpumask", "bpf_cpumask_create", "bpf_cpumask_release"),
        TASK("task_struct", "bpf_task_from_pid", "bpf_task_release"),
        KEY("bpf_key", "bpf_lookup_system_key", "bpf_key_put");

        private final String structure;
        private final String from;
        private final String back;

        Source(String structure, String from, String back) {
            this.structure = structure;
            this.from = from;
            this.back = back;
        }

        static Optional<Source> of(String structure) {
            return Stream.of(values()).filter(source -> source.structure.equals(structure)).findFirst();
        }
    }

    /**
     * What sets the argument registers.
     *
     * @param reference the one structure among them, a reference to which is kept in R9
     * @param code the instructions
     */
    private record Given(Optional<Source> reference, List<Instruction> code) {
        /** A program that makes the call, uses its result, and gives its own reference back, or not. */
        List<Instruction> calling(Instruction call, List<Instruction> use, boolean givesBack) {
            List<Instruction> program = new ArrayList<>();
            reference.ifPresent(source -> {
                program.add(Programs.set(Register.R1, 0));
                program.add(call(source.from));
                program.add(new Instruction.Branch(Width.W64, Condition.NE, Register.R0, new Operand.Imm(0),
                        (short) 2));
                program.add(Programs.set(Register.R0, 0));
                program.add(EXIT);
                program.add(Programs.move(Register.R9, Register.R0));
            });
            program.addAll(code);
            program.add(call);
            program.addAll(use);
            if (givesBack) {
                reference.ifPresent(source -> {
                    program.add(Programs.move(Register.R1, Register.R9));
                    program.add(call(source.back));
                });
            }
            program.add(Programs.set(Register.R0, 0));
            program.add(EXIT);
            return program;
        }
    }

    /** Arguments for a function that takes numbers and structures of one kind. */
    private static Optional<Given> arguments(String name) {
        List<Instruction> code = new ArrayList<>();
        List<BtfType.Param> params = prototype(name).params();
        Optional<Source> reference = Optional.empty();
        for (int index = 0; index < params.size(); index++) {
            BtfType.Param param = params.get(index);
            Register register = ARGUMENTS.get(index);
            Optional<Source> source = structure(param.type()).flatMap(Source::of);
            if (source.isPresent()) {
                reference = source;
                code.add(Programs.move(register, Register.R9));
            } else if (isPointer(param.type()) && !param.name().endsWith("__ign")) {
                return Optional.empty();
            } else {
                code.add(Programs.set(register, 0));
            }
        }
        return Optional.of(new Given(reference, code));
    }
}
