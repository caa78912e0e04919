package dev.osmia.embedded.internal.jit;

import java.util.function.IntPredicate;

/**
 * What was found out about a function.
 *
 * @param ranges the numbers that its registers may hold
 * @param webs how they are kept
 */
record FunctionFacts(Function function, Ranges ranges, Webs webs) {

    static FunctionFacts of(Function function, IntPredicate reached) {
        Ranges ranges = new Ranges(function, reached);
        return new FunctionFacts(function, ranges, new Webs(function, ranges, reached));
    }
}
