package dev.osmia.isa.text;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Unknown;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any text is assembled, to bytes that decode and code that reads back from its listing, or refused with line and
 * column.
 */
class AssemblerFuzzTest {

    @FuzzTest
    void textIsRefusedOrBecomesCode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Dialect dialect : Dialect.values()) {
            Code code;
            try {
                code = Assembler.assemble(text, dialect);
            } catch (AssemblyException e) {
                assertThat(e.line()).isBetween(1, bytes.length + 1);
                assertThat(e.column()).isBetween(1, bytes.length + 1);
                continue;
            }
            byte[] encoded = code.encode(ByteOrder.LITTLE_ENDIAN);
            Code decoded = Code.decodeLeniently(encoded, ByteOrder.LITTLE_ENDIAN);
            assertThat(decoded.encode(ByteOrder.LITTLE_ENDIAN)).isEqualTo(encoded);
            if (code.instructions().stream().noneMatch(Unknown.class::isInstance)) {
                assertThat(decoded).isEqualTo(code);
            }
            String listing = Disassembler.listing(code, dialect, Symbols.NONE);
            assertThat(Assembler.assemble(listing, dialect)).as(listing).isEqualTo(code);
        }
    }
}
