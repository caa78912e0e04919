package dev.osmia.isa.text;

import dev.osmia.isa.Code;
import dev.osmia.isa.Code.Placed;
import dev.osmia.isa.EveryInstruction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class TextRoundTripTest {
    private static final Code EVERYTHING = Code.of(EveryInstruction.list());

    /** A name for everything that can have one. */
    private static final Symbols NAMES = new Symbols() {
        @Override
        public String helper(int id) {
            return "bpf_helper_" + Integer.toUnsignedString(id);
        }

        @Override
        public String kfunc(int btfId, short module) {
            return "bpf_kfunc_" + Integer.toUnsignedString(btfId);
        }

        @Override
        public @Nullable String subprogram(int slot) {
            return slot % 50 == 0 ? "sub_" + slot : null;
        }

        @Override
        public @Nullable String reference(int slot) {
            return slot % 3 == 0 ? "thing." + slot : null;
        }

        @Override
        public String sourceLine(int slot) {
            return "int line_" + slot / 4 + " = 0; // of\nthe source";
        }
    };

    @ParameterizedTest
    @EnumSource
    void everyInstructionReadsBackFromItsText(Dialect dialect) {
        for (Placed placed : EVERYTHING) {
            String text = Disassembler.print(placed.instruction(), dialect);
            assertThat(Assembler.assemble(text, dialect).instructions()).as(text)
                    .containsExactly(placed.instruction());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyInstructionReadsBackFromItsTextWithNames(Dialect dialect) {
        for (Placed placed : EVERYTHING) {
            String text = Disassembler.print(placed, dialect, NAMES);
            assertThat(Assembler.assemble(text, dialect, NAMES).code().instructions()).as(text)
                    .containsExactly(placed.instruction());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListingReadsBack(Dialect dialect) {
        String listing = Disassembler.listing(EVERYTHING, dialect, Symbols.NONE);
        assertThat(Assembler.assemble(listing, dialect)).isEqualTo(EVERYTHING);
    }

    @ParameterizedTest
    @EnumSource
    void aListingWithNamesReadsBack(Dialect dialect) {
        String listing = Disassembler.listing(EVERYTHING, dialect, NAMES);
        Assembly assembly = Assembler.assemble(listing, dialect, NAMES);
        assertThat(assembly.code()).isEqualTo(EVERYTHING);
        assertThat(assembly.labels()).containsEntry("sub_50", 50);
    }
}
