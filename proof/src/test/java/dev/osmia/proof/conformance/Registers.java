package dev.osmia.proof.conformance;

import dev.osmia.isa.Register;

/** Deals out registers, so that the cases of a family use all of them in all places. */
final class Registers {
    private static final int WRITABLE = 10;

    private int dealt;

    /** A pair of different registers, another one each time: all pairs of {@code r0} to {@code r9} in 90 calls. */
    Pair next() {
        int first = dealt % WRITABLE;
        int distance = 1 + dealt / WRITABLE % (WRITABLE - 1);
        dealt++;
        return new Pair(Register.of(first), Register.of((first + distance) % WRITABLE));
    }

    /** Two registers. */
    record Pair(Register dst, Register src) {

        /** A register that is neither. */
        Register other() {
            for (int number = 0;; number++) {
                Register register = Register.of(number);
                if (register != dst && register != src) {
                    return register;
                }
            }
        }
    }
}
