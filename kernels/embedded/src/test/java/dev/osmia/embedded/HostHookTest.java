package dev.osmia.embedded;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Code;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Subprogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostHookTest {
    private static final HostHook QUOTA = HostHook.of("quota", 8).withAnswers(0, 3, 3);
    private static final String ANSWER_FIRST_WORD = """
            r0 = *(u32 *)(r1 +0)
            r0 &= 3
            exit
            """;

    private static ProgramSpec program(String name, String hook, String text) {
        Code code = Assembler.assemble(text, Dialect.LINUX);
        return new ProgramSpec(name, "osmia/" + hook, ProgramType.HOST, null, hook, 0, true, "GPL", 0, code,
                new TreeMap<>(), List.of(new Subprogram(0, name, 0)), null, List.of(), List.of());
    }

    private static ProgramSpec inSection(String section) {
        return new ProgramSpec("main", section, ProgramType.HOST, null, section, 0, true, "GPL", 0,
                Assembler.assemble("r0 = 0\nexit\n", Dialect.LINUX), new TreeMap<>(),
                List.of(new Subprogram(0, "main", 0)), null, List.of(), List.of());
    }

    private static byte[] words(int first, int second) {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(first).putInt(second).array();
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aHookWithoutProgramsLeavesTheDecisionOpen(EngineKind engine) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).hook(QUOTA).open()) {
            assertThat(kernel.hook("quota").ask(words(1, 0))).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void programsAreAskedInOrderUntilOneDecides(EngineKind engine) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).hook(QUOTA).open();
                BpfProgram undecided = kernel.loadProgram(program("undecided", "quota", "r0 = 3\nexit\n"), Map.of());
                BpfProgram first = kernel.loadProgram(program("first", "quota", ANSWER_FIRST_WORD), Map.of());
                BpfProgram last = kernel.loadProgram(program("last", "quota", "r0 = 2\nexit\n"), Map.of())) {
            BpfLink a = undecided.attach(Hook.host("quota"));
            BpfLink b = first.attach(Hook.host("quota"));
            BpfLink c = last.attach(Hook.host("quota"));
            assertThat(kernel.hook("quota").ask(words(1, 0))).isEqualTo(1);
            assertThat(kernel.hook("quota").ask(words(3, 0))).isEqualTo(2);
            b.close();
            b.close();
            assertThat(kernel.hook("quota").ask(words(1, 0))).isEqualTo(2);
            a.close();
            c.close();
            assertThat(kernel.hook("quota").ask(words(1, 0))).isEqualTo(3);
        }
    }

    @Test
    void theSecondArgumentIsTheContextsSize() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(HostHook.of("size", 40)).open();
                BpfProgram program = kernel.loadProgram(program("size", "size", "r0 = r2\nexit\n"), Map.of());
                BpfLink link = program.attach(Hook.host("size"))) {
            assertThat(kernel.hook("size").ask(new byte[40])).isEqualTo(40);
        }
    }

    private static final String ANY_WORD = "r0 = *(u32 *)(r1 +0)\nexit\n";

    @Test
    void programsWhoseAnswersTheHookMayNotTakeAreRefused() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(QUOTA).open()) {
            assertThatThrownBy(() -> kernel.loadProgram(program("loud", "quota", ANY_WORD), Map.of()))
                    .isInstanceOf(BpfException.class)
                    .hasMessageContaining("At program exit the register R0 has smin=0 smax=4294967295 should have been "
                            + "in [0, 3]");
        }
    }

    @Test
    void anAnswerThatTheHookDoesNotTakeIsATrapOfUnverifiedPrograms() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().hook(QUOTA).open();
                BpfProgram program = kernel.loadProgram(program("loud", "quota", ANY_WORD), Map.of());
                BpfLink link = program.attach(Hook.host("quota"))) {
            assertThatThrownBy(() -> kernel.hook("quota").ask(words(4, 0))).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("it answers 4, and hook quota takes 0 to 3");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r0 = r1; exit | R0 leaks addr as return value",
            "r0 = *(u64 *)(r10 -8); exit | invalid read from stack R10 off=-8 size=8",
            "r0 = *(u64 *)(r1 +8); exit | invalid access to memory, mem_size=8 off=8 size=8",
            "r3 = *(u32 *)(r1 +0); r1 += r3; r0 = *(u8 *)(r1 +0); exit | R1 unbounded memory access"})
    void programsOfStrangersObeyTheStricterRules(String code, String reason) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(HostHook.of("any", 8)).open()) {
            ProgramSpec spec = program("sly", "any", code.replace("; ", "\n") + "\n");
            assertThatThrownBy(() -> kernel.loadProgram(spec, Map.of())).isInstanceOf(BpfException.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void aContextIsMemoryThatMayBeIndexed() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(HostHook.of("bytes", 8)).open();
                BpfProgram program = kernel.loadProgram(program("index", "bytes", """
                        r2 = *(u8 *)(r1 +0)
                        r2 &= 7
                        r1 += r2
                        r0 = *(u8 *)(r1 +0)
                        exit
                        """), Map.of());
                BpfLink link = program.attach(Hook.host("bytes"))) {
            assertThat(kernel.hook("bytes").ask(new byte[]{3, 10, 20, 30, 40, 50, 60, 70})).isEqualTo(30);
        }
    }

    @Test
    void aReadOnlyContextCannotBeWrittenAndAWritableOneComesBack() {
        String write = "*(u32 *)(r1 +4) = 9\nr0 = 0\nexit\n";
        try (EmbeddedKernel kernel = EmbeddedKernel.builder()
                .hook(QUOTA)
                .hook(HostHook.of("edit", 8).withWritableContext())
                .open();
                BpfProgram editor = kernel.loadProgram(program("editor", "edit", write), Map.of());
                BpfLink link = editor.attach(Hook.host("edit"))) {
            assertThatThrownBy(() -> kernel.loadProgram(program("refused", "quota", write), Map.of()))
                    .hasMessageContaining("R1 cannot write into rdonly_mem");
            byte[] context = words(5, 1);
            kernel.hook("edit").ask(context);
            assertThat(context).isEqualTo(words(5, 9));
        }
    }

    @Test
    void aReadOnlyContextIsGuardedFromUnverifiedProgramsToo() {
        String write = "*(u32 *)(r1 +4) = 9\nr0 = 0\nexit\n";
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().hook(QUOTA).open();
                BpfProgram program = kernel.loadProgram(program("refused", "quota", write), Map.of());
                BpfLink link = program.attach(Hook.host("quota"))) {
            assertThatThrownBy(() -> kernel.hook("quota").ask(words(0, 1))).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("context of hook quota is read-only")
                    .hasMessageContaining("*(u32 *)(r1 +4) = 9");
        }
    }

    /** {@code bpf_trace_printk} is for the GPL alone on Linux, which never sees this program. */
    @Test
    void theLicenseOfAHostsProgramDoesNotMatter() {
        List<String> lines = new ArrayList<>();
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(QUOTA).trace(lines::add).open();
                BpfProgram program = kernel.loadProgram(program("prints", "quota", """
                        *(u64 *)(r10 -8) = 0x6948
                        r1 = r10
                        r1 += -8
                        r2 = 3
                        call unknown#6
                        r0 = 1
                        exit
                        """).withLicense("Proprietary"), Map.of());
                BpfLink link = program.attach(Hook.host("quota"))) {
            assertThat(kernel.hook("quota").ask(words(0, 0))).isEqualTo(1);
            assertThat(lines).containsExactly("Hi");
            assertThat(link.hook()).isEqualTo(Hook.host("quota"));
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void programsCallTheHostsHelpers(EngineKind engine) {
        List<String> said = new ArrayList<>();
        ArgumentType memory = new ArgumentType(ArgumentKind.PTR_TO_MEM, "", Set.of(TypeModifier.RDONLY), 0);
        ArgumentType size = new ArgumentType(ArgumentKind.CONST_SIZE, "", Set.of(), 0);
        HostHook hook = HostHook.of("talk", 8)
                .withHelper(HostHook.FIRST_HELPER,
                        new HostHook.Helper("say", List.of(memory, size), call -> {
                            said.add(call.readString(call.argument(1), (int) call.argument(2)));
                            return 7;
                        }));
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).hook(hook).open();
                BpfProgram program = kernel.loadProgram(program("talk", "talk", """
                        r1 = 0x6948
                        *(u64 *)(r10 -8) = r1
                        r1 = r10
                        r1 += -8
                        r2 = 8
                        call 1000
                        exit
                        """.replace("call 1000", "call unknown#1000")), Map.of());
                BpfLink link = program.attach(Hook.host("talk"))) {
            assertThat(kernel.hook("talk").ask(new byte[8])).isEqualTo(7);
            assertThat(said).containsExactly("Hi");
        }
    }

    @Test
    void whatTheHostsHelpersAreGivenIsVerified() {
        ArgumentType memory = new ArgumentType(ArgumentKind.PTR_TO_MEM, "", Set.of(TypeModifier.RDONLY), 16);
        HostHook hook = HostHook.of("strict", 8)
                .withHelper(HostHook.FIRST_HELPER,
                        new HostHook.Helper("look", List.of(memory), call -> 0));
        ProgramSpec spec = program("strict", "strict", """
                r1 = r10
                r1 += -8
                call unknown#1000
                exit
                """);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(hook).open()) {
            assertThatThrownBy(() -> kernel.loadProgram(spec, Map.of()))
                    .hasMessageContaining("invalid read from stack R1 off=-8 size=16");
        }
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().hook(hook).open();
                BpfProgram program = kernel.loadProgram(spec, Map.of());
                BpfLink link = program.attach(Hook.host("strict"))) {
            assertThatThrownBy(() -> kernel.hook("strict").ask(new byte[8])).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("argument 1 of look");
        }
    }

    @Test
    void aProgramCannotCloseTheKernelThatRunsIt() {
        EmbeddedKernel[] self = new EmbeddedKernel[1];
        HostHook hook = HostHook.of("end", 8)
                .withHelper(HostHook.FIRST_HELPER,
                        new HostHook.Helper("close", List.of(), call -> {
                            self[0].close();
                            return 7;
                        }));
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(hook).open();
                BpfProgram program = kernel.loadProgram(program("end", "end", "call unknown#1000\nexit\n"), Map.of());
                BpfLink link = program.attach(Hook.host("end"))) {
            self[0] = kernel;
            assertThatThrownBy(() -> kernel.hook("end").ask(new byte[8])).isInstanceOf(IllegalStateException.class)
                    .hasMessage("a kernel cannot be closed by a program that it runs");
        }
    }

    @Test
    void unknownHooksAndForeignProgramsAreRefused() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(QUOTA).open()) {
            assertThatThrownBy(() -> kernel.loadProgram(program("lost", "nowhere", "r0 = 0\nexit\n"), Map.of()))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("this kernel has no hook nowhere; it has quota");
            assertThatThrownBy(() -> kernel.hook("quota").ask(new byte[9])).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("hook quota has a context of 8 bytes, not 9");
            try (BpfProgram program = kernel.loadProgram(program("fits", "quota", "r0 = 0\nexit\n"), Map.of())) {
                assertThatThrownBy(() -> program.attach(Hook.xdp("eth0"))).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void helpersThatAreNotThereAreNamedAtLoad() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(QUOTA).open()) {
            assertThatThrownBy(
                    () -> kernel.loadProgram(program("greedy", "quota", "call unknown#167\nexit\n"), Map.of()))
                    .isInstanceOf(BpfException.class)
                    .hasMessageContaining("bpf_btf_find_by_name_kind");
        }
    }

    record Order(short item, long price) {}

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aRecordCanBeTheContext(EngineKind engine) {
        HostHook hook = HostHook.of("order", Order.class);
        assertThat(hook.contextSize()).isEqualTo(16);
        assertThat(hook.declaration()).isEqualTo("""
                struct order {
                \tshort item;
                \tlong long price;
                };

                """);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).hook(hook).open();
                BpfProgram program = kernel.loadProgram(program("price", "order", """
                        r0 = *(u64 *)(r1 +8)
                        r2 = *(u16 *)(r1 +0)
                        r0 *= r2
                        exit
                        """), Map.of());
                BpfLink link = program.attach(Hook.host("order"))) {
            assertThat(kernel.hook("order").ask(new Order((short) 3, 7))).isEqualTo(21);
        }
    }

    @Test
    void aProgramThatTakesTheContextForSomethingElseIsRefused() {
        HostHook hook = HostHook.of("order", Order.class);
        BtfBuilder types = new BtfBuilder();
        int u64 = types.add(new BtfType.Int("u64", 8, 64, 0, BtfType.IntEncoding.UNSIGNED));
        int order = types.add(new BtfType.Struct("order", 8, false, List.of(new BtfType.Member("price", u64, 0, 0))));
        int pointer = types.add(new BtfType.Ptr(order));
        int prototype = types.add(new BtfType.FuncProto(u64, List.of(new BtfType.Param("order", pointer))));
        int function = types.add(new BtfType.Func("price", prototype, BtfType.Linkage.GLOBAL));
        ProgramSpec spec = new ProgramSpec("price", "osmia/order", ProgramType.HOST, null, "order", 0, true, "GPL", 0,
                Assembler.assemble("r0 = 0\nexit\n", Dialect.LINUX), new TreeMap<>(),
                List.of(new Subprogram(0, "price", function)), types.build(), List.of(), List.of());
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(hook).open()) {
            assertThatThrownBy(() -> kernel.loadProgram(spec, Map.of())).isInstanceOf(BpfException.class)
                    .hasMessageContaining("struct order of the program is not the hook's context: "
                            + "price is 8 bytes at offset 0, the hook's is 8 bytes at offset 8");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "xpd | unknown section xpd; did you mean xdp?",
            "firewall | unknown section firewall: neither a program type of Linux nor a hook of this kernel; it has quota"})
    void aSectionThatNothingIsCalledIsNamedWithTheNearestThatExists(String section, String message) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(QUOTA).open()) {
            assertThatThrownBy(() -> kernel.loadProgram(inSection(section), Map.of()))
                    .isInstanceOf(BpfException.class)
                    .hasMessage("load program main: EINVAL (" + message + ")");
        }
    }

    @Test
    void aSectionWithoutPrefixMayNameAHook() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().hook(HostHook.of("firewall", 8)).open();
                BpfProgram loaded = kernel.loadProgram(inSection("firewall"), Map.of())) {
            assertThat(loaded.name()).isEqualTo("main");
        }
    }
}
