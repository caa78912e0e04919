package dev.osmia.isa;

import dev.osmia.isa.Instruction.AddressSpaceCast;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.Branch;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Instruction.ByteSwap;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.CallRegister;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.Jump;
import dev.osmia.isa.Instruction.JumpLong;
import dev.osmia.isa.Instruction.Load;
import dev.osmia.isa.Instruction.LoadAcquire;
import dev.osmia.isa.Instruction.LoadPacketAbsolute;
import dev.osmia.isa.Instruction.LoadPacketIndirect;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.MayGoto;
import dev.osmia.isa.Instruction.MoveSignExtended;
import dev.osmia.isa.Instruction.Negate;
import dev.osmia.isa.Instruction.Store;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Instruction.StoreRelease;
import dev.osmia.isa.Instruction.Unknown;

/** From an instruction to the fields of its (first) slot. */
final class InstructionEncoder {
    private static final Register NONE = Register.R0;

    private InstructionEncoder() {
    }

    /** The only slot of an instruction, or the first of {@link LoadWide}. */
    static Slot encode(int index, Instruction instruction) {
        return new Fields(index).encode(instruction);
    }

    /** The second slot of {@link LoadWide}: nothing but the high half. */
    static Slot encodeHigh(int index, LoadWide wide) {
        return new Slot(index, 0, 0, 0, (short) 0, wide.high());
    }

    private record Fields(int index) {

        Slot encode(Instruction instruction) {
            return switch (instruction) {
                case Alu(var width, var op, var dst, var operand) ->
                    withOperand(Opcode.alu(width) | op.code(), dst, operand, op.isSigned() ? Opcode.SIGNED : 0);
                case Negate(var width, var dst) -> slot(Opcode.alu(width) | Opcode.NEG, dst, NONE, 0, 0);
                case MoveSignExtended(var width, int bits, var dst, var src) ->
                    slot(Opcode.alu(width) | Opcode.MOV | Opcode.REGISTER_SOURCE, dst, src, bits, 0);
                case ByteSwap(var op, int bits, var dst) -> slot(byteSwapOpcode(op), dst, NONE, 0, bits);
                case AddressSpaceCast(var dst, var src, int to, int from) ->
                    slot(Opcode.ALU64 | Opcode.MOV | Opcode.REGISTER_SOURCE, dst, src, Opcode.ADDRESS_SPACE_CAST,
                            to << 16 | from);
                case LoadWide(var dst, var source, int low, _) ->
                    slot(Opcode.LD | Opcode.IMM | Size.DW.code(), dst, source.code(), 0, low);
                case Load(var size, boolean signed, var dst, var src, short offset) ->
                    slot(Opcode.LDX | (signed ? Opcode.MEMSX : Opcode.MEM) | size.code(), dst, src, offset, 0);
                case Store(var size, var dst, short offset, var src) ->
                    slot(Opcode.STX | Opcode.MEM | size.code(), dst, src, offset, 0);
                case StoreImmediate(var size, var dst, short offset, int value) ->
                    slot(Opcode.ST | Opcode.MEM | size.code(), dst, NONE, offset, value);
                case LoadPacketAbsolute(var size, int position) ->
                    slot(Opcode.LD | Opcode.ABS | size.code(), NONE, NONE, 0, position);
                case LoadPacketIndirect(var size, var packetIndex, int position) ->
                    slot(Opcode.LD | Opcode.IND | size.code(), NONE, packetIndex, 0, position);
                case Atomic(var size, var op, var dst, short offset, var src) ->
                    slot(Opcode.STX | Opcode.ATOMIC | size.code(), dst, src, offset, op.code());
                case LoadAcquire(var size, var dst, var src, short offset) ->
                    slot(Opcode.STX | Opcode.ATOMIC | size.code(), dst, src, offset, Opcode.LOAD_ACQUIRE);
                case StoreRelease(var size, var dst, short offset, var src) ->
                    slot(Opcode.STX | Opcode.ATOMIC | size.code(), dst, src, offset, Opcode.STORE_RELEASE);
                case Jump(short offset) -> slot(Opcode.JMP | Opcode.JA, NONE, NONE, offset, 0);
                case JumpLong(int offset) -> slot(Opcode.JMP32 | Opcode.JA, NONE, NONE, 0, offset);
                case Branch(var width, var condition, var dst, var operand, short offset) ->
                    withOperand(Opcode.jump(width) | condition.code(), dst, operand, offset);
                case MayGoto(short offset) -> slot(Opcode.JMP | Opcode.JCOND, NONE, NONE, offset, 0);
                case CallHelper(int id) -> slot(Opcode.JMP | Opcode.CALL, NONE, NONE, 0, id);
                case CallLocal(int offset) -> slot(Opcode.JMP | Opcode.CALL, NONE, Opcode.PSEUDO_CALL, 0, offset);
                case CallKfunc(int btfId, short module) ->
                    slot(Opcode.JMP | Opcode.CALL, NONE, Opcode.PSEUDO_KFUNC_CALL, module, btfId);
                case CallRegister(var target) ->
                    slot(Opcode.JMP | Opcode.CALL | Opcode.REGISTER_SOURCE, target, NONE, 0, 0);
                case Exit() -> slot(Opcode.JMP | Opcode.EXIT, NONE, NONE, 0, 0);
                case Unknown(long bits) -> Slot.of(index, bits);
            };
        }

        private Slot withOperand(int opcode, Register dst, Operand operand, int offset) {
            return switch (operand) {
                case Operand.Reg(var src) -> slot(opcode | Opcode.REGISTER_SOURCE, dst, src, offset, 0);
                case Operand.Imm(int value) -> slot(opcode, dst, NONE, offset, value);
            };
        }

        private static int byteSwapOpcode(ByteOrderOp op) {
            return switch (op) {
                case TO_LITTLE -> Opcode.ALU | Opcode.END;
                case TO_BIG -> Opcode.ALU | Opcode.END | Opcode.REGISTER_SOURCE;
                case SWAP -> Opcode.ALU64 | Opcode.END;
            };
        }

        private Slot slot(int opcode, Register dst, Register src, int offset, int immediate) {
            return slot(opcode, dst, src.number(), offset, immediate);
        }

        private Slot slot(int opcode, Register dst, int src, int offset, int immediate) {
            return new Slot(index, opcode, dst.number(), src, (short) offset, immediate);
        }
    }
}
