package dev.osmia.proof.traps;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.SourceLine;
import dev.osmia.proof.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A wrong program is stopped with a message that says where and what, and harms nobody else. */
class TrapTest {
    private static final Path OBJECT = Path.of("src/test/resources/dev/osmia/proof/traps/traps.bpf.o");
    private static final byte[] PACKET = new byte[60];
    private static final int XDP_TX = 3;

    private static EmbeddedKernel checked() {
        return EmbeddedKernel.builder().engine(EngineKind.CHECKED).unverified().instructionLimit(100_000).open();
    }

    /** The program, a part of the source line, and what it did. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            wild_pointer      | return *anywhere;        | read of 8 bytes at 0x123456789abc: no address of this kernel's memory
            null_dereference  | return *value;           | read of 8 bytes at 0x0: a null pointer
            beyond_the_stack  | buffer[variable + 599]   | write of 1 byte
            beyond_the_packet | return data[60];         | read of 1 byte
            endless           | variable                 | still running after 100000 instructions
            recursion         | deeper                   | the call stack of 8 frames is full
            bad_argument      | bpf_map_delete_elem      | argument 2 of bpf_map_delete_elem: read of 4 bytes at 0x40: a null pointer plus 64
            write_to_constant | &constant = 6            | write of 8 bytes
            """)
    void stopsAtTheInstructionAndNamesItsLine(String name, String line, String reason) throws IOException {
        try (EmbeddedKernel kernel = checked(); BpfObject object = kernel.load(ObjectSpec.read(OBJECT))) {
            BpfProgram program = object.program(name);
            ProgramTrap trap = Objects.requireNonNull(
                    catchThrowableOfType(ProgramTrap.class, () -> program.test(TestInput.packet(PACKET))));
            SourceLine source = Objects.requireNonNull(trap.line(), "a source line");
            assertThat(source.text()).contains(line);
            assertThat(trap.reason()).startsWith(reason);
            assertThat(trap).hasMessageContaining("program " + name)
                    .hasMessageContaining("instruction " + trap.slot())
                    .hasMessageContaining(trap.instruction())
                    .hasMessageContaining("traps.bpf.c:" + source.line())
                    .hasMessageContaining(reason);
            assertThat(object.program("fine").test(TestInput.packet(PACKET)).returnValue()).isEqualTo(XDP_TX);
        }
    }

    /** Whatever lies near is named, so that an off-by-one is seen as one. */
    @Test
    void theMessageSaysWhatLiesThere() throws IOException {
        try (EmbeddedKernel kernel = checked(); BpfObject object = kernel.load(ObjectSpec.read(OBJECT))) {
            assertThat(reason(object.program("beyond_the_packet"))).contains("packet");
            assertThat(reason(object.program("write_to_constant"))).contains(".rodata is read-only");
        }
    }

    private static String reason(BpfProgram program) {
        return Objects.requireNonNull(
                catchThrowableOfType(ProgramTrap.class, () -> program.test(TestInput.packet(PACKET)))).reason();
    }

    /** Loads and stores of every size at addresses from the context: wherever they go, it is not out of the box. */
    @Test
    void theInterpreterSurvivesWildAddresses() {
        String text = """
                r2 = *(u64 *)(r1 +0)
                r3 = *(u8 *)(r2 +0)
                r3 = *(u16 *)(r2 +3)
                r3 = *(u32 *)(r2 -5)
                r3 = *(u64 *)(r2 +32767)
                r3 = *(s8 *)(r2 -32768)
                r0 = 1
                exit
                """;
        Random random = new Random(1);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(EngineKind.INTERPRETER).unverified().open();
                BpfProgram program = Programs.load(kernel, ProgramType.SYSCALL, text)) {
            for (int round = 0; round < 20_000; round++) {
                long address = round < 200 ? round - 100L : random.nextLong() >> random.nextInt(64);
                byte[] context = java.nio.ByteBuffer.allocate(8)
                        .order(java.nio.ByteOrder.nativeOrder())
                        .putLong(address)
                        .array();
                assertThat(program.test(TestInput.context(context)).returnValue()).isEqualTo(1);
            }
        }
    }

    /** Stores may ruin the kernel that the program runs in, but neither the JVM nor another kernel. */
    @Test
    void wildStoresOfTheInterpreterStayInItsKernel() {
        String text = """
                r2 = *(u64 *)(r1 +0)
                r3 = -1
                *(u8 *)(r2 +0) = r3
                *(u64 *)(r2 +1) = r3
                *(u32 *)(r2 -32768) = -1
                r0 = 1
                exit
                """;
        Random random = new Random(2);
        try (EmbeddedKernel other = checked();
                BpfProgram fine = Programs.load(other, ProgramType.SYSCALL, "r0 = 3\nexit")) {
            try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(EngineKind.INTERPRETER).unverified().open();
                    BpfProgram program = Programs.load(kernel, ProgramType.SYSCALL, text)) {
                for (int round = 0; round < 200; round++) {
                    long address = random.nextLong();
                    byte[] context = java.nio.ByteBuffer.allocate(8)
                            .order(java.nio.ByteOrder.nativeOrder())
                            .putLong(address)
                            .array();
                    assertThat(program.test(TestInput.context(context)).returnValue()).isEqualTo(1);
                }
            }
            assertThat(fine.test(TestInput.context(new byte[8])).returnValue()).isEqualTo(3);
        }
    }
}
