package dev.osmia.verifier.internal.flow;

import dev.osmia.verifier.internal.program.Insn;

/** What the functions that a program calls are known for, as far as control flow goes. */
public interface CallFacts {

    /** Whether it calls a function of the program back before it returns. */
    boolean callsBack(Insn insn);

    /** Whether it has a function of the program called later. */
    boolean startsCallback(Insn insn);

    /** Whether it takes the next element of an open-coded iterator. */
    boolean isIteratorNext(Insn insn);

    boolean maySleep(Insn insn);

    /** Whether pointers into the packet are void after it. */
    boolean changesPacket(Insn insn);

    /** How many argument registers it reads, -1 if that is unknown. */
    int parameters(Insn insn);

    /**
     * Which registers it would change if it left alone those that carry neither argument nor result, -1 if that is unknown
     * or it calls a function of the program.
     */
    int changedRegisters(Insn insn);

    /** Whether it does leave those alone, once Linux has put the callee in its place. */
    boolean isFast(Insn insn);
}
