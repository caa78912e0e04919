package dev.osmia.proof.fuzz;

import dev.osmia.abi.Helper;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The steps that random functions are made of. Between steps every register but the context's ({@code r6}) and the
 * loop counter's ({@code r8}, while a loop runs) holds a number, and so does every word of the frame; a step may follow
 * any other.
 */
final class Steps {
    static final Register CONTEXT = Register.R6;
    static final Register COUNTER = Register.R8;
    static final List<Register> NUMBERS = List.of(Register.R0, Register.R1, Register.R2, Register.R3, Register.R4,
            Register.R5, Register.R7, Register.R9);
    /** Words of the context that programs read and write freely; the last two are only written. */
    static final int CONTEXT_WORDS = 16;

    private static final Set<AluOp> DIVISIONS = Set.of(AluOp.DIV, AluOp.SDIV, AluOp.MOD, AluOp.SMOD);
    private static final Set<AluOp> SHIFTS = Set.of(AluOp.LSH, AluOp.RSH, AluOp.ARSH);

    private final Dice dice;
    private final int frameWords;
    private final List<Instruction> code;

    /**
     * Steps of one function.
     *
     * @param frameWords words of the stack that hold numbers; the one below is for keys
     * @param code takes the instructions
     */
    Steps(Dice dice, int frameWords, List<Instruction> code) {
        this.dice = dice;
        this.frameWords = frameWords;
        this.code = code;
    }

    void any() {
        switch (dice.below(20)) {
            case 0, 1, 2, 3, 4, 5 -> arithmetic();
            case 6 -> unary();
            case 7 -> code.add(Instruction.LoadWide.constant(register(), dice.number()));
            case 8 -> access(Register.R10, -8 * frameWords, 8 * frameWords, true);
            case 9 -> access(Register.R10, -8 * frameWords, 8 * frameWords, true);
            case 10 -> code.add(dice.chance(60)
                    ? new Instruction.Load(Size.DW, false, register(), CONTEXT, contextOffset())
                    : new Instruction.Store(Size.DW, CONTEXT, contextOffset(), register()));
            case 11, 12 -> data();
            case 13 -> indexedData();
            case 14 -> atomic(Register.R10, -8 * (1 + dice.below(frameWords)));
            case 15 -> lookUp();
            case 16 -> changeTable();
            case 17 -> conditionalMove();
            case 18 -> rotation();
            default -> indexedLoad();
        }
    }

    Register register() {
        return dice.of(NUMBERS);
    }

    private Register registerOtherThan(Register... others) {
        return dice.of(NUMBERS.stream().filter(register -> !Arrays.asList(others).contains(register)).toList());
    }

    private Operand operand() {
        return dice.chance(60) ? new Operand.Reg(register()) : new Operand.Imm(dice.immediate());
    }

    private static short contextOffset(int word) {
        return (short) (word * Long.BYTES);
    }

    private short contextOffset() {
        return contextOffset(dice.below(CONTEXT_WORDS - 2));
    }

    /** What keeps the rule between steps after a register has held an address or nothing. */
    void refresh(Register register) {
        code.add(dice.chance(70)
                ? new Instruction.Load(Size.DW, false, register, CONTEXT, contextOffset())
                : new Instruction.Alu(dice.width(), AluOp.MOV, register, new Operand.Imm(dice.immediate())));
    }

    /** Helpers and functions leave nothing in their argument registers. */
    void refreshArguments() {
        for (int number = 1; number <= 5; number++) {
            refresh(Register.of(number));
        }
    }

    private void arithmetic() {
        Width width = dice.width();
        AluOp op = dice.of(AluOp.values());
        Operand operand = operand();
        if (operand instanceof Operand.Imm(int value)) {
            if (DIVISIONS.contains(op) && value == 0) {
                operand = new Operand.Imm(-1);
            } else if (SHIFTS.contains(op)) {
                operand = new Operand.Imm(value & width.bits() - 1);
            }
        }
        code.add(new Instruction.Alu(width, op, register(), operand));
    }

    private void unary() {
        code.add(switch (dice.below(3)) {
            case 0 -> new Instruction.Negate(dice.width(), register());
            case 1 -> {
                Width width = dice.width();
                int bits = width == Width.W64 ? dice.of(8, 16, 32) : dice.of(8, 16);
                yield new Instruction.MoveSignExtended(width, bits, register(), register());
            }
            default -> new Instruction.ByteSwap(dice.of(ByteOrderOp.values()), dice.of(16, 32, 64), register());
        });
    }

    /** A load or store, aligned as Linux wants it on the stack. */
    private void access(Register base, int from, int bytes, boolean immediates) {
        Size size = dice.size();
        short offset = (short) (from + dice.below(bytes / size.bytes()) * size.bytes());
        code.add(switch (dice.below(immediates ? 3 : 2)) {
            case 0 -> new Instruction.Load(size, size != Size.DW && dice.chance(40), register(), base, offset);
            case 1 -> new Instruction.Store(size, base, offset, registerOtherThan(base));
            default -> new Instruction.StoreImmediate(size, base, offset, dice.immediate());
        });
    }

    /** An access to the array that needs no lookup, at a place known beforehand and not always aligned. */
    private void data() {
        Register pointer = register();
        int at = dice.below(Stage.DATA.valueSize() - 8);
        code.add(Stage.data(pointer, at));
        accessThrough(pointer, at);
        refresh(pointer);
    }

    /** As {@link #data}, at a place that depends on a number. */
    private void indexedData() {
        Register pointer = register();
        Register index = registerOtherThan(pointer);
        int stride = dice.of(1, 8);
        code.add(new Instruction.Alu(Width.W64, AluOp.AND, index,
                new Operand.Imm(Stage.DATA.valueSize() / 2 - stride)));
        code.add(Stage.data(pointer, 0));
        code.add(new Instruction.Alu(Width.W64, AluOp.ADD, pointer, new Operand.Reg(index)));
        accessThrough(pointer, stride == 8 ? 0 : 1);
        refresh(pointer);
    }

    private void accessThrough(Register pointer, int alignment) {
        Register number = registerOtherThan(pointer);
        Size size = dice.size();
        short offset = dice.of((short) 0, (short) 0, (short) 8);
        if (alignment % 8 == 0 && dice.chance(30)) {
            atomic(pointer, 0);
            return;
        }
        if (alignment + offset > Stage.DATA.valueSize() - 8) {
            offset = 0;
        }
        code.add(switch (dice.below(4)) {
            case 0 -> new Instruction.Load(size, false, number, pointer, offset);
            case 1 -> new Instruction.Load(size, size != Size.DW, number, pointer, offset);
            case 2 -> new Instruction.Store(size, pointer, offset, number);
            default -> new Instruction.StoreImmediate(size, pointer, offset, dice.immediate());
        });
    }

    private void atomic(Register base, int offset) {
        Register number = registerOtherThan(base, Register.R0);
        Size size = dice.of(Size.W, Size.DW);
        int at = size == Size.W && dice.chance(50) ? offset + 4 : offset;
        AtomicOp op = dice.of(AtomicOp.values());
        if (base == Register.R0 && op == AtomicOp.CMPXCHG) {
            op = AtomicOp.XCHG;
        }
        code.add(switch (dice.below(6)) {
            case 0 -> new Instruction.LoadAcquire(size, number, base, (short) at);
            case 1 -> new Instruction.StoreRelease(size, base, (short) at, number);
            default -> new Instruction.Atomic(size, op, base, (short) at, number);
        });
        if (base == Register.R10) {
            keepWithoutConsequence(number, 2);
            keepWithoutConsequence(Register.R0, 1);
        }
    }

    /**
     * Puts a number where the comparison sees it and the program does not. Linux 6.18 does not trace what an atomic
     * operation has fetched from the stack back to the stack, and takes states for equal that are not: a branch on such
     * a number may go the wrong way there (seed 127909 of the generator that did branch on them).
     */
    private void keepWithoutConsequence(Register number, int fromEnd) {
        code.add(new Instruction.Store(Size.DW, CONTEXT, contextOffset(CONTEXT_WORDS - fromEnd), number));
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, number, new Operand.Imm(dice.immediate())));
    }

    private void pushKey(Register from, int mask) {
        code.add(new Instruction.Alu(Width.W64, AluOp.AND, from, new Operand.Imm(mask)));
        code.add(new Instruction.Store(Size.W, Register.R10, keyOffset(), from));
    }

    private short keyOffset() {
        return (short) (-8 * (frameWords + 1));
    }

    private void address(Register to, int offset) {
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, to, new Operand.Reg(Register.R10)));
        code.add(new Instruction.Alu(Width.W64, AluOp.ADD, to, new Operand.Imm(offset)));
    }

    /** Looks an element up and, if it is there, reads or writes it. */
    private void lookUp() {
        pushKey(register(), 7);
        code.add(dice.chance(50) ? Stage.cells(Register.R1) : Stage.table(Register.R1));
        address(Register.R2, keyOffset());
        code.add(new Instruction.CallHelper(Helper.MAP_LOOKUP_ELEM.id()));
        refreshArguments();
        List<Instruction> found = new ArrayList<>();
        Steps inner = new Steps(dice, frameWords, found);
        if (dice.chance(40)) {
            inner.atomic(Register.R0, 0);
        } else {
            inner.access(Register.R0, 0, Stage.VALUE_SIZE, true);
        }
        // What is loaded may be r0 itself: the address is gone either way.
        code.add(new Instruction.Branch(Width.W64, Condition.EQ, Register.R0, new Operand.Imm(0),
                (short) found.size()));
        code.addAll(found);
        refresh(Register.R0);
    }

    private void changeTable() {
        pushKey(register(), 15);
        code.add(Stage.table(Register.R1));
        address(Register.R2, keyOffset());
        if (dice.chance(65)) {
            address(Register.R3, -8 * (2 + dice.below(frameWords - 1)));
            code.add(new Instruction.Alu(Width.W64, AluOp.MOV, Register.R4, new Operand.Imm(dice.below(4))));
            code.add(new Instruction.CallHelper(Helper.MAP_UPDATE_ELEM.id()));
        } else {
            code.add(new Instruction.CallHelper(Helper.MAP_DELETE_ELEM.id()));
        }
        refreshArguments();
    }

    Instruction branch(int slots) {
        return new Instruction.Branch(dice.width(), dice.of(Condition.values()), register(), operand(),
                (short) slots);
    }

    private void conditionalMove() {
        code.add(branch(1));
        code.add(new Instruction.Alu(dice.width(), AluOp.MOV, register(), operand()));
    }

    /** As compilers write it, which the interpreter carries out in one go. */
    private void rotation() {
        Register number = register();
        Register copy = registerOtherThan(number);
        int distance = 1 + dice.below(63);
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, copy, new Operand.Reg(number)));
        code.add(new Instruction.Alu(Width.W64, AluOp.RSH, copy, new Operand.Imm(64 - distance)));
        code.add(new Instruction.Alu(Width.W64, AluOp.LSH, number, new Operand.Imm(distance)));
        code.add(new Instruction.Alu(Width.W64, AluOp.OR, number, new Operand.Reg(copy)));
    }

    /** As compilers write it, which the interpreter carries out in one go. */
    private void indexedLoad() {
        Register base = register();
        Register index = registerOtherThan(base);
        Register to = registerOtherThan(base, index);
        code.add(new Instruction.Alu(Width.W64, AluOp.AND, index, new Operand.Imm(0x3f)));
        code.add(Stage.data(base, dice.below(32)));
        code.add(new Instruction.Alu(Width.W64, AluOp.MOV, to, new Operand.Reg(base)));
        code.add(new Instruction.Alu(Width.W64, AluOp.ADD, to, new Operand.Reg(index)));
        code.add(new Instruction.Load(dice.size(), false, to, to, (short) dice.below(16)));
        if (dice.chance(50)) {
            code.add(new Instruction.Alu(Width.W64, AluOp.ADD, to, new Operand.Reg(index)));
        }
        refresh(base);
    }
}
