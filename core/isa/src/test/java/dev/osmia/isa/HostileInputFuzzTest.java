package dev.osmia.isa;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.osmia.isa.classic.ClassicProgram;
import dev.osmia.isa.classic.ClassicStyle;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.AssemblyException;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Any bytes and any text are either understood, and then come back, or refused with the exception that says so.
 *
 * <p>An ordinary run takes the saved inputs of {@code HostileInputFuzzTestInputs}; the search for new ones is started by
 * {@code JAZZER_FUZZ=1 ./mvnw -pl core/isa test -Dtest=HostileInputFuzzTest#textIsRefusedOrBecomesCode}, one method at a
 * time.
 */
class HostileInputFuzzTest {

    private static void require(boolean condition, String claim) {
        if (!condition) {
            throw new AssertionError(claim);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void bytesAreRefusedOrComeBackAsBytesAndAsText(byte[] bytes) {
        for (ByteOrder order : new ByteOrder[]{ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            Code code;
            try {
                code = Code.decode(bytes, order);
            } catch (InstructionFormatException e) {
                require(e.slot() >= 0 && e.slot() <= bytes.length / 8, "the slot lies in the input");
                continue;
            }
            require(Arrays.equals(code.encode(order), bytes), "encoding gives the bytes back");
            for (Dialect dialect : Dialect.values()) {
                String listing = Disassembler.listing(code, dialect, Symbols.NONE);
                require(Assembler.assemble(listing, dialect).equals(code), "the listing reads back");
            }
        }
    }

    @FuzzTest(maxDuration = "60s")
    void filtersAreRefusedOrComeBack(byte[] bytes) {
        ClassicProgram program;
        try {
            program = ClassicProgram.decode(bytes, ByteOrder.LITTLE_ENDIAN);
        } catch (InstructionFormatException e) {
            require(e.slot() >= 0 && e.slot() <= bytes.length / 8, "the slot lies in the input");
            return;
        }
        byte[] encoded = program.encode(ByteOrder.LITTLE_ENDIAN);
        require(ClassicProgram.decode(encoded, ByteOrder.LITTLE_ENDIAN).equals(program), "the filter comes back");
        for (ClassicStyle style : ClassicStyle.values()) {
            require(program.print(style).lines().count() == program.instructions().size(),
                    "a line for each instruction");
        }
    }

    @FuzzTest(maxDuration = "60s")
    void textIsRefusedOrBecomesCode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Dialect dialect : Dialect.values()) {
            try {
                Code code = Assembler.assemble(text, dialect);
                byte[] encoded = code.encode(ByteOrder.LITTLE_ENDIAN);
                require(Code.decode(encoded, ByteOrder.LITTLE_ENDIAN).equals(code), "what was assembled decodes");
            } catch (AssemblyException e) {
                require(e.line() >= 1 && e.column() >= 1, "the place lies in the text");
            }
        }
    }
}
