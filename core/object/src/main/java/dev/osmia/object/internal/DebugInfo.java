package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfExt;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.SourceLine;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfSection;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The records of {@code .BTF.ext} by section and offset, to be cut out function by function. */
final class DebugInfo {
    private static final int SLOT_BYTES = 8;

    private final ElfFile elf;
    private final ObjectTypes types;
    private final Map<String, NavigableMap<Integer, List<BtfExt.FuncInfo>>> functions;
    private final Map<String, NavigableMap<Integer, List<BtfExt.LineInfo>>> lines;
    private final Map<String, NavigableMap<Integer, List<BtfExt.CoreRelocation>>> relocations;

    DebugInfo(ElfFile elf, ObjectTypes types) {
        this.elf = elf;
        this.types = types;
        BtfExt ext = types.ext();
        functions = index(ext.functions(), BtfExt.FuncInfo::offset);
        lines = index(ext.lines(), BtfExt.LineInfo::offset);
        relocations = index(ext.relocations(), BtfExt.CoreRelocation::offset);
    }

    private <R> Map<String, NavigableMap<Integer, List<R>>> index(List<BtfExt.InSection<R>> sections,
            ToIntFunction<R> offset) {
        Map<String, NavigableMap<Integer, List<R>>> index = new HashMap<>();
        for (BtfExt.InSection<R> part : sections) {
            ElfSection section = elf.section(part.section()).orElse(null);
            NavigableMap<Integer, List<R>> byOffset = index.computeIfAbsent(part.section(), name -> new TreeMap<>());
            for (R entry : part.records()) {
                int at = offset.applyAsInt(entry);
                if (section != null && at >= section.size()) {
                    throw elf.fault(elf.section(SectionRole.BTF_EXT).orElse(null), 0, "describes offset 0x"
                            + Integer.toHexString(at) + " of section " + part.section()
                            + ", expected less than its 0x" + Long.toHexString(section.size()) + " bytes");
                }
                byOffset.computeIfAbsent(at, key -> new ArrayList<>(1)).add(entry);
            }
        }
        return index;
    }

    private static <R> NavigableMap<Integer, List<R>> cut(Map<String, NavigableMap<Integer, List<R>>> index,
            Function function) {
        NavigableMap<Integer, List<R>> byOffset = index.get(function.section().name());
        return byOffset == null
                ? new TreeMap<>()
                : byOffset.subMap(function.start(), true, function.start() + function.size(), false);
    }

    @Nullable
    Btf types() {
        return types.btf();
    }

    int typeId(Function function) {
        List<BtfExt.FuncInfo> found = cut(functions, function).get(function.start());
        return found == null ? 0 : found.getFirst().type();
    }

    List<SourceLine> lines(Function function) {
        List<SourceLine> result = new ArrayList<>();
        cut(lines, function).values()
                .forEach(entries -> entries.forEach(line -> result.add(new SourceLine(
                        slot(function, line.offset()), types.lineString(line.file()), types.lineString(line.text()),
                        line.file(), line.text(), line.line(), line.column()))));
        return result;
    }

    List<CoreRelocation> coreRelocations(Function function) {
        List<CoreRelocation> result = new ArrayList<>();
        cut(relocations, function).values()
                .forEach(entries -> entries.forEach(entry -> result.add(new CoreRelocation(
                        slot(function, entry.offset()), entry.type(), entry.access(), entry.kind().ordinal()))));
        return result;
    }

    private static int slot(Function function, int offset) {
        return (offset - function.start()) / SLOT_BYTES;
    }
}
