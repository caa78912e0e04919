package dev.osmia.proof.verdicts;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.WideSource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes programs smaller while something stays true of them. */
final class Minimizer {
    private final Predicate<Candidate> stays;

    Minimizer(Predicate<Candidate> stays) {
        this.stays = stays;
    }

    Candidate smallest(Candidate candidate) {
        Candidate plain = new Candidate(candidate.place(), 0, false, candidate.code());
        Candidate best = stays.test(plain) ? plain : candidate;
        for (int size = Math.max(1, best.code().instructions().size() / 4);; size = Math.max(1, size / 2)) {
            Candidate smaller = without(best, size);
            boolean isDone = size == 1 && smaller.code().equals(best.code());
            best = smaller;
            if (isDone) {
                return best;
            }
        }
    }

    private Candidate without(Candidate candidate, int size) {
        Candidate best = candidate;
        for (int from = best.code().instructions().size() - size; from >= 0; from--) {
            if (from + size > best.code().instructions().size()) {
                continue;
            }
            Candidate smaller = cut(best, from, from + size);
            if (smaller != null && stays.test(smaller)) {
                best = smaller;
            }
        }
        return best;
    }

    /** Without some instructions; jumps still lead where they did, those into what is gone to what was behind it. */
    private static @org.jspecify.annotations.Nullable Candidate cut(Candidate candidate, int from, int to) {
        Code code = candidate.code();
        List<Instruction> all = code.instructions();
        int[] moved = new int[code.slots() + 1];
        int slot = 0;
        int left = 0;
        for (int index = 0; index < all.size(); index++) {
            boolean isGone = index >= from && index < to;
            for (int part = 0; part < all.get(index).slots(); part++) {
                moved[slot + part] = left;
            }
            slot += all.get(index).slots();
            left += isGone ? 0 : all.get(index).slots();
        }
        moved[slot] = left;
        List<Instruction> rest = new ArrayList<>();
        for (int index = 0; index < all.size(); index++) {
            if (index < from || index >= to) {
                Instruction placed = placed(all.get(index), code.slotOf(index), moved);
                if (placed == null) {
                    return null;
                }
                rest.add(placed);
            }
        }
        return rest.isEmpty() ? null : candidate.with(rest);
    }

    private static @org.jspecify.annotations.Nullable Instruction placed(Instruction instruction, int slot,
            int[] moved) {
        int behind = slot + 1;
        return switch (instruction) {
            case Instruction.Jump(short off) when isInside(behind + off, moved) ->
                new Instruction.Jump((short) distance(slot, behind + off, moved));
            case Instruction.JumpLong(int off) when isInside(behind + off, moved) ->
                new Instruction.JumpLong(distance(slot, behind + off, moved));
            case Instruction.MayGoto(short off) when isInside(behind + off, moved) ->
                new Instruction.MayGoto((short) distance(slot, behind + off, moved));
            case Instruction.CallLocal(int off) when isInside(behind + off, moved) ->
                new Instruction.CallLocal(distance(slot, behind + off, moved));
            case Instruction.Branch(var width, var condition, var left, var right, short off) when isInside(
                    behind + off, moved) ->
                new Instruction.Branch(width, condition, left, right, (short) distance(slot, behind + off, moved));
            case Instruction.LoadWide(var to, var source, int off, _) when source == WideSource.FUNCTION ->
                isInside(behind + off, moved)
                        ? new Instruction.LoadWide(to, source, distance(slot, behind + off, moved), 0)
                        : null;
            case Instruction.Jump _,Instruction.JumpLong _,Instruction.MayGoto _,Instruction.CallLocal _,Instruction.Branch _ ->
                null;
            default -> instruction;
        };
    }

    private static boolean isInside(int target, int[] moved) {
        return target >= 0 && target < moved.length;
    }

    private static int distance(int slot, int target, int[] moved) {
        return moved[target] - moved[slot] - 1;
    }
}
