package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.KernelFunction;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.CodeCheck;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.TypeRelocations;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps from a program's specification to code with addresses in it. */
final class ProgramLoading {
    private final ProgramSpec spec;
    private final Map<String, BpfMap> maps;
    private HelperTable helpers;
    private final Set<EmbeddedMap> used = new LinkedHashSet<>();

    ProgramLoading(ProgramSpec spec, Map<String, BpfMap> maps, HelperTable helpers) {
        this.spec = spec;
        this.maps = maps;
        this.helpers = helpers;
    }

    /** The code with addresses in it, which holds to what every engine relies on. */
    Code load() {
        Code code = filled();
        try {
            CodeCheck.check(code);
        } catch (Fault fault) {
            throw refusal(fault.slot(), fault.reason());
        }
        requireHelpers(code);
        requireLicense(code);
        return code;
    }

    /** The maps of this kernel that the program was given, by name. */
    Map<String, EmbeddedMap> maps() {
        Map<String, EmbeddedMap> own = new HashMap<>();
        maps.forEach((name, map) -> {
            if (map instanceof EmbeddedMap embedded) {
                own.put(name, embedded);
            }
        });
        return own;
    }

    /** What the program may call. */
    HelperTable helpers() {
        return helpers;
    }

    /** Takes references to the maps that the loaded program uses, and returns what gives them back. */
    Runnable retainMaps() {
        List<EmbeddedMap> retained = new ArrayList<>();
        Runnable end = () -> retained.forEach(EmbeddedMap::release);
        for (EmbeddedMap map : used) {
            if (map.isClosed() || !map.retain()) {
                end.run();
                throw new IllegalStateException(map + " is closed");
            }
            retained.add(map);
            if (!map.admits(spec)) {
                end.run();
                throw refusal("the programs of " + map + " have another type");
            }
        }
        return end;
    }

    private void requireHelpers(Code code) {
        String missing = CodeCheck.helpers(code)
                .stream()
                .filter(id -> !helpers.has(id))
                .map(id -> Helper.of(id).map(Helper::functionName).orElse("helper " + id))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw refusal("the embedded kernel does not offer " + missing + " to programs of type "
                    + spec.type().shortName());
        }
    }

    /** Hooks of the host are none of Linux's: what their programs call does not come under its license. */
    private boolean mayCallEverything() {
        return spec.gplCompatible() || spec.type() == ProgramType.HOST;
    }

    /** {@code check_helper_call}; Linux looks at the calls that it cannot rule out, this kernel at all. */
    private void requireLicense(Code code) {
        if (mayCallEverything()) {
            return;
        }
        for (Code.Placed placed : code) {
            if (placed.instruction() instanceof Instruction.CallHelper(var id)
                    && Helper.of(id).filter(helper -> helper.prototype(spec.type()).isGplOnly()).isPresent()) {
                throw refusal("instruction " + placed.slot() + ": cannot call GPL-restricted function from non-GPL "
                        + "compatible program: " + Helper.of(id).map(Helper::functionName).orElse("")
                        + unlicensed());
            }
        }
    }

    private String unlicensed() {
        return spec.license().isEmpty() ? "; it has no license" : "; its license is \"" + spec.license() + "\"";
    }

    private Code filled() {
        if (spec.references().isEmpty() && spec.coreRelocations().isEmpty()) {
            return spec.code();
        }
        List<Instruction> instructions = new ArrayList<>();
        for (Code.Placed placed : spec.code()) {
            Reference reference = spec.references().get(placed.slot());
            if (reference != null) {
                instructions.add(fill(placed, reference));
            } else {
                instructions.add(TypeRelocator.POISON.equals(placed.instruction())
                        ? poison(placed)
                        : placed.instruction());
            }
        }
        return Code.of(instructions);
    }

    /** What asks for types that the kernel lacks is left to trap: only dead code may ask. A wide load has two halves. */
    private Instruction poison(Code.Placed placed) {
        Optional<String> reason = TypeRelocations.missing(spec, placed.slot())
                .or(() -> TypeRelocations.missing(spec, placed.slot() - 1));
        if (reason.isEmpty()) {
            return placed.instruction();
        }
        helpers = helpers.withTrap(reason.get());
        return new Instruction.CallKfunc(helpers.lastKfunc(), (short) 0);
    }

    private Instruction fill(Code.Placed placed, Reference reference) {
        if (placed.instruction() instanceof Instruction.Unknown unknown) {
            throw refusal(placed.slot(), unknown.reason());
        }
        return switch (reference) {
            case Reference.ToMap(var name) -> wide(placed, map(name).address());
            case Reference.ToMapValue(var name, var offset) -> wide(placed, map(name).valueAddress() + offset);
            case Reference.ToKernelVariable(var name, _, var weak) -> {
                if (!weak) {
                    throw refusal("the embedded kernel has no variable " + name);
                }
                yield wide(placed, 0);
            }
            case Reference.ToKernelFunction(var name, _, _) -> kfunc(placed, name);
        };
    }

    private Instruction wide(Code.Placed placed, long value) {
        if (placed.instruction() instanceof Instruction.LoadWide wide) {
            return Instruction.LoadWide.constant(wide.dst(), value);
        }
        throw refusal("instruction " + placed.slot() + " refers to an address but is no 64-bit load");
    }

    /** A weak function that is missing is left to trap: only dead code may call it. */
    private Instruction kfunc(Code.Placed placed, String name) {
        int index = helpers.kfuncIndex(name);
        if (placed.instruction() instanceof Instruction.LoadWide) {
            return wide(placed, address(helpers, name));
        }
        boolean weak = spec.references().get(placed.slot()) instanceof Reference.ToKernelFunction function
                && function.weak();
        if (index < 0 && !weak) {
            throw refusal("the embedded kernel has no kernel function " + name + " for programs of type "
                    + spec.type().shortName());
        }
        if (index >= 0 && !mayCallEverything()) {
            throw refusal("instruction " + placed.slot() + ": cannot call kernel function from non-GPL compatible "
                    + "program: " + name + unlicensed());
        }
        if (index >= 0 && needsDevice(name) && (spec.flags() & ProgramFlag.XDP_DEV_BOUND_ONLY.value()) == 0) {
            throw refusal(name + " is for programs that are bound to a device (flag BPF_F_XDP_DEV_BOUND_ONLY)");
        }
        return new Instruction.CallKfunc(index, (short) 0);
    }

    /** What programs see of a kernel function: something that is not 0 if it is there. */
    static long address(HelperTable helpers, String function) {
        return helpers.kfuncIndex(function) < 0 ? 0 : 1;
    }

    private boolean needsDevice(String name) {
        return KernelFunction.named(name)
                .filter(kfunc -> kfunc.flags(spec.type()).contains(KernelFunctionFlag.DEVICE))
                .isPresent();
    }

    private EmbeddedMap map(String name) {
        @Nullable
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new NoSuchElementException("program " + spec.name() + " refers to map " + name
                    + ", which it was not given; it was given " + String.join(", ", maps.keySet()));
        }
        if (!(map instanceof EmbeddedMap embedded)) {
            throw refusal("map " + name + " belongs to another kernel");
        }
        used.add(embedded);
        return embedded;
    }

    private BpfException refusal(int slot, String reason) {
        return refusal("instruction " + slot + source(slot) + ": " + reason);
    }

    private BpfException refusal(String reason) {
        return new BpfException("load program " + spec.name(), Errno.EINVAL, reason);
    }

    /** The source line of an instruction, in brackets and on one line, if the object tells. */
    private String source(int slot) {
        return spec.lineAt(slot) == null ? "" : " (" + spec.place(slot).replaceAll("\\p{Cntrl}", " ") + ")";
    }
}
