package dev.osmia.isa;

/** The second operand of an arithmetic instruction or a comparison. */
public sealed interface Operand {

    /** The value of a register. */
    record Reg(Register register) implements Operand {}

    /** A constant of 32 bits, sign-extended where the operation is 64 bits wide. */
    record Imm(int value) implements Operand {}
}
