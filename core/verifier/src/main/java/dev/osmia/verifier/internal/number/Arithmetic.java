package dev.osmia.verifier.internal.number;

import dev.osmia.isa.AluOp;

/** What arithmetic instructions make of two numbers: {@code adjust_scalar_min_max_vals} of Linux 6.18. */
final class Arithmetic {
    private Arithmetic() {
    }

    static Scalar apply(AluOp op, boolean is32, Scalar left, Scalar right) {
        Draft draft = new Draft(left);
        switch (op) {
            case ADD -> Sums.add(draft, right);
            case SUB -> Sums.subtract(draft, right);
            case MUL -> Sums.multiply(draft, right);
            case AND -> BitOperations.and(draft, right);
            case OR -> BitOperations.or(draft, right);
            case XOR -> BitOperations.xor(draft, right);
            case LSH, RSH, ARSH -> {
                if (!Shifts.isKnownAmount(right, is32)) {
                    return Scalar.UNKNOWN;
                }
                Shifts.shift(op, is32, draft, right);
            }
            case DIV, SDIV, MOD, SMOD -> {
                return Scalar.UNKNOWN;
            }
            case MOV -> throw new IllegalArgumentException("a move computes nothing");
        }
        return finish(draft, is32);
    }

    static Scalar negate(boolean is32, Scalar number) {
        Draft draft = new Draft(Scalar.ZERO);
        Sums.subtract(draft, number);
        return finish(draft, is32);
    }

    private static Scalar finish(Draft draft, boolean is32) {
        if (is32) {
            draft.zeroExtend();
        }
        return draft.finishSynced();
    }
}
