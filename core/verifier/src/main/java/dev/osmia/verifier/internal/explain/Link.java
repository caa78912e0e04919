package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.state.Reg;

/**
 * One step back in the history of a value.
 *
 * @param kind what happened
 * @param step the step of the path that did it; 0 for what was there at the start
 * @param where where the value was afterwards
 * @param value what was known of it afterwards
 */
record Link(Kind kind, int step, Where where, Reg value) {
    /** What can happen to a value. */
    enum Kind {
        /** It was there when the program or the function began. */
        START,
        /** A call gave it to the function that it calls back. */
        GIVEN,
        /** An instruction holds it. */
        CONSTANT,
        /** It was read from memory that is no stack. */
        LOADED,
        /** A call gave it. */
        RESULT,
        /** A call has left nothing there. */
        CLOBBERED,
        /** A call, or a write to the stack, took away what was known of it. */
        FORGOTTEN,
        /** It was computed from what was there before. */
        COMPUTED,
        /** A jump told more of it. */
        LEARNED,
        /** It was copied from another register. */
        COPIED,
        /** It was saved on the stack. */
        SAVED,
        /** It was read back from the stack. */
        RESTORED,
        /** It was passed to a function of the program. */
        PASSED,
        /** A function of the program returned it. */
        RETURNED;

        /** Whether nothing came before it that matters. */
        boolean isFirst() {
            return compareTo(CLOBBERED) <= 0;
        }
    }
}
