package dev.osmia.embedded.internal.engine;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;

/**
 * Turns instructions into the interpreter's words, one a slot: opcode in bits 0 to 7, destination 8 to 11, source 12 to
 * 15, offset 16 to 31, immediate 32 to 63. The second word of a wide load is its high half in bits 0 to 31.
 */
final class Lowering {
    private static final boolean BIG_ENDIAN = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.BIG_ENDIAN;
    private static final Register NONE = Register.R0;

    private Lowering() {
    }

    static long[] lower(Code code) {
        long[] words = new long[code.slots()];
        for (Code.Placed placed : code) {
            words[placed.slot()] = word(placed.slot(), placed.instruction());
            if (placed.instruction() instanceof Instruction.LoadWide wide) {
                words[placed.slot() + 1] = wide.high() & 0xffff_ffffL;
            }
        }
        Fusion.fuse(words, code::startsAt);
        return words;
    }

    private static long word(int slot, Instruction instruction) {
        return switch (instruction) {
            case Instruction.Alu(var width, var op, var dst, var operand) -> operand(alu(width, op), dst, operand, 0);
            case Instruction.Negate(var width, var dst) ->
                word(width == Width.W64 ? Op.NEG64 : Op.NEG32, dst, NONE, 0, 0);
            case Instruction.MoveSignExtended(var width, var bits, var dst, var src) ->
                word(moveSignExtended(width, bits), dst, src, 0, 0);
            case Instruction.ByteSwap(var op, var bits, var dst) -> word(byteSwap(op, bits), dst, NONE, 0, 0);
            case Instruction.AddressSpaceCast(var dst, var src, _, _) -> word(Op.MOV64_X, dst, src, 0, 0);
            case Instruction.LoadWide(var dst, var source, var low, _) when source == WideSource.FUNCTION ->
                word(Op.FUNCTION, dst, NONE, 0, slot + 1 + low);
            case Instruction.LoadWide(var dst, _, var low, _) -> word(Op.WIDE, dst, NONE, 0, low);
            case Instruction.Load(var size, var signed, var dst, var src, var offset) ->
                word((signed ? Op.LOADS8 : Op.LOAD8) + log2(size), dst, src, offset, 0);
            case Instruction.Store(var size, var dst, var offset, var src) ->
                word(Op.STORE8 + log2(size), dst, src, offset, 0);
            case Instruction.StoreImmediate(var size, var dst, var offset, var value) ->
                word(Op.STOREK8 + log2(size), dst, NONE, offset, value);
            case Instruction.LoadPacketAbsolute(var size, var position) ->
                word(Op.PACKET_ABSOLUTE, NONE, NONE, size.bytes(), position);
            case Instruction.LoadPacketIndirect(var size, var index, var position) ->
                word(Op.PACKET_INDIRECT, NONE, index, size.bytes(), position);
            case Instruction.Atomic(var size, var op, var dst, var offset, var src) ->
                word(size == Size.DW ? Op.ATOMIC64 : Op.ATOMIC32, dst, src, offset, op.ordinal());
            case Instruction.LoadAcquire(var size, var dst, var src, var offset) ->
                word(Op.LOAD_ACQUIRE, dst, src, offset, size.bytes());
            case Instruction.StoreRelease(var size, var dst, var offset, var src) ->
                word(Op.STORE_RELEASE, dst, src, offset, size.bytes());
            case Instruction.Jump(var offset) -> word(Op.GOTO, NONE, NONE, 0, offset);
            case Instruction.JumpLong(var offset) -> word(Op.GOTO, NONE, NONE, 0, offset);
            case Instruction.Branch(var width, var condition, var dst, var operand, var offset) ->
                operand(branch(width, condition), dst, operand, offset);
            case Instruction.MayGoto(var offset) -> word(Op.MAY_GOTO, NONE, NONE, offset, 0);
            case Instruction.CallHelper(var id) -> word(Op.CALL_HELPER, NONE, NONE, 0, id);
            case Instruction.CallLocal(var offset) -> word(Op.CALL_LOCAL, NONE, NONE, 0, slot + 1 + offset);
            case Instruction.CallKfunc(var id, _) -> word(Op.CALL_KFUNC, NONE, NONE, 0, id);
            case Instruction.CallRegister(var target) -> word(Op.CALL_REGISTER, NONE, target, 0, 0);
            case Instruction.Exit() -> word(Op.EXIT, NONE, NONE, 0, 0);
            case Instruction.Unknown unknown -> throw new Fault(slot, unknown.reason());
        };
    }

    private static long word(int op, Register dst, Register src, int offset, int immediate) {
        return op | (long) dst.number() << 8 | (long) src.number() << 12 | (offset & 0xffffL) << 16
                | (long) immediate << 32;
    }

    /** The register form of an operation comes right before its immediate form. */
    private static long operand(int registerForm, Register dst, Operand operand, int offset) {
        return switch (operand) {
            case Operand.Reg(var src) -> word(registerForm, dst, src, offset, 0);
            case Operand.Imm(var value) -> word(registerForm + 1, dst, NONE, offset, value);
        };
    }

    private static int alu(Width width, AluOp op) {
        return (width == Width.W64 ? Op.ADD64_X : Op.ADD32_X) + 2 * op.ordinal();
    }

    private static int branch(Width width, Condition condition) {
        return (width == Width.W64 ? Op.JEQ64_X : Op.JEQ32_X) + 2 * condition.ordinal();
    }

    private static int moveSignExtended(Width width, int bits) {
        return (width == Width.W64 ? Op.MOVSX8_64 : Op.MOVSX8_32) + log2(bits) - 3;
    }

    private static int byteSwap(ByteOrderOp op, int bits) {
        boolean swaps = op == ByteOrderOp.SWAP || (op == ByteOrderOp.TO_BIG) != BIG_ENDIAN;
        return (swaps ? Op.SWAP16 : Op.TRUNCATE16) + log2(bits) - 4;
    }

    private static int log2(Size size) {
        return log2(size.bytes());
    }

    private static int log2(int power) {
        return Integer.numberOfTrailingZeros(power);
    }
}
