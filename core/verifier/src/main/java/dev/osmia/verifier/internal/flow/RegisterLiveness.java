package dev.osmia.verifier.internal.flow;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;

/** Which registers may be read before they are written, at each slot ({@code compute_live_registers}). */
public final class RegisterLiveness {
    private static final int ALL = 0xffff;
    private static final int CALLER_SAVED = 0x3f;
    private static final int ARGUMENTS = 0x3e;

    private RegisterLiveness() {
    }

    /** Fills in {@link InsnFacts#liveRegs}. */
    public static void find(Program program, Order order, InsnFacts facts, CallFacts calls) {
        Successors successors = new Successors(program);
        int[] uses = new int[program.length()];
        int[] definitions = new int[program.length()];
        for (int slot = 0; slot < program.length(); slot++) {
            Insn insn = program.insn(slot);
            uses[slot] = uses(insn, calls);
            definitions[slot] = definitions(insn);
        }
        int[] live = facts.liveRegs;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int index = 0; index < order.count(); index++) {
                int slot = order.slot(index);
                int next = successors.next(slot);
                int target = successors.target(slot);
                int after = (next < 0 ? 0 : live[next]) | (target < 0 ? 0 : live[target]);
                int before = after & ~definitions[slot] | uses[slot];
                changed |= before != live[slot];
                live[slot] = before;
            }
        }
    }

    private static int definitions(Insn insn) {
        int dst = 1 << insn.dst();
        return switch (insn.family()) {
            case Insn.LD -> insn.isWide() ? dst : 0;
            case Insn.LDX -> insn.mode() == Insn.MEM || insn.mode() == Insn.MEMSX ? dst : 0;
            case Insn.STX -> insn.mode() == Insn.ATOMIC ? atomicDefinitions(insn, dst) : 0;
            case Insn.ALU, Insn.ALU64 -> dst;
            case Insn.JMP, Insn.JMP32 -> insn.op() == Insn.CALL ? CALLER_SAVED : 0;
            default -> 0;
        };
    }

    private static int atomicDefinitions(Insn insn, int dst) {
        return switch (insn.imm()) {
            case Insn.CMPXCHG -> 1;
            case Insn.LOAD_ACQUIRE -> dst;
            case Insn.STORE_RELEASE -> 0;
            default -> (insn.imm() & Insn.FETCH) != 0 ? 1 << insn.src() : 0;
        };
    }

    private static int uses(Insn insn, CallFacts calls) {
        int dst = 1 << insn.dst();
        int src = 1 << insn.src();
        return switch (insn.family()) {
            case Insn.LD -> insn.isWide() ? 0 : ALL;
            case Insn.LDX -> insn.mode() == Insn.MEM || insn.mode() == Insn.MEMSX ? src : ALL;
            case Insn.ST -> insn.mode() == Insn.MEM ? dst : ALL;
            case Insn.STX -> storeUses(insn, dst, src);
            case Insn.ALU, Insn.ALU64 -> switch (insn.op()) {
                case Insn.END -> dst;
                case Insn.MOV -> insn.hasSource() ? src : 0;
                default -> insn.hasSource() ? dst | src : dst;
            };
            default -> switch (insn.op()) {
                case Insn.JA, Insn.JCOND -> 0;
                case Insn.EXIT -> 1;
                case Insn.CALL -> callUses(insn, calls);
                default -> insn.hasSource() ? dst | src : dst;
            };
        };
    }

    private static int storeUses(Insn insn, int dst, int src) {
        if (insn.mode() == Insn.MEM) {
            return dst | src;
        }
        if (insn.mode() != Insn.ATOMIC) {
            return ALL;
        }
        return switch (insn.imm()) {
            case Insn.CMPXCHG -> 1 | dst | src;
            case Insn.LOAD_ACQUIRE -> src;
            default -> dst | src;
        };
    }

    private static int callUses(Insn insn, CallFacts calls) {
        int parameters = calls.parameters(insn);
        return parameters < 0 ? ARGUMENTS : (1 << parameters + 1) - 2;
    }
}
