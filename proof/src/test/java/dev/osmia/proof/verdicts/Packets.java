package dev.osmia.proof.verdicts;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.List;

/** Steps that work on packets. */
final class Packets {
    private Packets() {
    }

    /** Loads the packet's start and compares some distance from it with its end. */
    static void compare(Pen pen) {
        if (!Contexts.hasPacket(pen) || !pen.get(Register.R6).is(Sort.CONTEXT) || pen.isPlain) {
            return;
        }
        Register start = pen.target();
        Register end = pen.target(start);
        Register moved = pen.target(start, end);
        List<Register> known = pen.registers(held -> held.is(Sort.PACKET));
        known.removeAll(List.of(end, moved));
        long least = 0;
        long most = 0;
        if (!known.isEmpty() && pen.dice.chance(50)) {
            start = pen.dice.of(known);
            least = pen.get(start).least();
            most = pen.get(start).most();
        } else {
            pen.add(Insns.load(Size.W, start, Register.R6, Contexts.start(pen)));
            pen.set(start, Held.packet(0));
        }
        pen.add(Insns.load(Size.W, end, Register.R6, Contexts.start(pen) + 4));
        pen.set(end, new Held(Sort.PACKET_END, 0, 0, 0));
        if (pen.dice.chance(30)) {
            // A place that depends on a number, as that of a header behind options.
            Register by = pen.variable(start, end, moved);
            Numbers.bound(pen, by, pen.dice.of(3, 15, 60, 255));
            if (!pen.kept.contains(start)) {
                pen.add(Insns.alu(AluOp.ADD, start, by));
                most = 0;
                least = 0;
                pen.set(start, Held.packet(0));
            }
        }
        pen.add(Insns.move(moved, start));
        int size = 1 + pen.dice.below(40);
        pen.add(Insns.alu(AluOp.ADD, moved, size));
        pen.set(moved, Scene.NOTHING);
        Pen inner = pen.inner();
        inner.set(start, new Held(Sort.PACKET, (int) Math.max(0, least + size), least, most));
        for (int times = 1 + pen.dice.below(2); times > 0; times--) {
            Held at = inner.get(start);
            if (at.is(Sort.PACKET)) {
                Memory.access(inner, start, -least, size, pen.program.type() != dev.osmia.abi.ProgramType.CGROUP_SKB);
            }
        }
        Shapes.block(inner);
        boolean isSwapped = pen.dice.chance(50);
        boolean isStrict = pen.dice.chance(30);
        if (pen.dice.chance(75)) {
            Condition skip = isSwapped ? Condition.LT : Condition.GT;
            if (isStrict) {
                skip = isSwapped ? Condition.LE : Condition.GE;
            }
            pen.add(isSwapped
                    ? Insns.branch(skip, end, moved, inner.slots())
                    : Insns.branch(skip, moved, end, inner.slots()));
        } else {
            Condition enter = isSwapped ? Condition.GE : Condition.LE;
            pen.add(isSwapped
                    ? Insns.branch(enter, end, moved, 1)
                    : Insns.branch(enter, moved, end, 1));
            pen.add(new Instruction.Jump((short) inner.slots()));
        }
        pen.code.addAll(inner.code);
        pen.scene = pen.scene.or(inner.scene);
    }

    /** As classic programs load from the packet, which the context in r6 has to be for. */
    static void legacy(Pen pen) {
        if (!Contexts.hasBuffer(pen) || pen.program.type() == dev.osmia.abi.ProgramType.CGROUP_SKB
                || !pen.get(Register.R6).is(Sort.CONTEXT) || pen.isPlain || pen.program.isInside()) {
            return;
        }
        if (pen.kept.contains(Register.R0)) {
            return;
        }
        Size size = pen.dice.of(Size.B, Size.H, Size.W);
        pen.add(pen.dice.chance(60)
                ? new Instruction.LoadPacketAbsolute(size, pen.dice.below(60))
                : new Instruction.LoadPacketIndirect(size, pen.number(), pen.dice.below(60)));
        pen.forgetArguments();
        pen.set(Register.R0, Scene.NUMBER);
    }
}
