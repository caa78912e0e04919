package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Which line of which file instructions come from ({@code struct bpf_line_info}). */
public final class LineInfo {
    /** Bytes of a record. */
    public static final int SIZE = 16;
    private static final int LINE_SHIFT = 10;

    private LineInfo() {
    }

    /** A line and a column as a record holds them. */
    public static int position(int line, int column) {
        return line << LINE_SHIFT | column;
    }

    /**
     * A record; it holds until the next one's start.
     *
     * @param start index of an instruction
     * @param file offset of the file's name in the strings of the program's table
     * @param text offset of the line's text there
     * @param position line and column
     */
    public record Line(int start, int file, int text, int position) {
        /** Number of the line, from 1. */
        public int line() {
            return position >>> LINE_SHIFT;
        }

        /** Number of the column, from 1. */
        public int column() {
            return position & (1 << LINE_SHIFT) - 1;
        }
    }

    /** What becomes of the records. */
    public sealed interface Checked permits Lines, Refused {
    }

    /**
     * The lines of a program.
     *
     * @param firsts index of the first line of each of its functions
     */
    public record Lines(List<Line> lines, List<Integer> firsts) implements Checked {
        /** Keeps copies. */
        public Lines {
            lines = List.copyOf(lines);
            firsts = List.copyOf(firsts);
        }
    }

    /**
     * Reads the records ({@code check_btf_line}).
     *
     * @param length number of the program's instructions, each half of a wide one counted
     * @param isInstruction whether there is an instruction at an index, and not the second half of one
     */
    public static Checked read(Btf btf, InfoRecords records, int length, IntPredicate isInstruction,
            List<Subprogram> subprograms) {
        if (records.count() == 0) {
            return new Lines(List.of(), List.of());
        }
        if (!records.hasSize(SIZE)) {
            return Refused.silently(Errno.EINVAL);
        }
        List<Line> lines = new ArrayList<>();
        List<Integer> firsts = new ArrayList<>();
        for (int i = 0; i < records.count(); i++) {
            var line = new Line(records.word(i, 0), records.word(i, 1), records.word(i, 2), records.word(i, 3));
            int previous = i == 0 ? 0 : lines.getLast().start();
            Refused wrong = records.saysMore(i, SIZE)
                    ? new Refused(Errno.E2BIG, "nonzero tailing record in line_info")
                    : wrong(btf, line, i, previous, length, isInstruction);
            if (wrong != null) {
                return wrong;
            }
            if (firsts.size() < subprograms.size()) {
                int start = subprograms.get(firsts.size()).start();
                if (start == line.start()) {
                    firsts.add(i);
                } else if (start < line.start()) {
                    return refused("missing bpf_line_info for func#" + firsts.size());
                }
            }
            lines.add(line);
        }
        int missing = subprograms.size() - firsts.size();
        return missing == 0
                ? new Lines(lines, firsts)
                : refused("missing bpf_line_info for " + missing + " funcs starting from func#" + firsts.size());
    }

    private static @Nullable Refused wrong(Btf btf, Line line, int index, int previous, int length,
            IntPredicate isInstruction) {
        if (index > 0 && Integer.compareUnsigned(line.start(), previous) <= 0
                || Integer.compareUnsigned(line.start(), length) >= 0) {
            return refused("Invalid line_info[" + index + "].insn_off:" + Integer.toUnsignedString(line.start())
                    + " (prev_offset:" + previous + " prog->len:" + length + ")");
        }
        if (!isInstruction.test(line.start())) {
            return refused("Invalid insn code at line_info[" + index + "].insn_off");
        }
        return btf.string(line.text()).isPresent() && btf.string(line.file()).isPresent()
                ? null
                : refused("Invalid line_info[" + index + "].line_off or .file_name_off");
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }
}
