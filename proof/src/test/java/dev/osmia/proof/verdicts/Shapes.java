package dev.osmia.proof.verdicts;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Width;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.List;
import java.util.function.Consumer;

/** Steps that lead control somewhere else, and sequences of steps. */
final class Shapes {
    private record Choice(int weight, Consumer<Pen> step) {}

    private static final List<Choice> SIMPLE = List.of(new Choice(20, Numbers::arithmetic),
            new Choice(4, Numbers::unary),
            new Choice(4, Numbers::fresh), new Choice(2, Numbers::wide), new Choice(6, Numbers::copy),
            new Choice(3, Numbers::sign), new Choice(12, Memory::stack), new Choice(5, Memory::stackAt),
            new Choice(8, Memory::pointer), new Choice(4, Memory::move), new Choice(4, Memory::direct),
            new Choice(7, Memory::indexed), new Choice(3, Packets::legacy), new Choice(2, Contexts::write),
            new Choice(12, Calls::helper), new Choice(1, Shapes::jump));
    private static final List<Choice> DEEP = List.of(new Choice(10, Shapes::branch), new Choice(8, Shapes::guarded),
            new Choice(8, Shapes::linked), new Choice(6, Shapes::loop), new Choice(2, Shapes::bounded),
            new Choice(7, Packets::compare), new Choice(5, Shapes::nullCheck), new Choice(5, Calls::function),
            new Choice(2, Calls::callback), new Choice(2, Calls::locked), new Choice(2, Calls::ring),
            new Choice(3, Shapes::leave),
            new Choice(2, Shapes::pointers));

    private Shapes() {
    }

    static void block(Pen pen) {
        for (int left = 1 + pen.dice.below(5); left > 0; left--) {
            step(pen);
        }
    }

    static void step(Pen pen) {
        if (pen.program.isWild() && !pen.isPlain && pen.dice.chance(12)) {
            Wild.step(pen);
            return;
        }
        if (pen.program.hasRoom() && pen.depth > 0 && pen.dice.chance(35)) {
            pick(pen, DEEP);
        } else {
            pick(pen, SIMPLE);
        }
    }

    private static void pick(Pen pen, List<Choice> choices) {
        int at = pen.dice.below(choices.stream().mapToInt(Choice::weight).sum());
        for (Choice choice : choices) {
            at -= choice.weight();
            if (at < 0) {
                choice.step().accept(pen);
                return;
            }
        }
    }

    private static Instruction comparison(Pen pen, int slots) {
        Register left = pen.number();
        Operand right = pen.dice.chance(40)
                ? new Operand.Reg(pen.number())
                : new Operand.Imm(pen.dice.chance(60) ? pen.dice.below(100) - 4 : pen.dice.immediate());
        return new Instruction.Branch(pen.dice.width(), pen.dice.of(Condition.values()), left, right, (short) slots);
    }

    private static void jump(Pen pen) {
        pen.add(pen.dice.chance(50) ? new Instruction.Jump((short) 0) : new Instruction.JumpLong(0));
    }

    private static void branch(Pen pen) {
        // What the comparison needs is made first, so that both ways have it.
        pen.number();
        Pen then = pen.inner();
        block(then);
        Scene behind = pen.scene;
        if (pen.dice.chance(50)) {
            Pen otherwise = pen.inner();
            block(otherwise);
            then.add(pen.dice.chance(60)
                    ? new Instruction.Jump((short) otherwise.slots())
                    : new Instruction.JumpLong(otherwise.slots()));
            pen.add(comparison(pen, then.slots()));
            pen.code.addAll(then.code);
            pen.code.addAll(otherwise.code);
            behind = otherwise.scene;
        } else {
            pen.add(comparison(pen, then.slots()));
            pen.code.addAll(then.code);
        }
        pen.scene = then.scene.or(behind);
    }

    /** Compares a number with a bound and uses it where it is below. */
    private static void guarded(Pen pen) {
        Register number = pen.number();
        int bound = pen.dice.of(1, 2, 7, 8, 31, 60);
        Pen inner = pen.inner();
        inner.set(number, Held.number(bound));
        Memory.use(inner, number);
        block(inner);
        int slots = inner.slots();
        switch (pen.dice.below(7)) {
            case 0 -> pen.add(Insns.branch(Width.W64, Condition.GE, number, bound + 1, slots));
            case 1 -> pen.add(Insns.branch(Width.W64, Condition.SGT, number, bound, slots + 1),
                    Insns.branch(Width.W64, Condition.SLT, number, 0, slots));
            case 2 -> pen.add(Insns.branch(Width.W64, Condition.SET, number, ~Numbers.mask(bound), slots));
            case 3 -> {
                pen.add(Insns.move(copyOf(pen, number), number));
                pen.add(new Instruction.Alu(Width.W32, AluOp.MOV, number, new Operand.Reg(number)),
                        Insns.branch(Width.W32, Condition.GT, number, bound, slots));
            }
            case 4 -> {
                Register limit = pen.target(number);
                pen.add(Insns.move(limit, bound));
                pen.add(pen.dice.chance(50)
                        ? Insns.branch(Condition.GT, number, limit, slots)
                        : Insns.branch(Condition.LT, limit, number, slots));
            }
            case 5 -> pen.add(Insns.branch(Width.W64, Condition.NE, number, bound, slots));
            default -> pen.add(Insns.branch(Width.W64, Condition.GT, number, bound, slots));
        }
        pen.code.addAll(inner.code);
        pen.scene = pen.scene.or(inner.scene);
    }

    private static Register copyOf(Pen pen, Register number) {
        Register copy = pen.target(number);
        pen.set(copy, Scene.NUMBER);
        return copy;
    }

    /** Learns of a number from what it is related to. */
    private static void linked(Pen pen) {
        Register first = pen.variable();
        if (pen.dice.chance(60)) {
            Numbers.bound(pen, first, pen.dice.of(31, 63, 127, 1023));
        }
        Register second = pen.target(first);
        Width width = pen.dice.chance(70) ? Width.W64 : Width.W32;
        pen.add(new Instruction.Alu(width, AluOp.MOV, second, new Operand.Reg(first)));
        int added = pen.dice.of(0, 1, 4, 16, -1, -8);
        pen.add(new Instruction.Alu(width, pen.dice.chance(85) ? AluOp.ADD : AluOp.SUB, second,
                new Operand.Imm(added)));
        pen.set(second, Scene.NUMBER);
        boolean isSpilled = pen.dice.chance(30);
        int word = -8 * (1 + pen.dice.below(pen.frame / 8));
        if (isSpilled) {
            pen.add(Insns.store(pen.dice.chance(70) ? dev.osmia.isa.Size.DW : dev.osmia.isa.Size.W, Register.R10, word,
                    first));
            pen.scene.setWord(word, Scene.NUMBER);
        }
        Pen inner = pen.inner();
        int bound = pen.dice.of(8, 16, 40, 60);
        long most = pen.get(first).most();
        long known = added < 0 ? bound - added : Math.max(bound - added, 0);
        inner.set(first, Held.number(most < 0 ? known : Math.min(most, known)));
        if (isSpilled) {
            Register back = inner.target(first);
            inner.add(Insns.load(pen.dice.chance(70) ? dev.osmia.isa.Size.DW : dev.osmia.isa.Size.W, back, Register.R10,
                    word));
            inner.set(back, inner.get(first));
            Memory.use(inner, back);
        } else {
            Memory.use(inner, first);
        }
        block(inner);
        pen.add(Insns.branch(width, pen.dice.of(Condition.GT, Condition.GE, Condition.NE, Condition.SGT), second, bound,
                inner.slots()));
        pen.code.addAll(inner.code);
        pen.scene = pen.scene.or(inner.scene);
    }

    private static void nullCheck(Pen pen) {
        List<Register> nullable = pen.registers(held -> held.is(Sort.NULLABLE));
        if (nullable.isEmpty()) {
            return;
        }
        Register pointer = pen.dice.of(nullable);
        Pen inner = pen.inner();
        inner.set(pointer, Held.memory(pen.get(pointer).size(), 0));
        Memory.access(inner, pointer, 0, pen.get(pointer).size(), true);
        block(inner);
        if (pen.dice.chance(70)) {
            pen.add(Insns.branch(Width.W64, Condition.EQ, pointer, 0, inner.slots()));
        } else {
            pen.add(Insns.branch(Width.W64, Condition.NE, pointer, 0, 1), new Instruction.Jump((short) inner.slots()));
        }
        pen.set(pointer, Scene.NOTHING);
        pen.code.addAll(inner.code);
        pen.scene = pen.scene.or(inner.scene);
    }

    /** Compares pointers with each other and with null. */
    private static void pointers(Pen pen) {
        List<Register> all = pen.registers(held -> held.is(Sort.MEMORY) || held.is(Sort.STACK) || held.is(Sort.NULLABLE)
                || held.is(Sort.CONTEXT) || held.is(Sort.PACKET));
        if (all.isEmpty()) {
            return;
        }
        Register left = pen.dice.of(all);
        Register right = pen.dice.of(all);
        Pen inner = pen.inner();
        block(inner);
        Condition condition = pen.dice.of(Condition.EQ, Condition.NE, Condition.EQ, Condition.NE, Condition.GT);
        pen.add(pen.dice.chance(60)
                ? Insns.branch(condition, left, right, inner.slots())
                : Insns.branch(pen.dice.chance(90) ? Width.W64 : Width.W32, condition, left, 0, inner.slots()));
        pen.code.addAll(inner.code);
        pen.scene = pen.scene.or(inner.scene);
    }

    /** Returns from the function before its end. */
    private static void leave(Pen pen) {
        if (pen.isPlain) {
            return;
        }
        pen.number();
        Pen inner = pen.inner();
        if (inner.dice.chance(40)) {
            block(inner);
        }
        finish(inner);
        pen.add(comparison(pen, inner.slots()));
        pen.code.addAll(inner.code);
    }

    static void finish(Pen pen) {
        boolean isBoolean = pen.program.type() == dev.osmia.abi.ProgramType.CGROUP_SKB || pen.program.isInside();
        if (!pen.get(Register.R0).is(Sort.NUMBER) || isBoolean || pen.dice.chance(40)) {
            pen.add(Insns.move(Register.R0, pen.dice.below(2)));
        }
        pen.add(new Instruction.Exit());
    }

    /** A counted loop. What holds in its first round holds in all. */
    private static void loop(Pen pen) {
        Register counter = pen.target();
        int step = pen.dice.of(1, 1, 2, 3);
        int rounds = pen.dice.of(2, 3, 4, 8);
        boolean isFromMemory = pen.dice.chance(30);
        int start = pen.dice.of(0, 0, 0, 1);
        if (isFromMemory) {
            Numbers.fresh(pen, counter);
            Numbers.bound(pen, counter, 7);
        } else {
            pen.add(Insns.move(counter, start));
        }
        round(pen, counter, (long) rounds * step + 8, inner -> {
            inner.add(Insns.alu(AluOp.ADD, counter, step));
            int back = -(inner.slots() + 1);
            switch (pen.dice.below(5)) {
                case 0 -> inner.add(Insns.branch(Width.W64, Condition.SLT, counter, rounds * step, back));
                case 1 -> inner.add(Insns.branch(Width.W32, Condition.LT, counter, rounds * step, back));
                case 2 ->
                    inner.add(Insns.branch(Width.W64, step == 1 && !isFromMemory ? Condition.NE : Condition.LE, counter,
                            rounds * step, back));
                default -> inner.add(Insns.branch(Width.W64, Condition.LT, counter, rounds * step, back));
            }
        });
    }

    /** A loop that the kernel ends. */
    private static void bounded(Pen pen) {
        Register counter = pen.target();
        pen.add(Insns.move(counter, 0));
        int place = pen.code.size();
        boolean isEndless = pen.dice.chance(50);
        int limit = pen.dice.of(3, 10, 100);
        Pen inner = stable(pen, counter, -1);
        block(inner);
        restore(pen, inner);
        if (isEndless) {
            // Nothing is counted: what is asked for later would keep the rounds apart.
            inner.add(new Instruction.Jump((short) -(inner.slots() + 2)));
        } else {
            inner.add(Insns.alu(AluOp.ADD, counter, 1));
            inner.add(Insns.branch(Width.W64, Condition.LT, counter, limit, -(inner.slots() + 2)));
        }
        pen.code.add(place, new Instruction.MayGoto((short) inner.slots()));
        pen.code.addAll(inner.code);
        pen.set(counter, Scene.NUMBER);
    }

    private static void round(Pen pen, Register counter, long most, Consumer<Pen> end) {
        Pen inner = stable(pen, counter, most);
        block(inner);
        restore(pen, inner);
        end.accept(inner);
        pen.code.addAll(inner.code);
        pen.set(counter, Held.number(most));
    }

    /** A piece that can be gone through again: pointers stay, and of numbers only that they are some is known. */
    private static Pen stable(Pen pen, Register counter, long most) {
        for (int number = 0; number < 10; number++) {
            Register register = Register.of(number);
            if (pen.get(register).is(Sort.NUMBER)) {
                pen.set(register, Scene.NUMBER);
            } else if (number < 6 && !pen.kept.contains(register)) {
                pen.set(register, Scene.NOTHING);
            }
        }
        for (int word = 1; word <= Scene.WORDS; word++) {
            if (!pen.scene.word(-8 * word).is(Sort.NUMBER)) {
                pen.scene.setWord(-8 * word, Scene.NOTHING);
            }
        }
        Pen inner = pen.round();
        inner.kept.add(counter);
        for (Register register : pen.registers(held -> !held.is(Sort.NUMBER) && !held.is(Sort.NOTHING))) {
            inner.kept.add(register);
        }
        inner.set(counter, most < 0 ? Scene.NUMBER : Held.number(most));
        return inner;
    }

    private static void restore(Pen pen, Pen inner) {
        for (Register register : pen.registers(held -> held.is(Sort.NUMBER))) {
            if (!inner.get(register).is(Sort.NUMBER)) {
                inner.add(Insns.move(register, pen.dice.below(50)));
                inner.set(register, Scene.NUMBER);
            }
        }
        for (int word = 1; word <= pen.frame / 8; word++) {
            if (!inner.scene.word(-8 * word).is(Sort.NUMBER) && pen.scene.word(-8 * word).is(Sort.NUMBER)) {
                inner.add(Insns.store(dev.osmia.isa.Size.DW, Register.R10, -8 * word, 0));
                inner.scene.setWord(-8 * word, Scene.NUMBER);
            }
        }
        pen.scene = inner.scene.copy();
    }
}
