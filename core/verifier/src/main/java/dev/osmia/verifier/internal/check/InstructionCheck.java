package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Helper;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.InsnRules;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;

/** What each instruction may do, and what is known after it ({@code do_check_insn}). */
public final class InstructionCheck implements InsnRules {
    private final Verification of;
    private final MemoryCheck memory;
    private final ArithmeticCheck arithmetic;
    private final AtomicCheck atomics;
    private final BranchCheck branches;
    private final ConstantLoad constants;
    private final PacketLoad packetLoads;
    private final PointerUses uses;
    private final FunctionCalls functions;
    private final HelperCalls helpers;
    private final KernelCalls kernel;

    public InstructionCheck(Verification of, Explorer explorer) {
        this.of = of;
        memory = new MemoryCheck(of);
        arithmetic = new ArithmeticCheck(of, explorer);
        uses = new PointerUses(of);
        atomics = new AtomicCheck(of, memory, uses);
        branches = new BranchCheck(of, explorer);
        constants = new ConstantLoad(of);
        functions = new FunctionCalls(of, explorer, memory);
        packetLoads = new PacketLoad(of, explorer, functions);
        helpers = new HelperCalls(of, explorer, memory, functions);
        kernel = new KernelCalls(of, explorer, memory, functions);
    }

    @Override
    public boolean follow(Insn insn) {
        boolean goesOn = true;
        switch (insn.family()) {
            case Insn.ALU, Insn.ALU64 -> arithmetic.check(insn);
            case Insn.LDX -> load(insn);
            case Insn.STX -> store(insn);
            case Insn.ST -> storeConstant(insn);
            case Insn.LD -> constant(insn);
            default -> {
                of.jumpsProcessed++;
                goesOn = jump(insn);
            }
        }
        of.insn++;
        return goesOn;
    }

    private void load(Insn insn) {
        of.checkRead(insn.src());
        of.checkWrite(insn.dst());
        int type = of.reg(insn.src()).type();
        memory.read(insn.src(), insn.off(), insn.bytes(), insn.dst(), false, insn.mode() == Insn.MEMSX);
        uses.note(type, true);
        of.regs()[insn.dst()] = ArithmeticCheck.consistent(of, of.reg(insn.dst()), "ldx");
    }

    private void store(Insn insn) {
        if (insn.mode() == Insn.ATOMIC) {
            atomics.check(insn);
            return;
        }
        if (insn.mode() != Insn.MEM || insn.imm() != 0) {
            throw of.invalid("BPF_STX uses reserved fields");
        }
        of.checkRead(insn.src());
        of.checkRead(insn.dst());
        int type = of.reg(insn.dst()).type();
        memory.write(insn.dst(), insn.off(), insn.bytes(), insn.src(), false);
        uses.note(type, false);
    }

    private void storeConstant(Insn insn) {
        if (insn.mode() != Insn.MEM || insn.src() != 0) {
            throw of.invalid("BPF_ST uses reserved fields");
        }
        of.checkRead(insn.dst());
        int type = of.reg(insn.dst()).type();
        memory.write(insn.dst(), insn.off(), insn.bytes(), -1, false);
        uses.note(type, false);
    }

    private void constant(Insn insn) {
        switch (insn.mode()) {
            case Insn.ABS, Insn.IND -> packetLoads.check(insn);
            case Insn.IMM -> {
                constants.check(insn);
                of.insn++;
                of.facts.isSeen[of.insn] = true;
            }
            default -> throw of.invalid("invalid BPF_LD mode");
        }
    }

    private boolean jump(Insn insn) {
        return switch (insn.op()) {
            case Insn.CALL -> call(insn);
            case Insn.JA -> {
                checkReserved(insn, "BPF_JA", insn.family() == Insn.JMP ? insn.imm() != 0 : insn.off() != 0);
                of.insn += insn.distance();
                yield true;
            }
            case Insn.EXIT -> {
                checkReserved(insn, "BPF_EXIT", insn.imm() != 0 || insn.family() == Insn.JMP32);
                yield functions.exit();
            }
            default -> {
                of.insn = branches.check(insn);
                if (insn.op() != Insn.JCOND) {
                    of.events.branch(of.state, of.touched);
                    of.touched.clear();
                }
                yield true;
            }
        };
    }

    private void checkReserved(Insn insn, String name, boolean usesOthers) {
        if (insn.hasSource() || insn.src() != 0 || insn.dst() != 0 || usesOthers) {
            throw of.invalid(name + " uses reserved fields");
        }
    }

    private boolean call(Insn insn) {
        boolean goesOn = callOf(insn);
        of.touched.register(0);
        return goesOn;
    }

    private boolean callOf(Insn insn) {
        boolean isKernel = insn.src() == Insn.PSEUDO_KFUNC;
        if (insn.hasSource() || !isKernel && insn.off() != 0 || insn.src() > Insn.PSEUDO_KFUNC || insn.dst() != 0
                || insn.family() == Insn.JMP32) {
            throw of.invalid("BPF_CALL uses reserved fields");
        }
        if (of.state.locks > 0 && (insn.src() == 0 && insn.imm() != Helper.SPIN_UNLOCK.id()
                || isKernel && !kernel.mayCallLocked(insn))) {
            throw of.invalid("function calls are not allowed while holding a lock");
        }
        return switch (insn.src()) {
            case Insn.PSEUDO_CALL -> {
                functions.call(insn);
                yield true;
            }
            case Insn.PSEUDO_KFUNC -> kernel.call(insn);
            default -> {
                helpers.call(insn);
                yield true;
            }
        };
    }
}
