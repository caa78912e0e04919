package dev.osmia.isa;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;

import java.nio.ByteOrder;

import static org.assertj.core.api.Assertions.assertThat;

/** Any bytes are instructions, which come back as the same bytes and through text, or are refused with their slot. */
class DecodeFuzzTest {

    @FuzzTest
    void bytesAreRefusedOrComeBackAsBytesAndAsText(byte[] bytes) {
        for (ByteOrder order : new ByteOrder[]{ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            Code code;
            try {
                code = Code.decode(bytes, order);
            } catch (InstructionFormatException e) {
                assertThat(e.slot()).isBetween(0, bytes.length / 8);
                assertThat(e.getMessage()).contains("instruction " + e.slot(), "expected").doesNotContain("\n");
                continue;
            }
            assertThat(code.encode(order)).isEqualTo(bytes);
            for (Dialect dialect : Dialect.values()) {
                String listing = Disassembler.listing(code, dialect, Symbols.NONE);
                assertThat(Assembler.assemble(listing, dialect)).as(listing).isEqualTo(code);
            }
        }
    }
}
