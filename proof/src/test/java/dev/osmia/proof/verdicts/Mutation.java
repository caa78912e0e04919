package dev.osmia.proof.verdicts;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Width;
import dev.osmia.proof.fuzz.Dice;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Changes programs in a few places: instructions, registers, offsets, numbers. */
final class Mutation {
    private static final int MOST = 3;
    private static final int ATTEMPTS = 20;
    private static final int WIDE = 0x18;

    private Mutation() {
    }

    static Candidate of(Candidate candidate, Dice dice) {
        Candidate changed = candidate;
        for (int count = 1 + dice.below(MOST); count > 0; count--) {
            changed = once(changed, dice);
        }
        return changed;
    }

    private static Candidate once(Candidate candidate, Dice dice) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] bytes = candidate.code().encode(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer code = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            change(code, dice, bytes.length / 8);
            try {
                Code decoded = Code.decode(bytes, ByteOrder.LITTLE_ENDIAN);
                if (decoded.stream().allMatch(placed -> isSelfContained(placed.instruction()))) {
                    return new Candidate(candidate.place(), candidate.flags(), candidate.isTyped(), decoded);
                }
            } catch (InstructionFormatException | IllegalArgumentException _) {
                // What has no form as an instruction has none as text either: another try.
            }
        }
        return candidate;
    }

    private static boolean isSelfContained(Instruction instruction) {
        return switch (instruction) {
            case Instruction.CallKfunc _ -> false;
            case Instruction.LoadWide wide -> switch (wide.source()) {
                case CONSTANT, MAP_FD, MAP_VALUE, FUNCTION -> true;
                default -> false;
            };
            default -> true;
        };
    }

    static void change(ByteBuffer code, Dice dice, int slots) {
        int at = 8 * dice.below(slots);
        int operation = code.get(at) & 0xff;
        int registers = code.get(at + 1) & 0xff;
        switch (dice.below(9)) {
            case 0 -> code.put(at, (byte) (operation ^ 1 << dice.below(8)));
            case 1 -> code.put(at + 1, (byte) (registers & 0xf0 | dice.below(11)));
            case 2 -> code.put(at + 1, (byte) (registers & 0x0f | dice.below(11) << 4));
            case 3 -> code.putShort(at + 2, (short) (code.getShort(at + 2) + dice.of(-8, -4, -2, -1, 1, 2, 4, 8)));
            case 4 -> code.putInt(at + 4, isMap(operation, registers) ? dice.below(Maps.ALL.size()) : dice.immediate());
            case 5 -> code.putInt(at + 4, code.getInt(at + 4) + dice.of(-16, -8, -1, 1, 8, 16));
            case 6 -> swap(code, at, 8 * dice.below(slots));
            case 7 -> copy(code, at, 8 * dice.below(slots));
            default -> put(code, at, dice.chance(60) ? nothing() : other(dice));
        }
    }

    private static boolean isMap(int operation, int registers) {
        return operation == WIDE && registers >> 4 != 0;
    }

    private static void swap(ByteBuffer code, int one, int other) {
        long kept = code.getLong(one);
        code.putLong(one, code.getLong(other));
        code.putLong(other, kept);
    }

    private static void copy(ByteBuffer code, int from, int to) {
        code.putLong(to, code.getLong(from));
    }

    private static void put(ByteBuffer code, int at, Instruction instruction) {
        code.put(at, Code.of(instruction).encode(ByteOrder.LITTLE_ENDIAN));
    }

    /** An instruction without effect. */
    static Instruction nothing() {
        return new Instruction.Jump((short) 0);
    }

    private static Instruction other(Dice dice) {
        Register to = Register.of(dice.below(10));
        Operand operand = dice.chance(50)
                ? new Operand.Reg(Register.of(dice.below(10)))
                : new Operand.Imm(dice.below(70));
        return switch (dice.below(3)) {
            case 0 ->
                new Instruction.Branch(dice.width(), dice.of(Condition.values()), to, operand, (short) dice.below(6));
            case 1 -> new Instruction.Alu(Width.W64, dice.of(AluOp.ADD, AluOp.AND, AluOp.MOV), to, operand);
            default -> new Instruction.Alu(dice.width(), dice.of(AluOp.values()), to, operand);
        };
    }
}
