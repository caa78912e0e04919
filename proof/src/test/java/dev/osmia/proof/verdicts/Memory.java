package dev.osmia.proof.verdicts;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.List;

/** Steps that work on the stack and on the values of maps. */
final class Memory {
    private Memory() {
    }

    /** An access through a register somewhere between two offsets from it. */
    static void access(Pen pen, Register base, long from, long to, boolean mayWrite) {
        Size size = pen.dice.size();
        if (to - from < size.bytes()) {
            size = Size.B;
        }
        if (to <= from || Math.abs(from) > Short.MAX_VALUE || Math.abs(to) > Short.MAX_VALUE) {
            return;
        }
        boolean isStack = pen.get(base).is(Sort.FRAME);
        int room = (int) (to - from) - size.bytes() + 1;
        int offset = (int) from + pen.dice.below(room);
        if (isStack || pen.dice.chance(60)) {
            offset -= Math.floorMod((int) pen.get(base).least() + offset, size.bytes());
            if (offset < from) {
                return;
            }
        }
        if (pen.slips()) {
            offset += pen.dice.of(-8, -1, 1, 4, 8, 100);
        }
        if (!mayWrite || pen.dice.chance(45)) {
            Register target = pen.target();
            boolean isSigned = size != Size.DW && pen.dice.chance(25);
            pen.add(new Instruction.Load(size, isSigned, target, base, (short) offset));
            pen.set(target, isSigned || size == Size.DW ? Scene.NUMBER : Held.number((1L << 8 * size.bytes()) - 1));
            return;
        }
        Register number = pen.number(base);
        switch (pen.dice.below(8)) {
            case 0, 1, 2 -> pen.add(Insns.store(size, base, offset, pen.dice.immediate()));
            case 3 -> atomic(pen, base, from, to);
            default -> pen.add(Insns.store(size, base, offset, number));
        }
    }

    /** An atomic operation, which only a pointer that is known to be aligned allows. */
    private static void atomic(Pen pen, Register base, long from, long to) {
        Held at = pen.get(base);
        int offset = Math.toIntExact(from + Math.floorMod(-(at.least() + from), 8L));
        if (at.least() != at.most() || at.is(Sort.PACKET) || offset + 8 > to) {
            return;
        }
        Register number = pen.variable(base);
        AtomicOp op = pen.dice.of(AtomicOp.values());
        if (op == AtomicOp.CMPXCHG && (!pen.get(Register.R0).is(Sort.NUMBER) || pen.kept.contains(Register.R0))) {
            op = AtomicOp.XCHG;
        }
        Size size = pen.dice.of(Size.W, Size.DW);
        pen.add(switch (pen.dice.below(6)) {
            case 0 -> new Instruction.LoadAcquire(size, number, base, (short) offset);
            case 1 -> new Instruction.StoreRelease(size, base, (short) offset, number);
            default -> new Instruction.Atomic(size, op, base, (short) offset, number);
        });
        pen.set(number, Scene.NUMBER);
        if (op == AtomicOp.CMPXCHG) {
            pen.set(Register.R0, Scene.NUMBER);
        }
    }

    /** Stores to the own frame, and loads from it. */
    static void stack(Pen pen) {
        int word = -8 * (1 + pen.dice.below(pen.frame / 8));
        Held there = pen.scene.word(word);
        if (pen.dice.chance(50)) {
            Register from = pen.dice.chance(35) ? pen.dice.of(pen.registers(held -> true)) : pen.number();
            if (pen.get(from).is(Sort.NOTHING)) {
                from = pen.number();
            }
            boolean isPointer = !pen.get(from).is(Sort.NUMBER);
            Size size = isPointer ? Size.DW : pen.dice.chance(50) ? Size.DW : pen.dice.size();
            int offset = word + pen.dice.below(8 / size.bytes()) * size.bytes();
            if (pen.dice.chance(25) && !isPointer) {
                pen.add(Insns.store(size, Register.R10, offset, pen.dice.chance(30) ? 0 : pen.dice.immediate()));
                pen.scene.setWord(word, Scene.NUMBER);
            } else {
                pen.add(Insns.store(size, Register.R10, offset, from));
                pen.scene.setWord(word, size == Size.DW ? pen.get(from) : Scene.NUMBER);
            }
            return;
        }
        if (there.is(Sort.NOTHING)) {
            return;
        }
        boolean isPointer = !there.is(Sort.NUMBER);
        Size size = isPointer ? Size.DW : pen.dice.size();
        Register to = pen.target();
        int offset = word + pen.dice.below(8 / size.bytes()) * size.bytes();
        pen.add(new Instruction.Load(size, size != Size.DW && pen.dice.chance(30), to, Register.R10, (short) offset));
        pen.set(to, size == Size.DW ? there : Scene.NUMBER);
    }

    /** An access to the stack at a place that depends on a number. */
    static void stackAt(Pen pen) {
        if (pen.frame < 32) {
            return;
        }
        Register index = pen.variable();
        int span = pen.dice.of(1, 3, 7, 15, 8);
        Numbers.bound(pen, index, span);
        long most = pen.get(index).most();
        int shift = pen.dice.below(4);
        if (most << shift <= pen.frame - 16) {
            pen.add(Insns.alu(AluOp.LSH, index, shift));
            most <<= shift;
        } else {
            shift = 0;
        }
        Register base = pen.target(index);
        int start = -pen.frame + 8 * pen.dice.below(2);
        pen.add(Insns.move(base, Register.R10));
        if (pen.dice.chance(50)) {
            pen.add(Insns.alu(AluOp.ADD, base, start), Insns.alu(AluOp.ADD, base, index));
        } else {
            pen.add(Insns.alu(AluOp.ADD, base, index), Insns.alu(AluOp.ADD, base, start));
        }
        pen.set(index, Scene.NUMBER);
        pen.set(base, new Held(Sort.STACK, 1 << shift, start, start + most));
        stackThrough(pen, base);
    }

    /** An access through a pointer into the own frame. */
    static void stackThrough(Pen pen, Register base) {
        Held at = pen.get(base);
        Size size = pen.dice.size();
        if (size.bytes() > at.size()) {
            size = Size.B;
        }
        long end = at.most() + size.bytes();
        if (end > 0 || at.least() < -pen.frame) {
            return;
        }
        for (long word = Math.floorDiv(at.least(), 8) * 8; word < end; word += 8) {
            if (!pen.scene.word((int) word).is(Sort.NUMBER)) {
                return;
            }
        }
        if (pen.dice.chance(50)) {
            Register to = pen.target();
            pen.add(Insns.load(size, to, base, 0));
            pen.set(to, Scene.NUMBER);
        } else {
            pen.add(pen.dice.chance(30)
                    ? Insns.store(size, base, 0, 0)
                    : Insns.store(size, base, 0, pen.number()));
        }
    }

    /** An access through some pointer that a register holds. */
    static void pointer(Pen pen) {
        List<Register> pointers = pen
                .registers(held -> held.is(Sort.MEMORY) || held.is(Sort.PACKET) || held.is(Sort.STACK)
                        || held.is(Sort.FRAME));
        if (pointers.isEmpty()) {
            return;
        }
        Register base = pen.dice.of(pointers);
        Held at = pen.get(base);
        if (at.is(Sort.STACK)) {
            stackThrough(pen, base);
        } else {
            access(pen, base, -at.least(), at.size() - at.most(), true);
        }
    }

    /** Moves some pointer by a constant or a small number. */
    static void move(Pen pen) {
        List<Register> pointers = pen.registers(held -> held.is(Sort.MEMORY) || held.is(Sort.PACKET));
        pointers.removeAll(pen.kept);
        if (pointers.isEmpty()) {
            return;
        }
        Register base = pen.dice.of(pointers);
        Held at = pen.get(base);
        List<Register> small = pen.registers(held -> held.isUpTo(32));
        if (!small.isEmpty() && pen.dice.chance(60)) {
            Register by = pen.dice.of(small);
            pen.add(Insns.alu(AluOp.ADD, base, by));
            Held moved = at.moved(0, pen.get(by).most());
            pen.set(base, at.is(Sort.PACKET) ? moved.sized(0) : moved);
        } else {
            int by = pen.dice.of(1, 2, 4, 8, -4);
            pen.add(pen.dice.chance(80) ? Insns.alu(AluOp.ADD, base, by) : Insns.alu(AluOp.SUB, base, -by));
            pen.set(base, at.moved(by, by));
        }
    }

    /** An access to an array that needs no lookup. */
    static void direct(Pen pen) {
        Register base = pen.target();
        boolean isConstant = pen.dice.chance(30);
        int at = pen.dice.below(isConstant ? 48 : 100);
        pen.add(Insns.value(base, isConstant ? Maps.CONSTANTS : Maps.DATA, at));
        int size = isConstant ? 64 : 128;
        // What is written to the frozen one is refused, so it counts as none for other steps.
        pen.set(base, isConstant ? Scene.NOTHING : Held.memory(size, at));
        access(pen, base, -at, size - at, !isConstant);
    }

    /** An access to an array at a place that depends on a number. */
    static void indexed(Pen pen) {
        List<Register> small = pen.registers(held -> held.isUpTo(64));
        Register index;
        if (small.isEmpty() || pen.dice.chance(50)) {
            index = pen.variable();
            Numbers.bound(pen, index, pen.dice.of(1, 3, 7, 31, 63));
        } else {
            index = pen.dice.of(small);
        }
        use(pen, index);
    }

    /** Uses a small number as an index. */
    static void use(Pen pen, Register index) {
        long most = pen.get(index).most();
        boolean isConstant = pen.dice.chance(25);
        int size = isConstant ? 64 : 128;
        if (most < 0 || most >= size) {
            return;
        }
        Register base = pen.target(index);
        int at = pen.dice.of(0, 0, 1, 8);
        pen.add(Insns.value(base, isConstant ? Maps.CONSTANTS : Maps.DATA, at));
        if (pen.dice.chance(15) && !pen.kept.contains(index)) {
            pen.add(Insns.alu(AluOp.ADD, index, base));
            pen.set(base, Scene.NOTHING);
            base = index;
        } else {
            pen.add(Insns.alu(AluOp.ADD, base, index));
        }
        pen.set(base, isConstant ? Scene.NOTHING : new Held(Sort.MEMORY, size, at, at + most));
        access(pen, base, -at, size - at - most, !isConstant);
    }
}
