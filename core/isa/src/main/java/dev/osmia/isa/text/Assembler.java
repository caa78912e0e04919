package dev.osmia.isa.text;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns text into code: one instruction a line.
 *
 * <p>A line may begin with {@code 12:} and {@code (b7)}, as a listing prints slot and opcode (neither is believed, but
 * {@code (18)} marks a 64-bit immediate), then with labels ({@code name:}); {@code ;}, {@code //} and a {@code #} after
 * a blank begin a comment. Jumps take a label, {@code pc+3} or {@code +3}. A call takes a label, a distance,
 * {@code name#1}, or the name of a helper that the symbols know. {@code .8byte 0x2a} is a slot as a number, for what is
 * no instruction: the opcode in the lowest byte, then destination, source, offset and immediate. Each is taken by
 * itself, so that two of them are no 64-bit load before they are encoded and decoded.
 */
public final class Assembler {
    private final Symbols symbols;
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private int slots;

    private Assembler(Symbols symbols) {
        this.symbols = symbols;
    }

    /**
     * Assembles a text that names nothing but its labels.
     *
     * @throws AssemblyException at the first mistake
     */
    public static Code assemble(String text, Dialect dialect) {
        return assemble(text, dialect, Symbols.NONE).code();
    }

    /**
     * Assembles a text.
     *
     * @param symbols tell kernel functions from helpers in {@code call name#1}, and know helpers by name
     * @throws AssemblyException at the first mistake
     */
    public static Assembly assemble(String text, Dialect dialect, Symbols symbols) {
        Assembler assembler = new Assembler(symbols);
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            assembler.readLine(Lexer.cut(++number, line), dialect.reader());
        }
        return assembler.place();
    }

    private void readLine(Tokens tokens, InstructionReader reader) {
        for (Token label = tokens.acceptLabel(); label != null; label = tokens.acceptLabel()) {
            if (labels.putIfAbsent(label.text(), slots) != null) {
                throw tokens.expected("a label that is not taken yet", label);
            }
        }
        if (tokens.atEnd()) {
            return;
        }
        Pending instruction = reader.read(tokens, symbols);
        tokens.expectEnd();
        pending.add(instruction);
        slots += instruction.slots();
    }

    private Assembly place() {
        List<Instruction> instructions = new ArrayList<>(pending.size());
        Map<Integer, String> references = new HashMap<>();
        int slot = 0;
        for (Pending each : pending) {
            String reference = each.reference();
            if (reference != null) {
                references.put(slot, reference);
            }
            slot += each.slots();
            instructions.add(each.placement().place(slot, labels));
        }
        return new Assembly(Code.of(instructions), labels, references);
    }
}
