package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is no instruction never runs: the program is refused, whether it would reach it or not. */
class UnknownInstructionTest {
    private static final String REASON = ": unknown opcode 0x2a, expected one of RFC 9669)";

    private static ProgramSpec program(String text) {
        return ProgramSpec.of("strange", ProgramType.SOCKET_FILTER, Assembler.assemble(text, Dialect.LINUX));
    }

    private static void assertRefused(EngineKind engine, ProgramSpec program, String message) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).open()) {
            BpfException refusal = catchThrowableOfType(BpfException.class,
                    () -> kernel.loadProgram(program, Map.of()));
            assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
            assertThat(refusal).hasMessage("load program strange: EINVAL (" + message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theProgramIsRefusedWithTheSlotAndTheReason(EngineKind engine) {
        assertRefused(engine, program("r0 = 0x0 ll\n.8byte 0x2a\nexit"), "instruction 2" + REASON);
    }

    @ParameterizedTest
    @EnumSource
    void codeThatIsNeverReachedIsNoExcuse(EngineKind engine) {
        assertRefused(engine, program("r0 = 0\nexit\n.8byte 0x2a\nexit"), "instruction 2" + REASON);
    }

    @ParameterizedTest
    @EnumSource
    void whatItRefersToMakesItNoInstruction(EngineKind engine) {
        ProgramSpec bare = program("r0 = 0\n.8byte 0x2a\nexit");
        for (Reference reference : List.of(new Reference.ToMap("counts"),
                new Reference.ToKernelFunction("bpf_rcu_read_lock", true))) {
            assertRefused(engine, bare.withReferences(Map.of(1, reference)), "instruction 1" + REASON);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSourceLineIsNamed(EngineKind engine) {
        ProgramSpec bare = program("r0 = 0\n.8byte 0x2a\nexit");
        SourceLine line = new SourceLine(1, 0, 0, "strange.c", "\tasm(\".quad\n42\");", 7, 1);
        ProgramSpec withLine = new ProgramSpec(bare.name(), bare.section(), bare.type(), null, "", 0, true, "GPL", 0,
                bare.code(), bare.references(), bare.subprograms(), null, List.of(line), List.of());

        assertRefused(engine, withLine, "instruction 1 (strange.c:7: `asm(\".quad 42\");`)" + REASON);
    }
}
