package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;

import java.math.BigInteger;

/** What operations and conditions mean (RFC 9669, sections 4.1 and 4.3), on numbers without limits. */
final class Reference {
    private static final BigInteger TWO = BigInteger.TWO;

    private Reference() {
    }

    static long alu64(AluOp op, long a, long b) {
        return compute(op, a, b, 64);
    }

    static int alu32(AluOp op, int a, int b) {
        return (int) compute(op, a, b, 32);
    }

    private static BigInteger unsigned(long value, int bits) {
        return BigInteger.valueOf(value).mod(TWO.pow(bits));
    }

    private static long compute(AluOp op, long first, long second, int bits) {
        BigInteger a = BigInteger.valueOf(first);
        BigInteger b = BigInteger.valueOf(second);
        BigInteger ua = unsigned(first, bits);
        BigInteger ub = unsigned(second, bits);
        int distance = (int) (second & bits - 1);
        boolean byZero = b.signum() == 0;
        BigInteger result = switch (op) {
            case ADD -> a.add(b);
            case SUB -> a.subtract(b);
            case MUL -> a.multiply(b);
            case DIV -> byZero ? b : ua.divide(ub);
            case SDIV -> byZero ? b : a.divide(b);
            case MOD -> byZero ? a : ua.mod(ub);
            case SMOD -> byZero ? a : a.remainder(b);
            case OR -> a.or(b);
            case AND -> a.and(b);
            case XOR -> a.xor(b);
            case LSH -> a.shiftLeft(distance);
            case RSH -> ua.shiftRight(distance);
            case ARSH -> a.shiftRight(distance);
            case MOV -> b;
        };
        return result.longValue();
    }

    static boolean holds(Condition condition, long a, long b) {
        int signed = BigInteger.valueOf(a).compareTo(BigInteger.valueOf(b));
        int unsigned = unsigned(a, 64).compareTo(unsigned(b, 64));
        return switch (condition) {
            case EQ -> signed == 0;
            case NE -> signed != 0;
            case SET -> BigInteger.valueOf(a).and(BigInteger.valueOf(b)).signum() != 0;
            case GT -> unsigned > 0;
            case GE -> unsigned >= 0;
            case LT -> unsigned < 0;
            case LE -> unsigned <= 0;
            case SGT -> signed > 0;
            case SGE -> signed >= 0;
            case SLT -> signed < 0;
            case SLE -> signed <= 0;
        };
    }
}
