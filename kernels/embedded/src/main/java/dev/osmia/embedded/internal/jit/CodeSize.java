package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.Instruction;

/** Bytes of bytecode that instructions take at most, as {@link PartCode} writes them. */
final class CodeSize {
    /** A load or store: base, address, offset, value, call, result. */
    private static final int ACCESS = 24;
    /** What a check adds to an access, and the count to a jump backwards. */
    private static final int CHECK = 10;
    private static final int CALL = 56;
    private static final int JUMP = 16;
    private static final int ARITHMETIC = 14;

    private CodeSize() {
    }

    static Parts.Size of(Shape shape) {
        int check = shape instanceof Shape.Guarded ? CHECK : 0;
        return placed -> switch (placed.instruction()) {
            case Instruction.Load _,Instruction.Store _,Instruction.StoreImmediate _,Instruction.LoadAcquire _,Instruction.StoreRelease _,Instruction.Atomic _ ->
                ACCESS + check;
            case Instruction.CallHelper _,Instruction.CallKfunc _,Instruction.CallLocal _,Instruction.CallRegister _,Instruction.LoadPacketAbsolute _,Instruction.LoadPacketIndirect _ ->
                CALL;
            case Instruction.Branch _,Instruction.MayGoto _,Instruction.Jump _,Instruction.JumpLong _ ->
                JUMP + check;
            default -> ARITHMETIC;
        };
    }
}
