package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction.ByteSwap;
import dev.osmia.isa.Width;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;
import java.nio.ByteOrder;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

/** What instructions compute, as bytecode on operands that lie on the JVM's stack. */
final class ArithmeticCode {
    static final long LOW = 0xffff_ffffL;
    private static final MethodTypeDesc LONGS = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc INTS = MethodTypeDesc.of(CD_int, CD_int, CD_int);
    private static final MethodTypeDesc COMPARE_LONGS = MethodTypeDesc.of(CD_int, CD_long, CD_long);
    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private ArithmeticCode() {
    }

    /** Makes the 64-bit number of a 32-bit result. */
    static void widen(CodeBuilder code) {
        code.i2l().loadConstant(LOW).land();
    }

    /** An operation on two longs, the second of them an int if it is a distance to shift. */
    static void alu64(CodeBuilder code, AluOp op) {
        switch (op) {
            case ADD -> code.ladd();
            case SUB -> code.lsub();
            case MUL -> code.lmul();
            case OR -> code.lor();
            case AND -> code.land();
            case XOR -> code.lxor();
            case LSH -> code.lshl();
            case RSH -> code.lushr();
            case ARSH -> code.lshr();
            case DIV -> code.invokestatic(Descriptors.ARITHMETIC, "divide", LONGS);
            case SDIV -> code.invokestatic(Descriptors.ARITHMETIC, "divideSigned", LONGS);
            case MOD -> code.invokestatic(Descriptors.ARITHMETIC, "modulo", LONGS);
            case SMOD -> code.invokestatic(Descriptors.ARITHMETIC, "moduloSigned", LONGS);
            case MOV -> throw new IllegalArgumentException("nothing to compute");
        }
    }

    /** An operation on two ints. */
    static void alu32(CodeBuilder code, AluOp op) {
        switch (op) {
            case ADD -> code.iadd();
            case SUB -> code.isub();
            case MUL -> code.imul();
            case OR -> code.ior();
            case AND -> code.iand();
            case XOR -> code.ixor();
            case LSH -> code.ishl();
            case RSH -> code.iushr();
            case ARSH -> code.ishr();
            case DIV -> code.invokestatic(Descriptors.ARITHMETIC, "divide", INTS);
            case SDIV -> code.invokestatic(Descriptors.ARITHMETIC, "divideSigned", INTS);
            case MOD -> code.invokestatic(Descriptors.ARITHMETIC, "modulo", INTS);
            case SMOD -> code.invokestatic(Descriptors.ARITHMETIC, "moduloSigned", INTS);
            case MOV -> throw new IllegalArgumentException("nothing to compute");
        }
    }

    /** Whether the second operand of a 64-bit operation is an int on the JVM's stack. */
    static boolean isShift(AluOp op) {
        return op == AluOp.LSH || op == AluOp.RSH || op == AluOp.ARSH;
    }

    /** A long whose lowest bits, so many, count and carry the sign. */
    static void extendSign(CodeBuilder code, int bits) {
        switch (bits) {
            case 8 -> code.l2i().i2b().i2l();
            case 16 -> code.l2i().i2s().i2l();
            default -> code.l2i().i2l();
        }
    }

    /** A long in another byte order. */
    static void swap(CodeBuilder code, ByteSwap swap) {
        boolean swaps = switch (swap.op()) {
            case SWAP -> true;
            case TO_BIG -> !BIG_ENDIAN;
            case TO_LITTLE -> BIG_ENDIAN;
        };
        switch (swap.bits()) {
            case 16 -> {
                code.l2i();
                if (swaps) {
                    code.i2s().invokestatic(Descriptors.SHORT, "reverseBytes", MethodTypeDesc.of(CD_short, CD_short));
                }
                code.i2c().i2l();
            }
            case 32 -> {
                code.l2i();
                if (swaps) {
                    code.invokestatic(Descriptors.INTEGER, "reverseBytes", MethodTypeDesc.of(CD_int, CD_int));
                }
                widen(code);
            }
            default -> {
                if (swaps) {
                    code.invokestatic(Descriptors.LONG, "reverseBytes", MethodTypeDesc.of(CD_long, CD_long));
                }
            }
        }
    }

    /** Jumps if a condition holds for the two numbers on the stack: longs, or ints for 32 bits. */
    static void branch(CodeBuilder code, Width width, Condition condition, Label target) {
        if (width == Width.W64) {
            branch64(code, condition, target);
        } else {
            branch32(code, condition, target);
        }
    }

    private static void branch64(CodeBuilder code, Condition condition, Label target) {
        switch (condition) {
            case EQ -> code.lcmp().ifeq(target);
            case NE -> code.lcmp().ifne(target);
            case SET -> code.land().lconst_0().lcmp().ifne(target);
            case SGT -> code.lcmp().ifgt(target);
            case SGE -> code.lcmp().ifge(target);
            case SLT -> code.lcmp().iflt(target);
            case SLE -> code.lcmp().ifle(target);
            case GT -> compareUnsigned(code, Width.W64).ifgt(target);
            case GE -> compareUnsigned(code, Width.W64).ifge(target);
            case LT -> compareUnsigned(code, Width.W64).iflt(target);
            case LE -> compareUnsigned(code, Width.W64).ifle(target);
        }
    }

    private static void branch32(CodeBuilder code, Condition condition, Label target) {
        switch (condition) {
            case EQ -> code.if_icmpeq(target);
            case NE -> code.if_icmpne(target);
            case SET -> code.iand().ifne(target);
            case SGT -> code.if_icmpgt(target);
            case SGE -> code.if_icmpge(target);
            case SLT -> code.if_icmplt(target);
            case SLE -> code.if_icmple(target);
            case GT -> compareUnsigned(code, Width.W32).ifgt(target);
            case GE -> compareUnsigned(code, Width.W32).ifge(target);
            case LT -> compareUnsigned(code, Width.W32).iflt(target);
            case LE -> compareUnsigned(code, Width.W32).ifle(target);
        }
    }

    private static CodeBuilder compareUnsigned(CodeBuilder code, Width width) {
        return width == Width.W64
                ? code.invokestatic(Descriptors.LONG, "compareUnsigned", COMPARE_LONGS)
                : code.invokestatic(Descriptors.INTEGER, "compareUnsigned", INTS);
    }
}
