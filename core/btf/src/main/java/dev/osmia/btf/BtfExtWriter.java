package dev.osmia.btf;

import dev.osmia.btf.BtfExt.CoreRelocation;
import dev.osmia.btf.BtfExt.FuncInfo;
import dev.osmia.btf.BtfExt.InSection;
import dev.osmia.btf.BtfExt.LineInfo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;

/** Encodes a {@code .BTF.ext} section as compilers do: the CO-RE part is left empty when there is nothing in it. */
final class BtfExtWriter {
    private static final int MAX_LINE = (1 << Integer.SIZE - BtfExtReader.COLUMN_BITS) - 1;
    private static final int MAX_COLUMN = (1 << BtfExtReader.COLUMN_BITS) - 1;

    private final BtfBuilder strings;
    private final WordBuffer out = new WordBuffer();

    BtfExtWriter(BtfBuilder strings) {
        this.strings = strings;
    }

    byte[] write(BtfExt ext, ByteOrder order) {
        int functions = part(ext.functions(), BtfExtReader.FUNC_BYTES, this::function);
        int lines = part(ext.lines(), BtfExtReader.LINE_BYTES, this::line);
        int relocations = ext.relocations().isEmpty()
                ? 0
                : part(ext.relocations(), BtfExtReader.CORE_BYTES, this::relocation);
        ByteBuffer bytes = ByteBuffer.allocate(BtfExtReader.HEADER_BYTES + functions + lines + relocations)
                .order(order);
        bytes.putShort(BtfReader.MAGIC).put(BtfReader.VERSION).put((byte) 0).putInt(BtfExtReader.HEADER_BYTES);
        bytes.putInt(0).putInt(functions);
        bytes.putInt(functions).putInt(lines);
        bytes.putInt(functions + lines).putInt(relocations);
        bytes.asIntBuffer().put(out.toArray());
        return bytes.array();
    }

    /** Appends a part; its length in bytes. */
    private <R> int part(List<InSection<R>> sections, int recordBytes, Consumer<R> record) {
        int before = out.size();
        out.add(recordBytes);
        for (InSection<R> section : sections) {
            out.add(strings.addString(section.section()));
            out.add(section.records().size());
            section.records().forEach(record);
        }
        return 4 * (out.size() - before);
    }

    private void function(FuncInfo info) {
        out.add(info.offset());
        out.add(info.type());
    }

    private void line(LineInfo info) {
        if (info.line() < 0 || info.line() > MAX_LINE || info.column() < 0 || info.column() > MAX_COLUMN) {
            throw new IllegalArgumentException(info.file() + ":" + info.line() + ":" + info.column()
                    + " does not fit; lines go to " + MAX_LINE + ", columns to " + MAX_COLUMN);
        }
        out.add(info.offset());
        out.add(strings.addString(info.file()));
        out.add(strings.addString(info.text()));
        out.add(info.line() << BtfExtReader.COLUMN_BITS | info.column());
    }

    private void relocation(CoreRelocation info) {
        out.add(info.offset());
        out.add(info.type());
        out.add(strings.addString(info.access()));
        out.add(info.kind().ordinal());
    }
}
