package dev.osmia.embedded.internal.engine;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.WideSource;

import java.util.Set;
import java.util.TreeSet;

/**
 * What every engine relies on: all are instructions, jumps and calls stay inside the code, and nothing runs off its
 * end.
 */
public final class CodeCheck {
    private CodeCheck() {
    }

    /**
     * Checks the structure of code.
     *
     * @throws Fault at the first instruction that breaks it
     */
    public static void check(Code code) {
        if (code.slots() == 0) {
            throw new Fault(0, "the program is empty");
        }
        int last = 0;
        for (Code.Placed placed : code) {
            last = placed.slot();
            switch (placed.instruction()) {
                case Instruction.Jump(var offset) -> target(code, placed, offset);
                case Instruction.JumpLong(var offset) -> target(code, placed, offset);
                case Instruction.Branch branch -> target(code, placed, branch.offset());
                case Instruction.MayGoto(var offset) -> target(code, placed, offset);
                case Instruction.CallLocal(var offset) -> target(code, placed, offset);
                case Instruction.LoadWide(_, var source, var low, _) when source == WideSource.FUNCTION ->
                    at(code, placed.slot(), placed.slot() + 1L + low);
                case Instruction.Unknown unknown -> throw new Fault(placed.slot(), unknown.reason());
                default -> {
                }
            }
        }
        if (!endsFlow(code.at(last))) {
            throw new Fault(last, "the last instruction is not an exit or jmp");
        }
    }

    private static boolean endsFlow(@org.jspecify.annotations.Nullable Instruction instruction) {
        return instruction instanceof Instruction.Exit || instruction instanceof Instruction.Jump
                || instruction instanceof Instruction.JumpLong;
    }

    private static void target(Code code, Code.Placed from, int offset) {
        at(code, from.slot(), (long) from.nextSlot() + offset);
    }

    private static void at(Code code, int from, long slot) {
        if (slot < 0 || slot >= code.slots()) {
            throw new Fault(from, "jump out of range from insn " + from + " to " + slot);
        }
        if (!code.startsAt((int) slot)) {
            throw new Fault(from, "jump into the middle of ldimm64 insn " + (slot - 1));
        }
    }

    /** The helpers that code calls, by id. */
    public static Set<Integer> helpers(Code code) {
        Set<Integer> ids = new TreeSet<>();
        for (Instruction instruction : code.instructions()) {
            if (instruction instanceof Instruction.CallHelper(var id)) {
                ids.add(id);
            }
        }
        return ids;
    }
}
