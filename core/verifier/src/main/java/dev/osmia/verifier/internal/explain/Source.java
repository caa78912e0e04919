package dev.osmia.verifier.internal.explain;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.ProgramSymbols;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;
import dev.osmia.verifier.Explanation;
import org.jspecify.annotations.Nullable;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The program as people know it: source lines and instructions as text. */
final class Source {
    private final ProgramSpec spec;
    private final byte[] bytes;
    private final @Nullable Code code;
    private final Map<Integer, Explanation.Place> places = new HashMap<>();

    Source(ProgramSpec spec, byte[] bytes) {
        this.spec = spec;
        this.bytes = bytes;
        code = decode(bytes);
    }

    private static @Nullable Code decode(byte[] bytes) {
        try {
            return Code.decode(bytes, ByteOrder.LITTLE_ENDIAN);
        } catch (InstructionFormatException ex) {
            return null;
        }
    }

    Explanation.Place place(int slot) {
        return places.computeIfAbsent(slot, this::find);
    }

    private Explanation.Place find(int slot) {
        SourceLine line = spec.lineAt(slot);
        return new Explanation.Place(slot, instruction(slot), line == null || line.line() == 0
                ? null
                : new Explanation.Source(line.file(), line.line(), line.column(), line.text()));
    }

    private String instruction(int slot) {
        if (spec.references().get(slot) instanceof Reference.ToKernelFunction function && code != null
                && code.at(slot) instanceof Instruction.CallKfunc) {
            return "call " + function.name();
        }
        int start = slot > 0 && code != null && !code.startsAt(slot) ? slot - 1 : slot;
        if (code != null && code.startsAt(start)) {
            return Disassembler.print(new Code.Placed(start, java.util.Objects.requireNonNull(code.at(start))),
                    Dialect.LINUX, new ProgramSymbols(spec, false));
        }
        int from = slot * Long.BYTES;
        return from + Long.BYTES > bytes.length
                ? "nothing"
                : HexFormat.ofDelimiter(" ").formatHex(Arrays.copyOfRange(bytes, from, from + Long.BYTES));
    }

    /** A line for "line 12", or the instruction where no line is known. */
    static String where(Explanation.Place place) {
        return place.source() == null || isAssembly(place.source())
                ? "instruction " + place.slot()
                : "line " + place.source().line();
    }

    /** Whether a line holds instructions, of which it does not say which. */
    static boolean isAssembly(Explanation.Source source) {
        String text = source.text().strip();
        return text.startsWith("asm") || text.startsWith("__asm__");
    }

    /** The variable that a line gives the value that is made there; null if it gives it to none, or not directly. */
    static @Nullable String assigned(Explanation.Place place) {
        Explanation.Source source = place.source();
        return source == null || isAssembly(source) ? null : Expression.assigned(source.text(), source.column() - 1);
    }

    /** The expression that the compiler says an instruction comes from, in backquotes; the instruction if it says nothing. */
    static String expression(Explanation.Place place) {
        Explanation.Source source = place.source();
        if (source == null || source.text().isBlank() || isAssembly(source)) {
            return "`" + place.instruction() + "`";
        }
        return source.text().strip().equals("}")
                ? "the end of the function"
                : "`" + Expression.at(source.text(), source.column() - 1) + "`";
    }
}
