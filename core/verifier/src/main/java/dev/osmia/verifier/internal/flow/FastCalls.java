package dev.osmia.verifier.internal.flow;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.program.Subprograms.Subprogram;

import java.util.Arrays;

/**
 * Calls of what leaves most registers alone ({@code bpf_fastcall}). For kernels that do not know that, compilers save the
 * registers before and load them again behind, at the bottom of the stack; Linux takes both out, and the stack is less deep,
 * as long as nothing else looks there ({@code mark_fastcall_patterns}, {@code check_fastcall_stack_contract}).
 */
public final class FastCalls {
    private static final int CALLER_SAVED = 0x3f;
    private static final int REGISTER_BYTES = 8;
    private static final int SAVE = Insn.STX | Insn.MEM | Insn.DW;
    private static final int LOAD = Insn.LDX | Insn.MEM | Insn.DW;
    private static final int FP = 10;
    /** Below any offset. */
    private static final int NOWHERE = Short.MIN_VALUE;

    private final Program program;
    private final Subprograms subprograms;
    private final CallFacts calls;
    /** Saves and loads around a call. */
    private final boolean[] isAround;
    /** Whether saves and loads around a call go. */
    private final boolean[] isBare;
    /** Where what is saved begins, by function. */
    private final int[] lowest;
    /** Whether a function has saves that have to stay. */
    private final boolean[] staysDeep;

    /** Finds the calls. */
    public FastCalls(Program program, Subprograms subprograms, CallFacts calls) {
        this.program = program;
        this.subprograms = subprograms;
        this.calls = calls;
        isAround = new boolean[program.length()];
        isBare = new boolean[program.length()];
        lowest = new int[subprograms.count()];
        staysDeep = new boolean[subprograms.count()];
        for (int index = 0; index < subprograms.count(); index++) {
            find(index);
        }
    }

    private void find(int index) {
        Subprogram function = subprograms.get(index);
        int bottom = 0;
        for (int slot = function.start(); slot < function.end(); slot++) {
            Insn insn = program.insn(slot);
            if (insn.code() == SAVE && insn.dst() == FP) {
                bottom = Math.min(bottom, insn.off());
            }
        }
        for (int slot = function.start(); slot < function.end(); slot++) {
            int changed = calls.changedRegisters(program.insn(slot));
            if (changed >= 0 && (changed & CALLER_SAVED) != CALLER_SAVED) {
                mark(index, slot, bottom, CALLER_SAVED & ~changed);
            }
        }
    }

    private void mark(int index, int call, int bottom, int unchanged) {
        int left = unchanged;
        int off = bottom;
        for (int distance = 1; distance <= Integer.bitCount(CALLER_SAVED); distance++, off += REGISTER_BYTES) {
            if (call - distance < 0 || call + distance >= program.length()) {
                break;
            }
            Insn save = program.insn(call - distance);
            Insn load = program.insn(call + distance);
            boolean isPair = save.code() == SAVE && load.code() == LOAD && save.dst() == FP && load.src() == FP
                    && save.src() == load.dst() && save.off() == off && load.off() == off;
            if (!isPair || (left & 1 << save.src()) == 0) {
                break;
            }
            left &= ~(1 << save.src());
            isAround[call - distance] = true;
            isAround[call + distance] = true;
        }
        if (off == bottom) {
            return;
        }
        if (calls.isFast(program.insn(call))) {
            isBare[call] = true;
        } else {
            staysDeep[index] = true;
        }
        lowest[index] = Math.min(lowest[index], off);
    }

    /** The stack of a function is looked at; by anything else than its saves and loads they have to stay. */
    public void access(int function, int slot, int off) {
        if (lowest[function] > off && !isAround[slot]) {
            lowest[function] = NOWHERE;
            Subprogram inside = subprograms.get(function);
            Arrays.fill(isAround, inside.start(), inside.end(), false);
            Arrays.fill(isBare, inside.start(), inside.end(), false);
        }
    }

    /** Takes the saves and loads out that may go: the depths of functions become what is left. */
    public void takeOut() {
        for (int index = 0; index < subprograms.count(); index++) {
            Subprogram function = subprograms.get(index);
            boolean isChanged = false;
            for (int slot = function.start(); slot < function.end(); slot++) {
                isChanged |= isBare[slot];
            }
            if (isChanged && !staysDeep[index]) {
                function.stackDepth = -lowest[index];
            }
        }
    }
}
