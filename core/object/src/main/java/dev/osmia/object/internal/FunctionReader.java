package dev.osmia.object.internal;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Unknown;
import dev.osmia.isa.OlderCallx;
import dev.osmia.isa.WideSource;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ObjectFormatException;
import dev.osmia.object.Reference;
import dev.osmia.object.elf.Elf;
import dev.osmia.object.elf.ElfFile;
import dev.osmia.object.elf.ElfRelocation;
import dev.osmia.object.elf.ElfSection;
import dev.osmia.object.relocation.Question;
import dev.osmia.object.relocation.RelocationFault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Decodes functions and finds out what their relocations mean; each function once. */
final class FunctionReader {
    private static final int SLOT_BYTES = 8;

    private final ElfFile elf;
    private final FunctionTable functions;
    private final Target.Resolver targets;
    private final DebugInfo debug;
    private final Map<Function, FunctionBody> bodies = new HashMap<>();
    private final Map<Integer, byte[]> contents = new HashMap<>();
    private final Map<Integer, NavigableMap<Integer, ElfRelocation>> relocations = new HashMap<>();

    FunctionReader(ElfFile elf, FunctionTable functions, Target.Resolver targets, DebugInfo debug) {
        this.elf = elf;
        this.functions = functions;
        this.targets = targets;
        this.debug = debug;
    }

    FunctionBody body(Function function) {
        FunctionBody known = bodies.get(function);
        if (known == null) {
            known = new Reading(function).read();
            bodies.put(function, known);
        }
        return known;
    }

    private NavigableMap<Integer, ElfRelocation> relocations(ElfSection section) {
        return relocations.computeIfAbsent(section.index(), index -> {
            NavigableMap<Integer, ElfRelocation> byOffset = new TreeMap<>();
            for (ElfRelocation relocation : elf.relocations(section)) {
                if (relocation.offset() % SLOT_BYTES != 0) {
                    throw elf.fault(section, relocation.offset(),
                            "relocation within an instruction, expected a multiple of 8");
                }
                if (byOffset.put((int) relocation.offset(), relocation) != null) {
                    throw elf.fault(section, relocation.offset(),
                            "second relocation of the same instruction, expected one");
                }
            }
            return byOffset;
        });
    }

    /** The reading of one function. */
    private final class Reading {
        private final Function function;
        private final ElfSection section;
        private final Code code;
        private final List<Instruction> instructions;
        private final TreeMap<Integer, Reference> references = new TreeMap<>();
        private final TreeMap<Integer, Function> calls = new TreeMap<>();

        Reading(Function function) {
            this.function = function;
            this.section = function.section();
            byte[] content = contents.computeIfAbsent(section.index(), index -> elf.content(section));
            byte[] bytes = Arrays.copyOfRange(content, function.start(), function.start() + function.size());
            this.code = Code.decodeLeniently(OlderCallx.renewed(bytes, elf.order()), elf.order());
            this.instructions = new ArrayList<>(code.instructions());
        }

        FunctionBody read() {
            Map<Integer, ElfRelocation> mine = relocations(section).subMap(function.start(),
                    function.start() + function.size());
            int index = 0;
            int used = 0;
            for (Code.Placed placed : code) {
                ElfRelocation relocation = mine.get(function.start() + placed.slot() * SLOT_BYTES);
                if (relocation == null) {
                    retargetInSection(placed);
                } else {
                    used++;
                    instructions.set(index, relocate(placed.slot(), placed.instruction(), relocation));
                }
                index++;
            }
            if (used < mine.size()) {
                requireInstructions(mine);
            }
            List<CoreRelocation> core = debug.coreRelocations(function);
            for (CoreRelocation relocation : core) {
                requireStart(relocation.slot(), "CO-RE relocation");
                requireSense(relocation);
            }
            return new FunctionBody(Code.of(instructions), references, calls, debug.typeId(function),
                    debug.lines(function), core);
        }

        private void requireInstructions(Map<Integer, ElfRelocation> mine) {
            mine.keySet().forEach(offset -> requireStart((offset - function.start()) / SLOT_BYTES, "relocation"));
        }

        private void requireStart(int slot, String what) {
            if (!code.startsAt(slot)) {
                throw fault(slot, what + " in the second half of a wide load, expected its first");
            }
        }

        private void requireSense(CoreRelocation relocation) {
            try {
                Question.of(debug.types(), relocation);
            } catch (RelocationFault nonsense) {
                throw fault(relocation.slot(), "CO-RE relocation of type " + relocation.typeId() + ": "
                        + nonsense.problem());
            }
        }

        /** A call without relocation counts within the section; one that stays in the function is left alone. */
        private void retargetInSection(Code.Placed placed) {
            int distance;
            if (placed.instruction() instanceof CallLocal call) {
                distance = call.offset();
            } else if (placed.instruction() instanceof LoadWide(var dst, var source, var low, var high)
                    && source == WideSource.FUNCTION) {
                distance = low;
            } else {
                return;
            }
            long slot = placed.slot() + 1L + distance;
            if (slot >= 0 && slot < function.slots()) {
                return;
            }
            Function target = functions.at(section.index(), (function.firstSlot() + slot) * SLOT_BYTES);
            if (target == null) {
                throw fault(placed.slot(), "call of slot " + (function.firstSlot() + slot) + " of section "
                        + section.name() + ", expected the start of a function");
            }
            calls.put(placed.slot(), target);
        }

        private Instruction relocate(int slot, Instruction instruction, ElfRelocation relocation) {
            Long addend = relocation.addend();
            return switch (instruction) {
                case LoadWide(var dst, var source, var low, var high) when source == WideSource.CONSTANT
                        || source == WideSource.FUNCTION -> {
                    require(slot, relocation, Elf.R_BPF_64_64, "a wide load");
                    yield wide(slot, (LoadWide) instruction, resolve(slot, relocation, addend == null ? low : addend));
                }
                case CallLocal(var offset) -> {
                    require(slot, relocation, Elf.R_BPF_64_32, "a call");
                    long inPlace = (offset + 1L) * SLOT_BYTES;
                    yield call(slot, instruction, relocation,
                            resolve(slot, relocation, addend == null ? inPlace : addend));
                }
                case Unknown unknown -> throw fault(slot, "relocation " + Elf.relocationName(relocation.type())
                        + " of what is no instruction: " + unknown.reason());
                default -> throw fault(slot, "relocation " + Elf.relocationName(relocation.type())
                        + " of an instruction that is neither a wide load nor a call of a subprogram, expected one of them");
            };
        }

        private Target resolve(int slot, ElfRelocation relocation, long addend) {
            return targets.resolve(section, function.start() + slot * (long) SLOT_BYTES, relocation.symbol(), addend);
        }

        private void require(int slot, ElfRelocation relocation, int type, String what) {
            if (relocation.type() != type) {
                throw fault(slot, "relocation " + Elf.relocationName(relocation.type()) + " of " + what
                        + ", expected " + Elf.relocationName(type));
            }
        }

        private Instruction wide(int slot, LoadWide load, Target target) {
            switch (target) {
                case Target.ToFunction(var callee) -> {
                    calls.put(slot, callee);
                    return new LoadWide(load.dst(), WideSource.FUNCTION, 0, 0);
                }
                case Target.ToReference(var reference) -> {
                    references.put(slot, reference);
                    return switch (reference) {
                        case Reference.ToMap map -> new LoadWide(load.dst(), WideSource.MAP_FD, 0, 0);
                        case Reference.ToMapValue(var name, var offset) ->
                            new LoadWide(load.dst(), WideSource.MAP_VALUE, 0, offset);
                        case Reference.ToKernelVariable variable -> new LoadWide(load.dst(),
                                variable.typed() ? WideSource.BTF_ID : WideSource.CONSTANT, 0, 0);
                        case Reference.ToKernelFunction kernelFunction ->
                            new LoadWide(load.dst(), WideSource.BTF_ID, 0, 0);
                    };
                }
            }
        }

        private Instruction call(int slot, Instruction call, ElfRelocation relocation, Target target) {
            switch (target) {
                case Target.ToFunction(var callee) -> {
                    calls.put(slot, callee);
                    return call;
                }
                case Target.ToReference(var reference) when reference instanceof Reference.ToKernelFunction -> {
                    references.put(slot, reference);
                    return new CallKfunc(0, (short) 0);
                }
                case Target.ToReference reference -> throw fault(slot, "call of "
                        + relocation.symbol().name() + ", expected a function");
            }
        }

        private ObjectFormatException fault(int slot, String problem) {
            return elf.fault(section, function.start() + slot * (long) SLOT_BYTES,
                    "function " + function.name() + ", instruction " + slot + ": " + problem);
        }
    }
}
