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

import java.util.ArrayList;
import java.util.List;

/** Instructions of every kind, operation, size and width, with the edge values of every field. */
public final class EveryInstruction {
    private static final List<Register> REGISTERS = List.of(Register.R0, Register.R1, Register.R9, Register.R10);
    private static final short[] OFFSETS = {0, 1, -1, Short.MAX_VALUE, Short.MIN_VALUE};
    private static final int[] NUMBERS = {0, 1, -1, 10, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final List<Instruction> all = new ArrayList<>();

    private EveryInstruction() {
        for (Width width : Width.values()) {
            arithmetic(width);
            branches(width);
        }
        for (Size size : Size.values()) {
            memory(size);
        }
        wideLoads();
        registersOnly();
        control();
    }

    /** All of them. */
    public static List<Instruction> list() {
        return List.copyOf(new EveryInstruction().all);
    }

    private static List<Operand> operands() {
        List<Operand> operands = new ArrayList<>();
        REGISTERS.forEach(register -> operands.add(new Operand.Reg(register)));
        for (int number : NUMBERS) {
            operands.add(new Operand.Imm(number));
        }
        return operands;
    }

    private void arithmetic(Width width) {
        for (Register dst : REGISTERS) {
            for (AluOp op : AluOp.values()) {
                operands().forEach(operand -> all.add(new Alu(width, op, dst, operand)));
            }
            all.add(new Negate(width, dst));
            for (int bits = 8; bits < width.bits(); bits *= 2) {
                for (Register src : REGISTERS) {
                    all.add(new MoveSignExtended(width, bits, dst, src));
                }
            }
        }
    }

    private void branches(Width width) {
        for (Condition condition : Condition.values()) {
            for (Operand operand : operands()) {
                for (short offset : OFFSETS) {
                    all.add(new Branch(width, condition, Register.R3, operand, offset));
                }
            }
        }
    }

    private void memory(Size size) {
        for (Register base : REGISTERS) {
            for (short offset : OFFSETS) {
                all.add(new Load(size, false, Register.R4, base, offset));
                all.add(new Store(size, base, offset, Register.R5));
                all.add(new LoadAcquire(size, Register.R6, base, offset));
                all.add(new StoreRelease(size, base, offset, Register.R7));
                for (int number : NUMBERS) {
                    all.add(new StoreImmediate(size, base, offset, number));
                }
                if (size != Size.DW) {
                    all.add(new Load(size, true, Register.R4, base, offset));
                }
                if (size.bytes() >= 4) {
                    for (AtomicOp op : AtomicOp.values()) {
                        all.add(new Atomic(size, op, base, offset, Register.R8));
                    }
                }
            }
            if (size != Size.DW) {
                for (int number : NUMBERS) {
                    all.add(new LoadPacketAbsolute(size, number));
                    all.add(new LoadPacketIndirect(size, base, number));
                }
            }
        }
    }

    private void wideLoads() {
        for (WideSource source : WideSource.values()) {
            for (int low : NUMBERS) {
                for (int high : source.isMapAddress() ? new int[1] : NUMBERS) {
                    all.add(new LoadWide(Register.R2, source, low, high));
                }
            }
        }
    }

    private void registersOnly() {
        for (Register dst : REGISTERS) {
            for (ByteOrderOp op : ByteOrderOp.values()) {
                for (int bits = 16; bits <= 64; bits *= 2) {
                    all.add(new ByteSwap(op, bits, dst));
                }
            }
            for (Register src : REGISTERS) {
                all.add(new AddressSpaceCast(dst, src, 0, 1));
                all.add(new AddressSpaceCast(dst, src, 0xffff, 0));
                all.add(new AddressSpaceCast(dst, src, 0, 0));
            }
            all.add(new CallRegister(dst));
        }
    }

    private void control() {
        for (short offset : OFFSETS) {
            all.add(new Jump(offset));
            all.add(new MayGoto(offset));
            all.add(new CallKfunc(77, offset));
        }
        for (int number : NUMBERS) {
            all.add(new JumpLong(number));
            all.add(new CallHelper(number));
            all.add(new CallLocal(number));
            all.add(new CallKfunc(number, (short) 0));
        }
        all.add(new Exit());
    }
}
