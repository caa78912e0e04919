package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import static dev.osmia.cli.Commands.osmiaReading;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code osmia conformance}: the plug-in protocol. */
class ConformanceCommandTest {

    private static String hex(String assembly) {
        return HexFormat.ofDelimiter(" ")
                .formatHex(Assembler.assemble(assembly.replace(';', '\n'), Dialect.LINUX)
                        .encode(ByteOrder.LITTLE_ENDIAN));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r0 = 42; exit | '' | 2a",
            "r0 = -1; exit | '' | ffffffffffffffff",
            "r0 = r2; exit | 01 02 03 | 3",
            "r0 = *(u8 *)(r1 +1); exit | 010203 | 2",
            "*(u32 *)(r1 +0) = 7; r0 = *(u64 *)(r1 +0); exit | ffffffffffffffff | ffffffff00000007",
            "r0 = 0; *(u64 *)(r10 -512) = 9; r0 = *(u64 *)(r10 -512); exit | '' | 9",
            "r1 = 1; r2 = 2; r3 = 3; r4 = 4; r5 = 5; call 0; exit | '' | 102030405",
            "r6 = r1; call 1; r0 = *(u32 *)(r6 +0); exit | 00000000 | 2a2a2a2a",
            "r1 = 16; call 3; exit | '' | 4",
            "r1 = 17; call 5; exit | '' | 11",
            "r2 = r1; call 4; exit | 6162006162 | 0",
            "r2 = r1; r2 += 3; call 4; r0 >>= 63; exit | 616200 616300 | 1",
            "r1 = 16; r9 = 3; callx r9; exit | '' | 4",
            "call pc+1; exit; r0 = 6; exit | '' | 6",
            "r2 = 2; lock *(u64 *)(r1 +0) += r2; r0 = *(u64 *)(r1 +0); exit | 0500000000000000 | 7"})
    void printsRegister0OnEachEngine(String program, String memory, String expected) {
        for (String engine : new String[]{"checked", "interpreter", "jit", "tiered"}) {
            Result result = osmiaReading(hex(program), "conformance", memory, "--engine", engine);
            assertThat(result.err()).as(engine).isEmpty();
            assertThat(result.out().strip()).as(engine).isEqualTo(expected);
            assertThat(result.status()).isZero();
        }
    }

    @Test
    void memoryMayBeMissing() {
        assertThat(osmiaReading(hex("r0 = r2; exit"), "conformance").out().strip()).isEqualTo("0");
    }

    @Test
    void takesObjectFiles(@TempDir Path folder) throws IOException {
        Path object = folder.resolve("program.o");
        osmiaReading("r0 = 5\nexit\n", "asm", "-", "-o", object.toString());
        String bytes = HexFormat.of().formatHex(Files.readAllBytes(object));
        assertThat(osmiaReading(bytes, "conformance", "", "--elf").out().strip()).isEqualTo("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz", "00", "ff 00 00 00 00 00 00 00", "b7 00 00 00 00 00 00 00", ""})
    void refusesWhatIsNoProgram(String program) {
        Result result = osmiaReading(program, "conformance", "");
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("osmia: ").doesNotContain("\tat ");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void refusesAnObjectWithWhatIsNoInstruction(@TempDir Path folder) throws IOException {
        Path object = folder.resolve("program.o");
        osmiaReading("r0 = 5\nexit\n.8byte 0x2a\nexit\n", "asm", "-", "-o", object.toString());
        Result result = osmiaReading(HexFormat.of().formatHex(Files.readAllBytes(object)), "conformance", "", "--elf");
        assertThat(result)
                .isEqualTo(new Result(1, "", "osmia: load program main: EINVAL (instruction 2: unknown opcode "
                        + "0x2a, expected one of RFC 9669)" + System.lineSeparator()));
    }

    @Test
    void memoryThatIsNoneIsWrongUsage() {
        Result result = osmiaReading(hex("r0 = 0; exit"), "conformance", "zz");
        assertThat(result.err()).contains("MEMORY 'zz': expected hexadecimal bytes");
        assertThat(result.status()).isEqualTo(2);
    }

    @Test
    void aTrapIsAFailure() {
        Result result = osmiaReading(hex("r0 = *(u8 *)(r1 +64); exit"), "conformance", "00");
        assertThat(result.err()).contains("stopped at instruction 0");
        assertThat(result.status()).isEqualTo(1);
    }
}
