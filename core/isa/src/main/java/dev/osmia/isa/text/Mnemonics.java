package dev.osmia.isa.text;

import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Instruction.ByteSwap;
import dev.osmia.isa.Instruction.MoveSignExtended;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;

import java.util.Locale;

/** The spelling of the mnemonic dialect, from which both its directions are made. */
final class Mnemonics {
    private Mnemonics() {
    }

    /** {@code add}, or {@code add32} for the low halves. */
    static String sized(Enum<?> operation, Width width) {
        return operation.name().toLowerCase(Locale.ROOT) + suffix(width);
    }

    static String suffix(Width width) {
        return width == Width.W64 ? "" : "32";
    }

    /** {@code ldxw}, {@code stdw}. */
    static String memory(String action, Size size) {
        return action + size.name().toLowerCase(Locale.ROOT);
    }

    /** {@code add}, {@code fetch add32}, {@code cmpxchg}; the mnemonic before is {@code lock}. */
    static String atomic(AtomicOp op, Size size) {
        return op.name().toLowerCase(Locale.ROOT).replace('_', ' ') + suffix(size == Size.DW ? Width.W64 : Width.W32);
    }

    /** {@code movsx832}: from 8 bits to 32. */
    static String signExtension(MoveSignExtended move) {
        return "movsx" + move.bits() + move.width().bits();
    }

    /** {@code be16}, {@code le64}, {@code swap32}. */
    static String swap(ByteSwap swap) {
        return switch (swap.op()) {
            case TO_LITTLE -> "le";
            case TO_BIG -> "be";
            case SWAP -> "swap";
        } + swap.bits();
    }
}
