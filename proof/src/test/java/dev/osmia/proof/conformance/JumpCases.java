package dev.osmia.proof.conformance;

import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Width;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** RFC 9669, section 4.3: every condition, in both widths, with registers and immediates. */
final class JumpCases {
    private JumpCases() {
    }

    static List<Family> all() {
        List<Family> families = new ArrayList<>();
        for (Width width : Width.values()) {
            for (Condition condition : Condition.values()) {
                String name = ArithmeticCases.name("J" + condition, width);
                families.add(new Family(name + " register", withRegister(width, condition)));
                families.add(new Family(name + " immediate", withImmediate(width, condition)));
            }
        }
        return families;
    }

    private static List<Case> withRegister(Width width, Condition condition) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long a : Numbers.WIDE) {
            for (long b : Numbers.WIDE) {
                var pair = registers.next();
                cases.add(taken(Map.of(pair.dst(), a, pair.src(), b), width, condition, pair.dst(),
                        new Operand.Reg(pair.src()), pair.other(), Model.holds(width, condition, a, b)));
            }
            var pair = registers.next();
            cases.add(taken(Map.of(pair.dst(), a), width, condition, pair.dst(), new Operand.Reg(pair.dst()),
                    pair.other(), Model.holds(width, condition, a, a)));
        }
        return cases;
    }

    private static List<Case> withImmediate(Width width, Condition condition) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long a : Numbers.WIDE) {
            for (int b : Numbers.IMMEDIATE) {
                var pair = registers.next();
                cases.add(taken(Map.of(pair.dst(), a), width, condition, pair.dst(), new Operand.Imm(b), pair.other(),
                        Model.holds(width, condition, a, b)));
            }
        }
        return cases;
    }

    /** The result is 1 if the jump is taken, else 0. */
    private static Case taken(Map<Register, Long> inputs, Width width, Condition condition, Register dst,
            Operand operand, Register result, boolean holds) {
        return Case.of(inputs, List.of(
                Instructions.move(result, 1),
                new Instruction.Branch(width, condition, dst, operand, (short) 1),
                Instructions.move(result, 0)), result, holds ? 1 : 0);
    }
}
