package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.Region;

/** Memory that a helper lends to a program, which must give it back before it ends. */
public interface Loan extends Region {

    /** Takes it back from a run that has ended without giving it back. */
    void seize();
}
