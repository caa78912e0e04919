package dev.osmia.isa;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;

import java.nio.ByteOrder;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes are instructions, which come back as the same bytes and through text, or are refused with their slot. Read
 * leniently, all whole slots come back.
 */
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
                assertLenientlyReadComesBack(bytes, order);
                continue;
            }
            assertThat(Code.decodeLeniently(bytes, order)).isEqualTo(code);
            assertComesBack(code, bytes, order);
        }
    }

    private static void assertLenientlyReadComesBack(byte[] bytes, ByteOrder order) {
        byte[] whole = Arrays.copyOf(bytes, bytes.length / 8 * 8);
        assertComesBack(Code.decodeLeniently(whole, order), whole, order);
    }

    private static void assertComesBack(Code code, byte[] bytes, ByteOrder order) {
        assertThat(code.encode(order)).isEqualTo(bytes);
        for (Dialect dialect : Dialect.values()) {
            String listing = Disassembler.listing(code, dialect, Symbols.NONE);
            assertThat(Assembler.assemble(listing, dialect)).as(listing).isEqualTo(code);
        }
    }
}
