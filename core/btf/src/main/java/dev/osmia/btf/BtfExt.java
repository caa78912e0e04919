package dev.osmia.btf;

import java.nio.ByteOrder;
import java.util.List;

/**
 * What a {@code .BTF.ext} section says about instructions (Linux, Documentation/bpf/btf.rst). Each list has one entry per
 * ELF section of programs, in the order of the file; offsets of instructions are bytes from the start of that section.
 */
public record BtfExt(
        List<InSection<FuncInfo>> functions,
        List<InSection<LineInfo>> lines,
        List<InSection<CoreRelocation>> relocations) {

    /** Keeps copies of the lists. */
    public BtfExt {
        functions = List.copyOf(functions);
        lines = List.copyOf(lines);
        relocations = List.copyOf(relocations);
    }

    /** The records of one ELF section, by its name. */
    public record InSection<R>(String section, List<R> records) {
        /** Keeps a copy of the records. */
        public InSection {
            records = List.copyOf(records);
        }
    }

    /**
     * A function starts.
     *
     * @param offset bytes from the start of the ELF section to its first instruction
     * @param type id of its {@link BtfType.Func}
     */
    public record FuncInfo(int offset, int type) {}

    /**
     * A source line starts.
     *
     * @param offset bytes from the start of the ELF section to its first instruction
     * @param line counted from 1, at most 2<sup>22</sup> - 1; 0 if unknown
     * @param column counted from 1, at most 1023; 0 if unknown
     * @param text the source line as the compiler kept it, maybe {@code ""}; whatever it contains
     */
    public record LineInfo(int offset, String file, int line, int column, String text) {}

    /**
     * An instruction depends on the target's types.
     *
     * @param offset bytes from the start of the ELF section to the instruction
     * @param type id of the type at the root of the access
     * @param access numbers with colons between them: for fields the indices of members and elements, for enumerators the
     *        index of the value, for types {@code 0}
     */
    public record CoreRelocation(int offset, int type, String access, CoreKind kind) {}

    /**
     * Reads a section.
     *
     * @param btf the table of the same object, which holds types and strings
     * @param bytes the content; records longer than those known here are read as far as known
     * @throws BtfFormatException if the bytes break a rule of the format; its offsets count from their start
     */
    public static BtfExt read(Btf btf, byte[] bytes) {
        return new BtfExtReader(btf, bytes).read();
    }

    /**
     * The section in its encoded form.
     *
     * @param strings where the strings go; it has to be built after this call
     * @throws IllegalArgumentException if a line or column does not fit its field
     */
    public byte[] write(BtfBuilder strings, ByteOrder order) {
        return new BtfExtWriter(strings).write(this, order);
    }
}
