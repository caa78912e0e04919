package dev.osmia.object;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.isa.Code;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A program to be loaded: its code with all subprograms that it needs linked behind it, and what the code refers to.
 *
 * @param name its name in the object; kernels keep at most 15 characters of it
 * @param section the section that it comes from, which says what it is for
 * @param type its program type
 * @param attachType how it will be attached, where the type leaves a choice at load
 * @param attachTarget what the section name says it attaches to, empty if nothing
 * @param flags flags for {@code BPF_PROG_LOAD}, {@code BPF_F_*}
 * @param autoload whether loading the object loads it; a section name that starts with {@code ?} says no
 * @param license the object's license, which decides on GPL-only helpers
 * @param kernelVersion the object's {@code version}, which kernels before 5.0 compare for kprobes; 0 if none
 * @param code the instructions
 * @param references what an instruction refers to, by its slot
 * @param subprograms its functions in order; the first starts at slot 0
 * @param btf the object's types, or null if it was compiled without
 * @param lines the source lines, ordered by slot
 * @param coreRelocations what has to be adjusted to a kernel's types before loading, ordered by slot; once that is done
 *     ({@link TypeRelocator}), what the kernel did not have
 */
public record ProgramSpec(String name, String section, ProgramType type, @Nullable AttachType attachType,
        String attachTarget, int flags, boolean autoload, String license, int kernelVersion, Code code,
        SortedMap<Integer, Reference> references, List<Subprogram> subprograms, @Nullable Btf btf,
        List<SourceLine> lines, List<CoreRelocation> coreRelocations) {

    /** Copies, so that the record cannot change. */
    public ProgramSpec {
        references = Collections.unmodifiableSortedMap(new TreeMap<>(references));
        subprograms = List.copyOf(subprograms);
        lines = List.copyOf(lines);
        coreRelocations = List.copyOf(coreRelocations);
    }

    /** A program of bare code under the GPL: no maps, no debug information. */
    public static ProgramSpec of(String name, ProgramType type, Code code) {
        return of(name, type, code, Map.of());
    }

    /** A program of bare code under the GPL, with references by slot. */
    public static ProgramSpec of(String name, ProgramType type, Code code, Map<Integer, Reference> references) {
        return new ProgramSpec(name, "", type, null, "", 0, true, "GPL", 0, code, new TreeMap<>(references),
                List.of(new Subprogram(0, name, 0)), null, List.of(), List.of());
    }

    /** The source line that an instruction was made from: the last one recorded at or before its slot, or null. */
    public @Nullable SourceLine lineAt(int slot) {
        int low = 0;
        int high = lines.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lines.get(middle).slot() <= slot) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : lines.get(low - 1);
    }

    /** An instruction as people find it: its file, line and text, or its number if there are no lines. */
    public String place(int slot) {
        SourceLine line = lineAt(slot);
        return line == null
                ? "instruction " + slot
                : line.file() + ":" + line.line() + ": `" + line.text().strip() + "`";
    }

    /** Whether the license allows helpers and kernel functions that are reserved to GPL-compatible programs. */
    public boolean gplCompatible() {
        return GPL_COMPATIBLE.contains(license);
    }

    /** {@code license_is_gpl_compatible} in Linux's {@code include/linux/license.h}. */
    private static final List<String> GPL_COMPATIBLE = List.of("GPL", "GPL v2", "GPL and additional rights",
            "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL");

    /** The same under another name. */
    public ProgramSpec withName(String name) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same under another license. */
    public ProgramSpec withLicense(String license) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same as another program type. */
    public ProgramSpec withType(ProgramType type, @Nullable AttachType attachType) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same with other load flags. */
    public ProgramSpec withFlags(int flags) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same, loaded with its object or not. */
    public ProgramSpec withAutoload(boolean autoload) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same with other references, for instance to maps under other names. */
    public ProgramSpec withReferences(Map<Integer, Reference> references) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, new TreeMap<>(references), subprograms, btf, lines, coreRelocations);
    }

    /** The same with other code; what refers to its slots stays. */
    public ProgramSpec withCode(Code code) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same with other relocations against a kernel's types. */
    public ProgramSpec withCoreRelocations(List<CoreRelocation> coreRelocations) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }

    /** The same with other types. */
    public ProgramSpec withBtf(@Nullable Btf btf) {
        return new ProgramSpec(name, section, type, attachType, attachTarget, flags, autoload, license, kernelVersion,
                code, references, subprograms, btf, lines, coreRelocations);
    }
}
