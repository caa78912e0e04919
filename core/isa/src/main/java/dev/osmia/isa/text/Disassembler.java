package dev.osmia.isa.text;

import dev.osmia.isa.Code;
import dev.osmia.isa.Code.Placed;
import dev.osmia.isa.Instruction;

/** Turns code into text. {@link Assembler} reads back all that this prints. */
public final class Disassembler {
    private Disassembler() {
    }

    /** One instruction without any names. */
    public static String print(Instruction instruction, Dialect dialect) {
        return print(new Placed(0, instruction), dialect, Symbols.NONE);
    }

    /** One instruction with the names that are known at its slot. */
    public static String print(Placed placed, Dialect dialect, Symbols symbols) {
        return dialect.writer().write(placed, new SafeSymbols(symbols));
    }

    /**
     * A line {@code slot: (opcode) text} for each instruction, each line ended with {@code \n}. Before it stand
     * {@code name:} where a subprogram starts, and {@code ; text} where a source line does.
     */
    public static String listing(Code code, Dialect dialect, Symbols symbols) {
        SafeSymbols names = new SafeSymbols(symbols);
        StringBuilder text = new StringBuilder();
        String previousLine = "";
        for (Placed placed : code) {
            String subprogram = names.subprogram(placed.slot());
            if (subprogram != null) {
                text.append(subprogram).append(":\n");
            }
            String line = names.sourceLine(placed.slot());
            if (line != null && !line.equals(previousLine)) {
                text.append("; ").append(line).append('\n');
                previousLine = line;
            }
            text.append("%4d: (%02x) ".formatted(placed.slot(), placed.instruction().opcode()));
            text.append(dialect.writer().write(placed, names)).append('\n');
        }
        return text.toString();
    }
}
