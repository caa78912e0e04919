package dev.osmia.linux;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.AttachType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperGates;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.HelperSets;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.PacketAccess;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.kernel.BpfMap;
import dev.osmia.linux.Oracle.Answer;
import dev.osmia.linux.Oracle.Loader;
import dev.osmia.object.MapSpec;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of helpers against what the verifier of the running kernel says to each of them. */
class HelperAgreementTest {
    /** A kernel may be locked down against the first and built without kprobes for the second. */
    private static final Set<Helper> NOT_EVERYWHERE = EnumSet.of(Helper.PROBE_WRITE_USER, Helper.OVERRIDE_RETURN);
    private static final String MEMORY = "fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_";
    /** What the verifier says that it expects of an argument of each kind. */
    private static final Map<ArgumentKind, String> EXPECTED = new EnumMap<>(Map.ofEntries(
            Map.entry(ArgumentKind.CONST_MAP_PTR, "map_ptr"),
            Map.entry(ArgumentKind.PTR_TO_MAP_KEY, MEMORY),
            Map.entry(ArgumentKind.PTR_TO_MAP_VALUE, MEMORY),
            Map.entry(ArgumentKind.PTR_TO_MEM, MEMORY),
            Map.entry(ArgumentKind.CONST_SIZE, "scalar"),
            Map.entry(ArgumentKind.CONST_SIZE_OR_ZERO, "scalar"),
            Map.entry(ArgumentKind.CONST_ALLOC_SIZE_OR_ZERO, "scalar"),
            Map.entry(ArgumentKind.PTR_TO_CTX, "ctx"),
            Map.entry(ArgumentKind.PTR_TO_SPIN_LOCK, "map_value, ptr_"),
            Map.entry(ArgumentKind.PTR_TO_SOCK_COMMON, "sock_common, sock, tcp_sock, xdp_sock"),
            Map.entry(ArgumentKind.PTR_TO_SOCKET, "sock"),
            Map.entry(ArgumentKind.PTR_TO_BTF_ID, "ptr_, trusted_ptr_, rcu_ptr_"),
            Map.entry(ArgumentKind.PTR_TO_RINGBUF_MEM, "ringbuf_mem"),
            Map.entry(ArgumentKind.PTR_TO_BTF_ID_SOCK_COMMON,
                    "sock_common, sock, tcp_sock, xdp_sock, ptr_, trusted_ptr_"),
            Map.entry(ArgumentKind.PTR_TO_PERCPU_BTF_ID, "percpu_ptr_, percpu_rcu_ptr_, percpu_trusted_ptr_"),
            Map.entry(ArgumentKind.PTR_TO_FUNC, "func"),
            Map.entry(ArgumentKind.PTR_TO_STACK, "fp"),
            Map.entry(ArgumentKind.PTR_TO_CONST_STR, "map_value"),
            Map.entry(ArgumentKind.PTR_TO_TIMER, "map_value"),
            Map.entry(ArgumentKind.KPTR_XCHG_DEST, "map_value, ptr_"),
            Map.entry(ArgumentKind.PTR_TO_DYNPTR, "fp, dynptr_ptr")));
    /** Answers to programs whose arguments were not looked at, or that have no kernel structure to give. */
    private static final List<String> NOT_SO_FAR = List.of("cannot use helper", "might sleep", "not allowed in probe",
            "R8 !read_ok", "unacquired reference");
    private static final Set<ArgumentKind> MEMORIES = EnumSet.of(ArgumentKind.PTR_TO_MEM, ArgumentKind.PTR_TO_MAP_KEY,
            ArgumentKind.PTR_TO_MAP_VALUE);

    private static Oracle oracle;
    private static LinuxKernel kernel;
    private static BpfMap values;
    private static BpfMap texts;
    private static List<Loader> loaders;

    @BeforeAll
    static void askWhatThereIs() {
        oracle = Oracle.open();
        kernel = LinuxKernel.open();
        values = kernel.createMap(MapSpec.of("values", MapType.ARRAY, 4, 64, 1));
        texts = kernel.createMap(MapSpec.of("texts", MapType.ARRAY, 4, 64, 1)
                .withFlags(MapFlag.RDONLY_PROG.value()));
        texts.freeze();
        loaders = oracle.loaders();
    }

    @AfterAll
    static void close() {
        if (oracle != null) {
            oracle.close();
        }
        if (kernel != null) {
            kernel.close();
        }
    }

    private static Set<Helper> allowed(Loader loader) {
        AttachType attach = loader.attach();
        if (loader.type() == ProgramType.STRUCT_OPS) {
            return HelperSets.ofOperation(loader.structure(), loader.function());
        }
        return attach == null
                ? HelperSets.of(loader.type())
                : HelperSets.of(loader.type(), attach, loader.name());
    }

    private static HelperCall call(Helper helper, Loader loader) {
        return new HelperCall(helper, loader, values.handle(), texts.handle());
    }

    private static List<Instruction> bare(Helper helper) {
        return List.of(Programs.call(helper.id()), Programs.set(Register.R0, 0), new Instruction.Exit());
    }

    @Test
    void programsOfEveryTypeAndPlaceMayCallWhatTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        for (Loader loader : loaders) {
            Set<Helper> linux = EnumSet.noneOf(Helper.class);
            for (Helper helper : Helper.values()) {
                if (!oracle.ask(loader, bare(helper)).says("cannot use helper")) {
                    linux.add(helper);
                }
            }
            Set<Helper> ours = EnumSet.noneOf(Helper.class);
            ours.addAll(allowed(loader));
            NOT_EVERYWHERE.stream().filter(helper -> !linux.contains(helper)).forEach(ours::remove);
            all.assertThat(ours).as("%s", loader).isEqualTo(linux);
        }
        all.assertAll();
    }

    @Test
    void helpersAreForFreeProgramsWhereTheTableSays() {
        eachCall((call, all) -> {
            if (call.loader().type() != ProgramType.STRUCT_OPS) {
                all.assertThat(oracle.ask(call.loader(), "none", 1, bare(call.helper()))
                        .says("cannot call GPL-restricted function"))
                        .as("%s", call)
                        .isEqualTo(call.prototype().isGplOnly());
            }
        });
    }

    @Test
    void onlySleepableProgramsMayCallWhatSleeps() {
        eachCall((call, all) -> {
            if (!call.loader().isSleepable()) {
                all.assertThat(oracle.ask(call.loader(), bare(call.helper())).says("helper call might sleep"))
                        .as("%s", call)
                        .isEqualTo(call.prototype().maySleep());
            }
        });
    }

    @Test
    void helpersAreRefusedWhereTheyCouldRunIntoThemselves() {
        eachCall((call, all) -> {
            Loader loader = call.loader();
            if (loader.type() != ProgramType.LSM) {
                Answer answer = oracle.ask(loader, bare(call.helper()));
                if (!answer.says("might sleep")) {
                    all.assertThat(!answer.says("helper call is not allowed in probe"))
                            .as("%s: %s", call, answer.log())
                            .isEqualTo(isOpen(call));
                }
            }
        });
    }

    private static boolean isOpen(HelperCall call) {
        Loader loader = call.loader();
        AttachType attach = loader.attach();
        return attach == null
                ? HelperGates.isOpen(call.helper(), loader.type())
                : HelperGates.isOpen(call.helper(), loader.type(), attach, loader.name(), false);
    }

    @Test
    void argumentsAreOfTheKindThatTheTableSays() {
        List<String> asked = new ArrayList<>();
        eachArgument((call, index, all) -> call.with(index, call.wrong(index)).ifPresent(code -> {
            Answer answer = oracle.ask(call.loader(), code);
            ArgumentKind kind = call.argument(index).kind();
            Optional<String> expected = expected(answer, index);
            if (expected.isPresent() || kind == ArgumentKind.ANYTHING) {
                all.assertThat(expected.orElse(""))
                        .as("%s, argument %d: %s", call, index + 1, answer.log())
                        .isEqualTo(EXPECTED.getOrDefault(kind, ""));
                asked.add(call.helper() + " " + index);
            }
        }));
        assertThat(new HashSet<>(asked)).hasSizeGreaterThan(400);
    }

    /** A register that holds nothing is refused where there is an argument, and not looked at behind the last. */
    @Test
    void asManyRegistersAreReadAsThereAreArguments() {
        Set<Helper> asked = EnumSet.noneOf(Helper.class);
        eachCall((call, all) -> {
            int arguments = call.prototype().arguments().size();
            for (int index = 0; index < HelperCall.ARGUMENTS.size(); index++) {
                int at = index;
                call.without(index)
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, at))
                        .ifPresent(answer -> {
                            all.assertThat(answer.says("R" + (at + 1) + " !read_ok"))
                                    .as("%s, argument %d: %s", call, at + 1, answer.log())
                                    .isEqualTo(at < arguments);
                            asked.add(call.helper());
                        });
            }
        });
        assertThat(asked).hasSizeGreaterThan(150);
    }

    @Test
    void nullIsTakenWhereTheTableSays() {
        eachArgument((call, index, all) -> {
            ArgumentType argument = call.argument(index);
            if (argument.kind().name().startsWith("PTR_TO_")) {
                call.with(index, List.of(Programs.set(HelperCall.ARGUMENTS.get(index), 0)))
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, index))
                        .ifPresent(answer -> all.assertThat(expected(answer, index).filter(HelperAgreementTest::isType)
                                .isEmpty())
                                .as("%s, argument %d: %s", call, index + 1, answer.log())
                                .isEqualTo(argument.isNullable()));
            }
        });
    }

    @Test
    void memoryOfNoSizeIsTakenWhereTheTableSays() {
        eachArgument((call, index, all) -> {
            ArgumentType argument = call.argument(index);
            if (argument.kind().isMemorySize()) {
                call.with(index, List.of(Programs.set(HelperCall.ARGUMENTS.get(index), 0)))
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, index))
                        .ifPresent(answer -> all.assertThat(answer.says("invalid zero-sized read"))
                                .as("%s, argument %d: %s", call, index + 1, answer.log())
                                .isEqualTo(argument.kind() == ArgumentKind.CONST_SIZE));
            }
        });
    }

    @Test
    void readOnlyMemoryIsTakenWhereTheTableSaysThatNothingIsWritten() {
        eachArgument((call, index, all) -> {
            ArgumentType argument = call.argument(index);
            if (MEMORIES.contains(argument.kind())) {
                call.with(index, call.readOnly(index))
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, index))
                        .ifPresent(answer -> all.assertThat(answer.says("write into map forbidden"))
                                .as("%s, argument %d: %s", call, index + 1, answer.log())
                                .isEqualTo(argument.is(TypeModifier.WRITE)));
            }
        });
    }

    @Test
    void memoryOfAFixedSizeIsAsLargeAndAlignedAsTheTableSays() {
        eachArgument((call, index, all) -> {
            ArgumentType argument = call.argument(index);
            if (argument.size() > 0) {
                Register register = HelperCall.ARGUMENTS.get(index);
                call.with(index, HelperCall.stack(register, 0))
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, index))
                        .ifPresent(answer -> all.assertThat(answer.log())
                                .as("%s, argument %d", call, index + 1)
                                .contains("off=0 size=" + argument.size()));
                call.with(index, HelperCall.stack(register, -argument.size() - 1))
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, index))
                        .ifPresent(answer -> all.assertThat(answer.says("misaligned"))
                                .as("%s, argument %d: %s", call, index + 1, answer.log())
                                .isEqualTo(argument.is(TypeModifier.ALIGNED)));
            }
        });
    }

    @Test
    void pointersIntoThePacketAreTakenWhereTheTableSays() {
        List<String> asked = new ArrayList<>();
        eachArgument((call, index, all) -> {
            if (MEMORIES.contains(call.argument(index).kind())) {
                call.withPacket(index)
                        .map(code -> oracle.ask(call.loader(), code))
                        .filter(answer -> reaches(answer, index))
                        .ifPresent(answer -> {
                            PacketAccess access = PacketAccess.of(call.loader().type());
                            all.assertThat(!answer.says("helper access to the packet is not allowed"))
                                    .as("%s, argument %d: %s", call, index + 1, answer.log())
                                    .isEqualTo(access.mayPassTo(call.prototype()));
                            asked.add(call.helper() + " " + index);
                        });
            }
        });
        assertThat(new HashSet<>(asked)).hasSizeGreaterThan(20);
    }

    @Test
    void pointersIntoThePacketAreVoidAfterTheCallsThatTheTableSays() {
        Set<Helper> asked = EnumSet.noneOf(Helper.class);
        eachCall((call, all) -> call.thenPacket()
                .map(code -> oracle.ask(call.loader(), code))
                .filter(answer -> answer.accepted() || answer.says("R7 invalid mem access"))
                .ifPresent(answer -> {
                    all.assertThat(answer.says("R7 invalid mem access 'scalar'"))
                            .as("%s: %s", call, answer.log())
                            .isEqualTo(call.prototype().changesPacket());
                    asked.add(call.helper());
                }));
        assertThat(asked).hasSizeGreaterThan(80);
    }

    @Test
    void programsWriteToPacketsWhereTheTableSays() {
        SoftAssertions all = new SoftAssertions();
        for (Loader loader : loaders) {
            call(Helper.KTIME_GET_NS, loader).writingPacket().ifPresent(code -> {
                Answer answer = oracle.ask(loader, code);
                if (!answer.says("invalid bpf_context access")) {
                    all.assertThat(!answer.says("cannot write into packet"))
                            .as("%s: %s", loader, answer.log())
                            .isEqualTo(PacketAccess.of(loader.type()).mayWrite());
                }
            });
        }
        all.assertAll();
    }

    @Test
    void resultsAreOfTheKindThatTheTableSays() {
        Set<Helper> asked = EnumSet.noneOf(Helper.class);
        eachCall((call, all) -> call.then(List.of(Programs.read(Size.B, Register.R1, Register.R0, 0)))
                .map(code -> oracle.ask(call.loader(), code))
                .flatMap(HelperAgreementTest::result)
                .ifPresent(answer -> {
                    all.assertThat(answer).as("%s", call).isEqualTo(result(call.prototype()));
                    asked.add(call.helper());
                }));
        assertThat(asked).hasSizeGreaterThan(80);
    }

    /** What the verifier calls the result that a program reads from. */
    private static Optional<String> result(Answer answer) {
        return answer.accepted()
                ? Optional.of("memory")
                : answer.log()
                        .lines()
                        .filter(line -> line.startsWith("R0 invalid mem access '") || line.equals("R0 !read_ok"))
                        .map(line -> line.replaceAll("^R0 (invalid mem access )?'?|'$", ""))
                        .findFirst();
    }

    private static String result(HelperPrototype prototype) {
        String orNull = prototype.result().isNullable() ? "_or_null" : "";
        return switch (prototype.result().kind()) {
            case VOID -> "!read_ok";
            case INTEGER -> "scalar";
            case PTR_TO_MAP_VALUE -> "map_value" + orNull;
            case PTR_TO_SOCKET -> "sock" + orNull;
            case PTR_TO_TCP_SOCK -> "tcp_sock" + orNull;
            case PTR_TO_SOCK_COMMON -> "sock_common" + orNull;
            case PTR_TO_MEM -> prototype.result().is(TypeModifier.RINGBUF) ? "ringbuf_mem" + orNull : "mem" + orNull;
            case PTR_TO_MEM_OR_BTF_ID, PTR_TO_BTF_ID -> orNull.isEmpty() ? "memory" : "ptr_or_null_";
        };
    }

    /** Whether the verifier came as far as the argument: nothing before it was wrong. */
    private static boolean reaches(Answer answer, int index) {
        for (int before = 0; before < index; before++) {
            if (expected(answer, before).isPresent()) {
                return false;
            }
        }
        return NOT_SO_FAR.stream().noneMatch(answer::says);
    }

    /** Of null with a size that is not 0 the verifier says later that it expected the stack. */
    private static boolean isType(String expected) {
        return !expected.equals("fp");
    }

    private static Optional<String> expected(Answer answer, int index) {
        String start = "R" + (index + 1) + " type=";
        return answer.log()
                .lines()
                .filter(line -> line.startsWith(start) && line.contains(" expected="))
                .map(line -> line.substring(line.indexOf('=', start.length()) + 1))
                .findFirst();
    }

    private interface CallCheck {
        void check(HelperCall call, SoftAssertions all);
    }

    private interface ArgumentCheck {
        void check(HelperCall call, int index, SoftAssertions all);
    }

    private static void eachCall(CallCheck check) {
        SoftAssertions all = new SoftAssertions();
        for (Loader loader : loaders) {
            for (Helper helper : allowed(loader)) {
                if (!NOT_EVERYWHERE.contains(helper)) {
                    check.check(call(helper, loader), all);
                }
            }
        }
        all.assertAll();
    }

    private static void eachArgument(ArgumentCheck check) {
        eachCall((call, all) -> {
            for (int index = 0; index < call.prototype().arguments().size(); index++) {
                check.check(call, index, all);
            }
        });
    }
}
