package dev.osmia.linux;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;

import static dev.osmia.linux.Programs.add;
import static dev.osmia.linux.Programs.call;
import static dev.osmia.linux.Programs.move;
import static dev.osmia.linux.Programs.read;
import static dev.osmia.linux.Programs.reference;
import static dev.osmia.linux.Programs.set;
import static dev.osmia.linux.Programs.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LinuxProgramTest extends LinuxTest {
    private static final int TAIL_CALL = 12;

    private LinuxProgram load(ProgramSpec program) {
        return kernel.loadProgram(program, Map.of());
    }

    @ParameterizedTest
    @EnumSource(names = {"XDP", "SCHED_CLS", "SOCKET_FILTER", "CGROUP_SKB"})
    void aPacketProgramRunsOnAPacket(ProgramType type) {
        TestResult result = load(Programs.returning(type, 1)).test(TestInput.packet(new byte[64]));

        assertThat(result.returnValue()).isEqualTo(1);
        assertThat(result.context()).isEmpty();
    }

    @Test
    void anXdpProgramChangesThePacket() {
        LinuxProgram program = load(Programs.markingPacket(ProgramType.XDP, 0, 4, 2));

        TestResult result = program.test(TestInput.packet(new byte[64]));

        assertThat(result.returnValue()).isEqualTo(2);
        assertThat(result.data()).hasSize(64).startsWith(0xab, 0);
    }

    @Test
    void aTrafficControlProgramChangesThePacket() {
        LinuxProgram program = load(Programs.markingPacket(ProgramType.SCHED_CLS, 76, 80, 2));

        TestResult result = program.test(TestInput.packet(new byte[100]));

        assertThat(result.returnValue()).isEqualTo(2);
        assertThat(result.data()).hasSize(100).startsWith(0xab, 0);
    }

    @Test
    void aPacketThatGrewComesBackWhole() {
        ProgramSpec grows = ProgramSpec.of("grows", ProgramType.XDP, Code.of(set(Register.R2, -16), call(44),
                set(Register.R0, 2), new Exit()));

        assertThat(load(grows).test(TestInput.packet(new byte[64])).data()).hasSize(80);
    }

    @Test
    void theContextGoesInAndOut() {
        ProgramSpec marks = ProgramSpec.of("marks", ProgramType.SCHED_CLS, Code.of(
                read(Size.W, Register.R0, Register.R1, 8), add(Register.R0, 1),
                store(Size.W, Register.R1, 8, Register.R0), new Exit()));
        byte[] context = new byte[192];
        System.arraycopy(u32(41), 0, context, 8, 4);

        TestResult result = load(marks).test(TestInput.packet(new byte[64]).withContext(context));

        assertThat(result.returnValue()).isEqualTo(42);
        assertThat(result.context()).hasSize(192);
        assertThat(result.context()[8]).isEqualTo((byte) 42);
    }

    @Test
    void aSyscallProgramChangesItsContext() {
        ProgramSpec adds = ProgramSpec.of("adds", ProgramType.SYSCALL, Code.of(
                read(Size.DW, Register.R0, Register.R1, 0), add(Register.R0, 1),
                store(Size.DW, Register.R1, 0, Register.R0), new Exit())).withFlags(1 << 4);

        TestResult result = load(adds).test(TestInput.context(u64(6)));

        assertThat(result.returnValue()).isEqualTo(7);
        assertThat(result.context()).isEqualTo(u64(7));
    }

    @Test
    void aRawTracepointRunsOnItsArguments() {
        ProgramSpec reads = ProgramSpec.of("reads", ProgramType.RAW_TRACEPOINT, Code.of(
                read(Size.DW, Register.R0, Register.R1, 8), new Exit()));
        byte[] arguments = new byte[96];
        arguments[8] = 9;

        assertThat(load(reads).test(TestInput.context(arguments)).returnValue()).isEqualTo(9);
    }

    @Test
    void repetitionGivesTheMeanDuration() {
        LinuxProgram program = load(Programs.returning(ProgramType.SCHED_CLS, 0));

        assertThat(program.test(TestInput.packet(new byte[64]).withRepeat(1000)).nanos()).isBetween(0L, 100_000L);
    }

    @Test
    void aPacketThatIsTooShortIsRefusedWithTheReason() {
        LinuxProgram program = load(Programs.returning(ProgramType.XDP, 2));

        BpfException refusal = catchThrowableOfType(BpfException.class,
                () -> program.test(TestInput.packet(new byte[13])));

        assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
        assertThat(refusal).hasMessageContaining("run program returns").hasMessageContaining("at least 14 bytes");
    }

    @Test
    void aProgramThatCannotBeRunByHandSaysSo() {
        LinuxProgram program = load(Programs.returning(ProgramType.KPROBE, 0));

        assertThatThrownBy(() -> program.test(TestInput.packet(new byte[64]))).isInstanceOf(BpfException.class)
                .hasMessageContaining("cannot be run by hand");
    }

    @Test
    void aRejectionCarriesTheVerifiersLogAndItsLastLine() {
        ProgramSpec bad = ProgramSpec.of("bad", ProgramType.XDP, Code.of(new Exit()));

        BpfException refusal = catchThrowableOfType(BpfException.class, () -> load(bad));

        assertThat(refusal.errno()).isEqualTo(Errno.EACCES);
        assertThat(refusal.log()).contains("R0 !read_ok").contains("processed");
        assertThat(refusal).hasMessage("load program bad: EACCES (R0 !read_ok)");
    }

    @Test
    void aLogThatOutgrowsItsFirstBufferIsStillWhole() {
        Instruction[] code = new Instruction[5001];
        Arrays.fill(code, set(Register.R2, 1));
        code[5000] = new Exit();

        BpfException refusal = catchThrowableOfType(BpfException.class,
                () -> load(ProgramSpec.of("long", ProgramType.XDP, Code.of(code))));

        assertThat(refusal.log()).hasSizeGreaterThan(1 << 16).startsWith("0: R1=ctx() R10=fp0").contains("R0 !read_ok");
    }

    @Test
    void theLogOfAnAcceptedProgramIsKeptOnDemand() {
        ProgramSpec program = Programs.returning(ProgramType.XDP, 2);

        assertThat(kernel.loadProgram(program, Map.of(), 2).log()).contains("exit").contains("processed 2 insns");
        assertThat(load(program).log()).isEmpty();
    }

    @Test
    void aProgramReadsAndWritesAMap() {
        ProgramSpec counts = ProgramSpec.of("counts", ProgramType.XDP, Code.of(
                new Instruction.StoreImmediate(Size.W, Register.R10, (short) -4, 0),
                move(Register.R2, Register.R10), add(Register.R2, -4), reference(Register.R1), call(1),
                new Instruction.Branch(Width.W64, Condition.EQ, Register.R0,
                        new Operand.Imm(0), (short) 3),
                read(Size.DW, Register.R1, Register.R0, 0), add(Register.R1, 1),
                store(Size.DW, Register.R0, 0, Register.R1), set(Register.R0, 2), new Exit()),
                Map.of(3, new Reference.ToMap("hits")));
        BpfMap hits = create(MapSpec.of("hits", MapType.ARRAY, 4, 8, 1));
        LinuxProgram program = kernel.loadProgram(counts, Map.of("hits", hits));

        program.test(TestInput.packet(new byte[64]));
        program.test(TestInput.packet(new byte[64]));

        assertThat(hits.lookup(u32(0))).isEqualTo(u64(2));
    }

    @Test
    void globalDataIsReachedByItsOffset() {
        MapSpec data = MapSpec.of(".rodata", MapType.ARRAY, 4, 16, 1)
                .withFlags(1 << 7)
                .withContents(new MapContents.Bytes(new byte[]{0, 0, 0, 0, 0, 0, 0, 0, 77}))
                .withFrozen(true);
        ProgramSpec reads = ProgramSpec.of("reads", ProgramType.XDP, Code.of(reference(Register.R1),
                read(Size.B, Register.R0, Register.R1, 0), new Exit()),
                Map.of(0, new Reference.ToMapValue(".rodata", 8)));

        LinuxProgram program = kernel.loadProgram(reads, Map.of(".rodata", create(data)));

        assertThat(program.test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(77);
    }

    @Test
    void aMapThatIsNotGivenIsNamed() {
        ProgramSpec program = ProgramSpec.of("lost", ProgramType.XDP, Code.of(reference(Register.R1),
                set(Register.R0, 2), new Exit()), Map.of(0, new Reference.ToMap("missing")));

        assertThatThrownBy(() -> load(program)).isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("program lost refers to map missing");
    }

    @Test
    void aReferenceFromAnInstructionThatHasNoRoomForItIsRefused() {
        ProgramSpec program = ProgramSpec.of("odd", ProgramType.XDP, Code.of(set(Register.R0, 2), new Exit()),
                Map.of(0, new Reference.ToMap("hits")));

        assertThatThrownBy(() -> load(program)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instruction 0");
    }

    @Test
    void aTailCallEndsInTheOtherProgram() {
        BpfMap programs = create(MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 2));
        ProgramSpec calls = ProgramSpec.of("calls", ProgramType.XDP, Code.of(reference(Register.R2),
                set(Register.R3, 1), call(TAIL_CALL), set(Register.R0, 3), new Exit()),
                Map.of(0, new Reference.ToMap("programs")));
        LinuxProgram caller = kernel.loadProgram(calls, Map.of("programs", programs));
        LinuxProgram target = load(Programs.returning(ProgramType.XDP, 1));

        assertThat(caller.test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(3);
        programs.update(u32(1), u32(target.handle()), 0);
        assertThat(caller.test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(1);
        assertThat(programs.lookup(u32(1))).isEqualTo(u32(target.id()));
    }

    @Test
    void aWeakKernelVariableThatIsMissingIsZero() {
        for (boolean typed : new boolean[]{true, false}) {
            ProgramSpec program = ProgramSpec.of("weak", ProgramType.SCHED_CLS, Code.of(reference(Register.R0),
                    new Exit()), Map.of(0, new Reference.ToKernelVariable("no_such_variable", typed, true)));

            assertThat(load(program).test(TestInput.packet(new byte[64])).returnValue()).isZero();
        }
    }

    @Test
    void aKernelVariableThatIsMissingIsNamed() {
        ProgramSpec program = ProgramSpec.of("strong", ProgramType.SCHED_CLS, Code.of(reference(Register.R0),
                new Exit()), Map.of(0, new Reference.ToKernelVariable("no_such_variable", true, false)));

        BpfException refusal = catchThrowableOfType(BpfException.class, () -> load(program));

        assertThat(refusal.errno()).isEqualTo(Errno.ESRCH);
        assertThat(refusal).hasMessageContaining("no_such_variable");
    }

    @Test
    void aKernelFunctionIsCalled() {
        ProgramSpec program = ProgramSpec.of("kfunc", ProgramType.SCHED_CLS, Code.of(
                call(0), call(1), set(Register.R0, 5), new Exit()),
                Map.of(0, new Reference.ToKernelFunction("bpf_rcu_read_lock", false), 1,
                        new Reference.ToKernelFunction("bpf_rcu_read_unlock", false)));

        assertThat(load(program).test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(5);
    }

    @Test
    void aWeakKernelFunctionThatIsMissingPoisonsOnlyTheCall() {
        ProgramSpec dead = ProgramSpec.of("dead", ProgramType.SCHED_CLS, Code.of(set(Register.R0, 0),
                new Instruction.Branch(Width.W64, Condition.EQ, Register.R0,
                        new Operand.Imm(0), (short) 1),
                call(0), new Exit()), Map.of(2, new Reference.ToKernelFunction("no_such_function", true)));

        assertThat(load(dead).test(TestInput.packet(new byte[64])).returnValue()).isZero();
    }

    @Test
    void theAttachTypeReachesTheVerifier() {
        ProgramSpec connects = Programs.returning(ProgramType.CGROUP_SOCK_ADDR, 1);

        assertThat(load(connects.withType(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_CONNECT)).id())
                .isPositive();
        assertThatThrownBy(() -> load(connects.withType(ProgramType.CGROUP_SOCK_ADDR, AttachType.XDP)))
                .isInstanceOf(BpfException.class);
    }

    @Test
    void theKernelTellsWhatItLoaded() {
        LinuxProgram program = load(Programs.returning(ProgramType.XDP, 2));

        ProgramInfo info = program.info();

        assertThat(info.id()).isEqualTo(program.id()).isPositive();
        assertThat(info.name()).isEqualTo("returns");
        assertThat(info.type()).isEqualTo(ProgramType.XDP.id());
        assertThat(info.instructions()).isEqualTo(2);
        assertThat(info.verifiedInstructions()).isEqualTo(2);
    }

    @Test
    void useAfterClosingIsAnError() {
        LinuxProgram program = load(Programs.returning(ProgramType.XDP, 2));
        program.close();
        program.close();

        assertThatThrownBy(() -> program.test(TestInput.packet(new byte[64])))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("program returns is closed");
    }

    @Test
    void anXdpProgramIsAttachedUntilItsLinkCloses() {
        LinuxProgram program = load(Programs.returning(ProgramType.XDP, 2));

        try (var link = program.attach(Hook.xdp("lo"))) {
            assertThat(link.program()).isSameAs(program);
            assertThatThrownBy(() -> program.attach(Hook.xdp("lo"))).isInstanceOf(BpfException.class)
                    .hasMessageContaining("EBUSY");
        }
        program.attach(Hook.xdp("lo")).close();
    }

    @Test
    void anInterfaceThatIsNotThereIsNamed() {
        LinuxProgram program = load(Programs.returning(ProgramType.XDP, 2));

        assertThatThrownBy(() -> program.attach(Hook.xdp("no-such-if"))).isInstanceOf(BpfException.class)
                .hasMessageContaining("no-such-if")
                .hasMessageContaining("ENODEV");
    }
}
