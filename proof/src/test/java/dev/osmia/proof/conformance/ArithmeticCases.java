package dev.osmia.proof.conformance;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Width;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** RFC 9669, sections 4.1 and 4.2: every operation, in both widths, with registers and immediates. */
final class ArithmeticCases {
    private static final Set<AluOp> DIVISIONS = Set.of(AluOp.DIV, AluOp.SDIV, AluOp.MOD, AluOp.SMOD);
    private static final Set<AluOp> SHIFTS = Set.of(AluOp.LSH, AluOp.RSH, AluOp.ARSH);

    private ArithmeticCases() {
    }

    static List<Family> all() {
        List<Family> families = new ArrayList<>();
        for (Width width : Width.values()) {
            for (AluOp op : AluOp.values()) {
                families.add(new Family(name(op.name(), width) + " register", withRegister(width, op)));
                families.add(new Family(name(op.name(), width) + " immediate", withImmediate(width, op)));
            }
            families.add(new Family(name("NEG", width), negations(width)));
        }
        families.add(new Family("MOVSX", signExtensions()));
        families.add(new Family("byte swaps", byteSwaps()));
        families.add(new Family("LD_IMM64", wideLoads()));
        return families;
    }

    static String name(String operation, Width width) {
        return operation + width.bits();
    }

    private static List<Case> withRegister(Width width, AluOp op) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long a : Numbers.WIDE) {
            for (long b : Numbers.WIDE) {
                var pair = registers.next();
                cases.add(Case.of(Map.of(pair.dst(), a, pair.src(), b),
                        List.of(new Instruction.Alu(width, op, pair.dst(), new Operand.Reg(pair.src()))), pair.dst(),
                        Model.alu(width, op, a, b)));
            }
            Register both = registers.next().dst();
            cases.add(Case.of(Map.of(both, a),
                    List.of(new Instruction.Alu(width, op, both, new Operand.Reg(both))), both,
                    Model.alu(width, op, a, a)));
        }
        return cases;
    }

    private static List<Case> withImmediate(Width width, AluOp op) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long a : Numbers.WIDE) {
            for (int b : Numbers.IMMEDIATE) {
                Register dst = registers.next().dst();
                cases.add(Case
                        .of(Map.of(dst, a), List.of(new Instruction.Alu(width, op, dst, new Operand.Imm(b))), dst,
                                Model.alu(width, op, a, b))
                        .refusedBy(refusal(width, op, b)));
            }
        }
        return cases;
    }

    private static String refusal(Width width, AluOp op, int immediate) {
        if (DIVISIONS.contains(op) && immediate == 0) {
            return "div by zero";
        }
        return SHIFTS.contains(op) && (immediate < 0 || immediate >= width.bits()) ? "invalid shift " + immediate : "";
    }

    private static List<Case> negations(Width width) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long a : Numbers.WIDE) {
            Register dst = registers.next().dst();
            cases.add(Case.of(Map.of(dst, a), List.of(new Instruction.Negate(width, dst)), dst,
                    Model.negate(width, a)));
        }
        return cases;
    }

    private static List<Case> signExtensions() {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (Width width : Width.values()) {
            for (int bits = 8; bits < width.bits(); bits *= 2) {
                for (long a : Numbers.WIDE) {
                    var pair = registers.next();
                    long expected = Model.moveSignExtended(width, bits, a);
                    cases.add(Case.of(Map.of(pair.dst(), ~a, pair.src(), a),
                            List.of(new Instruction.MoveSignExtended(width, bits, pair.dst(), pair.src())), pair.dst(),
                            expected));
                    cases.add(Case.of(Map.of(pair.src(), a),
                            List.of(new Instruction.MoveSignExtended(width, bits, pair.src(), pair.src())), pair.src(),
                            expected));
                }
            }
        }
        return cases;
    }

    private static List<Case> byteSwaps() {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (ByteOrderOp op : ByteOrderOp.values()) {
            for (int bits = 16; bits <= 64; bits *= 2) {
                for (long a : Numbers.WIDE) {
                    Register dst = registers.next().dst();
                    cases.add(Case.of(Map.of(dst, a), List.of(new Instruction.ByteSwap(op, bits, dst)), dst,
                            Model.byteSwap(op, bits, a)));
                }
            }
        }
        return cases;
    }

    private static List<Case> wideLoads() {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long a : Numbers.WIDE) {
            Register dst = registers.next().dst();
            cases.add(Case.of(Map.of(dst, ~a), List.of(Instruction.LoadWide.constant(dst, a)), dst, a));
        }
        return cases;
    }
}
