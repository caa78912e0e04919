package dev.osmia.verifier.internal.program;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.types.InfoRecords;
import dev.osmia.verifier.internal.types.KernelTypes;
import dev.osmia.verifier.internal.types.LineInfo;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes of a program what a loader would hand to the kernel: its references become numbers. */
public final class Loading {
    /** An address for what is known by name only; programs see no more of it than that it is a number. */
    private static final long SOME_ADDRESS = 0xffff_ffff_8100_0000L;

    private final Target target;
    private final Insn[] insns;
    private final Map<Integer, MapInfo> used = new HashMap<>();

    private Loading(byte[] code, Target target) {
        this.target = target;
        ByteBuffer bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        insns = new Insn[code.length / Long.BYTES];
        for (int slot = 0; slot < insns.length; slot++) {
            insns[slot] = Insn.read(bytes);
        }
    }

    /**
     * The program.
     *
     * @param spec all but the code
     * @param code slots of eight bytes, little-endian
     * @param maps the maps by the names in the references
     * @throws Unsupported if something of the kernel is not known that the program refers to
     */
    public static Program load(ProgramSpec spec, byte[] code, Map<String, MapInfo> maps, Target target) {
        return load(spec, code, maps, target, LoadedPrograms.NONE);
    }

    /**
     * The program, which may be attached to another one.
     *
     * @param spec all but the code
     * @param code slots of eight bytes, little-endian
     * @param maps the maps by the names in the references
     * @param others the programs that it may be attached to
     * @throws Unsupported if something of the kernel is not known that the program refers to
     */
    public static Program load(ProgramSpec spec, byte[] code, Map<String, MapInfo> maps, Target target,
            LoadedPrograms others) {
        Loading loading = new Loading(code, target);
        spec.references().forEach((slot, reference) -> loading.resolve(slot, reference, maps));
        return new Program(loading.insns, loading.used, new Program.Facts(spec.type(), spec.attachType(), spec.flags(),
                isFree(spec), types(spec), functions(spec), lines(spec),
                Attachments.of(spec, target, maps.values(), others),
                target));
    }

    /** What programs for others than Linux call does not come under its license. */
    private static boolean isFree(ProgramSpec spec) {
        return spec.gplCompatible() || spec.type() == ProgramType.HOST;
    }

    /** The types as far as Linux knows of them: it takes them for functions and lines. */
    private static @Nullable Btf types(ProgramSpec spec) {
        return functions(spec).isEmpty() && spec.lines().isEmpty() ? null : KnownTypes.of(spec.btf());
    }

    /** Loaders name either the types of all functions or of none. */
    private static List<Subprogram> functions(ProgramSpec spec) {
        boolean areTyped = KnownTypes.of(spec.btf()) != null
                && spec.subprograms().stream().allMatch(function -> function.typeId() != 0);
        return areTyped ? spec.subprograms() : List.of();
    }

    /** Linux refuses lines that leave out the beginning of a function, so loaders leave all of them out then. */
    private static InfoRecords lines(ProgramSpec spec) {
        Set<Integer> starts = spec.lines().stream().map(SourceLine::slot).collect(Collectors.toSet());
        List<Subprogram> functions = functions(spec);
        if (functions.isEmpty() || !functions.stream().allMatch(function -> starts.contains(function.slot()))) {
            return InfoRecords.none();
        }
        ByteBuffer records = ByteBuffer.allocate(spec.lines().size() * LineInfo.SIZE);
        spec.lines()
                .forEach(line -> records.putInt(line.slot())
                        .putInt(line.fileOffset())
                        .putInt(line.textOffset())
                        .putInt(LineInfo.position(line.line(), line.column())));
        return new InfoRecords(records, spec.lines().size(), LineInfo.SIZE);
    }

    private void resolve(int slot, Reference reference, Map<String, MapInfo> maps) {
        if (slot >= insns.length) {
            return;
        }
        switch (reference) {
            case Reference.ToMap(var name) -> {
                set(slot, Insn.PSEUDO_MAP, 0, 0);
                used.put(slot, map(maps, name));
            }
            case Reference.ToMapValue(var name, var offset) -> {
                set(slot, Insn.PSEUDO_MAP_VALUE, 0, offset);
                used.put(slot, map(maps, name));
            }
            case Reference.ToKernelVariable(var name, var isTyped, var isWeak) -> variable(slot, name, isTyped, isWeak);
            case Reference.ToKernelFunction function -> function(slot, function);
        }
    }

    private static MapInfo map(Map<String, MapInfo> maps, String name) {
        MapInfo map = maps.get(name);
        if (map == null) {
            throw new Unsupported("the map " + name);
        }
        return map;
    }

    private void set(int slot, int source, int imm, int high) {
        Insn insn = insns[slot];
        insns[slot] = new Insn(insn.code(), insn.dst(), source, insn.off(), imm);
        if (insn.isWide() && slot + 1 < insns.length) {
            insns[slot + 1] = new Insn(0, 0, 0, 0, high);
        }
    }

    private void variable(int slot, String name, boolean isTyped, boolean isWeak) {
        if (!isTyped) {
            boolean isKnown = target.symbols().test(name);
            if (!isKnown && !isWeak) {
                throw new Unsupported("the kernel's symbol " + name);
            }
            long address = isKnown ? SOME_ADDRESS : 0;
            set(slot, 0, (int) address, (int) (address >> Integer.SIZE));
            return;
        }
        OptionalInt id = find(name, BtfKind.VAR);
        if (id.isEmpty() && (!isWeak || target.isObscure())) {
            throw new Unsupported("the kernel's variable " + name);
        }
        set(slot, id.isPresent() ? Insn.PSEUDO_KERNEL_VARIABLE : 0, id.orElse(0), 0);
    }

    private void function(int slot, Reference.ToKernelFunction function) {
        OptionalInt id = find(function.name(), BtfKind.FUNC);
        if (id.isEmpty() && (!function.weak() || target.isObscure())) {
            throw new Unsupported("the kernel's function " + function.name());
        }
        boolean isCall = !insns[slot].isWide();
        if (id.isPresent()) {
            set(slot, isCall ? Insn.PSEUDO_KFUNC : Insn.PSEUDO_KERNEL_VARIABLE, id.getAsInt(), 0);
        } else {
            set(slot, 0, isCall ? function.poison().id() : 0, 0);
        }
    }

    private OptionalInt find(String name, BtfKind kind) {
        return KernelTypes.find(target.types().kernel(), name, kind);
    }
}
