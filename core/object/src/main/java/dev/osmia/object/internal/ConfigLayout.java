package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.elf.ElfFile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places the externs of {@code .kconfig}, which no section holds, in the value of the map that is made for them: by
 * descending alignment, then by size and name, as libbpf does.
 */
final class ConfigLayout {
    /** Far more than all options of a kernel; the sum of sizes is what bad input could make large. */
    private static final long MAX_BYTES = 1 << 20;

    private record Extern(BtfType.SectionEntry entry, String name, int size, int alignment) {}

    private ConfigLayout() {
    }

    static BtfType.DataSection place(ElfFile elf, Btf btf, BtfType.DataSection section) {
        List<Extern> externs = new ArrayList<>();
        for (BtfType.SectionEntry entry : section.entries()) {
            if (!(btf.type(entry.type()) instanceof BtfType.Var variable) || !btf.hasSize(variable.type())
                    || btf.byteSizeOf(variable.type()) > MAX_BYTES) {
                throw elf.fault(elf.section(SectionRole.BTF).orElse(null), 0,
                        SectionRole.KCONFIG + " extern " + btf.name(entry.type())
                                + " has no size or a large one, expected a bool, char, integer, enum or array of char");
            }
            int type = variable.type();
            externs.add(new Extern(entry, variable.name(), btf.sizeOf(type), alignment(btf, type)));
        }
        externs.sort(Comparator.comparingInt(Extern::alignment)
                .reversed()
                .thenComparingInt(Extern::size)
                .thenComparing(Extern::name));
        List<BtfType.SectionEntry> placed = new ArrayList<>();
        long end = 0;
        for (Extern extern : externs) {
            long start = (end + extern.alignment() - 1) & -extern.alignment();
            end = start + extern.size();
            if (end > MAX_BYTES) {
                throw elf.fault(elf.section(SectionRole.BTF).orElse(null), 0,
                        SectionRole.KCONFIG + " externs take more bytes than expected, which is at most " + MAX_BYTES);
            }
            placed.add(new BtfType.SectionEntry(extern.entry().type(), (int) start, extern.size()));
        }
        return new BtfType.DataSection(section.name(), (int) end, placed);
    }

    private static int alignment(Btf btf, int type) {
        int resolved = btf.resolve(type);
        while (btf.type(resolved) instanceof BtfType.Array array) {
            resolved = btf.resolve(array.type());
        }
        long size = btf.byteSizeOf(resolved);
        return Long.bitCount(size) == 1 && size <= Long.BYTES ? (int) size : 1;
    }
}
