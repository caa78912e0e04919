package dev.osmia.proof.conformance;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Width;

import java.math.BigInteger;
import java.nio.ByteOrder;

/** What RFC 9669 says that instructions compute, in whole numbers without a width. */
final class Model {
    private Model() {
    }

    private static BigInteger unsigned(long value, int bits) {
        return BigInteger.valueOf(value).mod(BigInteger.TWO.pow(bits));
    }

    private static BigInteger signed(long value, int bits) {
        BigInteger unsigned = unsigned(value, bits);
        return unsigned.testBit(bits - 1) ? unsigned.subtract(BigInteger.TWO.pow(bits)) : unsigned;
    }

    /** A result as the register holds it: cut to the width and extended with zeros. */
    private static long register(BigInteger value, int bits) {
        return value.mod(BigInteger.TWO.pow(bits)).longValue();
    }

    /** Section 4.1. */
    static long alu(Width width, AluOp op, long dst, long src) {
        int bits = width.bits();
        BigInteger a = unsigned(dst, bits);
        BigInteger b = unsigned(src, bits);
        BigInteger signedA = signed(dst, bits);
        BigInteger signedB = signed(src, bits);
        int shift = b.and(BigInteger.valueOf(bits - 1L)).intValue();
        boolean byZero = b.signum() == 0;
        return register(switch (op) {
            case ADD -> a.add(b);
            case SUB -> a.subtract(b);
            case MUL -> a.multiply(b);
            case DIV -> byZero ? BigInteger.ZERO : a.divide(b);
            case SDIV -> byZero ? BigInteger.ZERO : signedA.divide(signedB);
            case MOD -> byZero ? a : a.mod(b);
            case SMOD -> byZero ? a : signedA.remainder(signedB);
            case OR -> a.or(b);
            case AND -> a.and(b);
            case XOR -> a.xor(b);
            case MOV -> b;
            case LSH -> a.shiftLeft(shift);
            case RSH -> a.shiftRight(shift);
            case ARSH -> signedA.shiftRight(shift);
        }, bits);
    }

    static long negate(Width width, long value) {
        return register(unsigned(value, width.bits()).negate(), width.bits());
    }

    static long moveSignExtended(Width width, int fromBits, long value) {
        return register(signed(value, fromBits), width.bits());
    }

    static long signExtended(long value, int bits) {
        return register(signed(value, bits), 64);
    }

    static long zeroExtended(long value, int bits) {
        return register(unsigned(value, bits), 64);
    }

    /** Section 4.3. */
    static boolean holds(Width width, Condition condition, long dst, long src) {
        int bits = width.bits();
        int order = unsigned(dst, bits).compareTo(unsigned(src, bits));
        int signedOrder = signed(dst, bits).compareTo(signed(src, bits));
        return switch (condition) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case SGT -> signedOrder > 0;
            case SGE -> signedOrder >= 0;
            case SLT -> signedOrder < 0;
            case SLE -> signedOrder <= 0;
            case SET -> unsigned(dst, bits).and(unsigned(src, bits)).signum() != 0;
        };
    }

    /** Section 4.2. */
    static long byteSwap(ByteOrderOp op, int bits, long value) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        boolean swaps = op == ByteOrderOp.SWAP || (op == ByteOrderOp.TO_BIG) == little;
        if (!swaps) {
            return zeroExtended(value, bits);
        }
        BigInteger result = BigInteger.ZERO;
        for (int at = 0; at < bits; at += 8) {
            result = result.shiftLeft(8).or(unsigned(value, bits).shiftRight(at).and(BigInteger.valueOf(0xff)));
        }
        return result.longValue();
    }

    /** What a location of {@code bits} holds after an atomic operation (section 5.3). */
    static long atomic(AtomicOp op, int bits, long memory, long src, long r0) {
        BigInteger a = unsigned(memory, bits);
        BigInteger b = unsigned(src, bits);
        return register(switch (op) {
            case ADD, FETCH_ADD -> a.add(b);
            case OR, FETCH_OR -> a.or(b);
            case AND, FETCH_AND -> a.and(b);
            case XOR, FETCH_XOR -> a.xor(b);
            case XCHG -> b;
            case CMPXCHG -> a.equals(unsigned(r0, bits)) ? b : a;
        }, bits);
    }
}
