package dev.osmia.proof.fuzz;

import dev.osmia.isa.Size;
import dev.osmia.isa.Width;

import java.util.List;
import java.util.Random;

/** Random choices, of numbers mostly those at which instructions tend to be wrong. */
public final class Dice {
    private final Random random;

    /** Always the same choices for a seed. */
    public Dice(long seed) {
        random = new Random(seed);
    }

    /** 0 to {@code bound} - 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** True in {@code percent} of 100 cases. */
    public boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** One of the choices. */
    @SafeVarargs
    public final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** One of the choices. */
    public <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Either width. */
    public Width width() {
        return chance(50) ? Width.W64 : Width.W32;
    }

    /** Any size. */
    public Size size() {
        return of(Size.B, Size.H, Size.W, Size.DW);
    }

    /** Any number. */
    public long number() {
        return switch (below(6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt();
            case 2 -> below(256) - 128L;
            case 3 -> 1L << below(64);
            case 4 -> (1L << below(64)) - 1;
            default -> -(1L << below(64));
        };
    }

    /** An operand that has to fit into an instruction. */
    public int immediate() {
        return switch (below(5)) {
            case 0 -> random.nextInt();
            case 1 -> below(20) - 10;
            case 2 -> 1 << below(32);
            case 3 -> (1 << below(32)) - 1;
            default -> -(1 << below(32));
        };
    }
}
