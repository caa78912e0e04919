package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.WideSource;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.object.TypeRef;
import dev.osmia.object.TypeRelocationException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/** Fills in what the instructions of a program refer to: descriptors of maps, and what the running kernel has. */
final class CodeLinker {
    private final ProgramSpec program;
    private final Map<String, BpfMap> maps;
    private final KernelSymbols symbols;

    private CodeLinker(ProgramSpec program, Map<String, BpfMap> maps, KernelSymbols symbols) {
        this.program = program;
        this.maps = maps;
        this.symbols = symbols;
    }

    static Code link(ProgramSpec program, Map<String, BpfMap> maps, KernelSymbols symbols) {
        return new CodeLinker(program, maps, symbols).link();
    }

    private Code link() {
        List<Instruction> linked = new ArrayList<>();
        for (Code.Placed placed : program.code()) {
            Reference reference = program.references().get(placed.slot());
            linked.add(reference == null
                    ? placed.instruction()
                    : resolve(placed.slot(), placed.instruction(), reference));
        }
        return Code.of(linked);
    }

    private Instruction resolve(int slot, Instruction instruction, Reference reference) {
        return switch (instruction) {
            case LoadWide wide -> resolve(slot, wide, reference);
            case Instruction.CallHelper _,Instruction.CallLocal _,Instruction.CallKfunc _ when reference instanceof Reference.ToKernelFunction function ->
                call(slot, function);
            default -> throw new IllegalArgumentException("program " + program.name() + ", instruction " + slot
                    + ": " + instruction + " cannot refer to " + reference.name());
        };
    }

    private LoadWide resolve(int slot, LoadWide load, Reference reference) {
        return switch (reference) {
            case Reference.ToMap(var name) -> new LoadWide(load.dst(), WideSource.MAP_FD, handle(name), 0);
            case Reference.ToMapValue(var name, int offset) ->
                new LoadWide(load.dst(), WideSource.MAP_VALUE, handle(name), offset);
            case Reference.ToKernelVariable(_, boolean typed, boolean weak) when typed ->
                typed(slot, load, reference, weak);
            case Reference.ToKernelVariable(var name, _, boolean weak) -> address(load, name, weak);
            case Reference.ToKernelFunction(_, boolean weak, _) -> typed(slot, load, reference, weak);
        };
    }

    private int handle(String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new NoSuchElementException("program " + program.name() + " refers to map " + name
                    + ", which is not among " + String.join(", ", maps.keySet()));
        }
        return map.handle();
    }

    private LoadWide typed(int slot, LoadWide load, Reference reference, boolean weak) {
        Optional<TypeRef> found = find(slot, reference);
        if (found.isEmpty() && !weak) {
            throw missing(reference.name(), "the kernel's BTF does not know it");
        }
        return found.map(symbol -> new LoadWide(load.dst(), WideSource.BTF_ID, symbol.id(), 0))
                .orElseGet(() -> LoadWide.constant(load.dst(), 0));
    }

    private Optional<TypeRef> find(int slot, Reference reference) {
        try {
            return symbols.relocator().flatMap(types -> types.symbol(program, slot, reference));
        } catch (TypeRelocationException mismatch) {
            throw new BpfException("load program " + program.name(), Errno.EINVAL,
                    mismatch.place() + ": " + mismatch.problem());
        }
    }

    private LoadWide address(LoadWide load, String name, boolean weak) {
        OptionalLong address = symbols.address(name);
        if (address.isEmpty() && !weak) {
            throw missing(name, "/proc/kallsyms has no address for it; kernel.kptr_restrict may hide it");
        }
        return LoadWide.constant(load.dst(), address.orElse(0));
    }

    private Instruction call(int slot, Reference.ToKernelFunction function) {
        Optional<TypeRef> found = find(slot, function);
        if (found.isPresent()) {
            return new Instruction.CallKfunc(found.get().id(), (short) 0);
        }
        if (function.weak()) {
            return function.poison();
        }
        throw missing(function.name(), "the kernel's BTF does not know that function; modules are not searched");
    }

    private BpfException missing(String name, String why) {
        return new BpfException("load program " + program.name() + ", which refers to " + name, Errno.ESRCH, why);
    }
}
