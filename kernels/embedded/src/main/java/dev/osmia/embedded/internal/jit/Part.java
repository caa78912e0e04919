package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.Code;

import java.util.List;

/**
 * What of a function becomes one method: all of it, or a part of one that is too large.
 *
 * @param number among the parts of the function
 * @param body its instructions in order
 * @param entries the slots at which it is entered, from its caller or from other parts
 */
record Part(int number, List<Code.Placed> body, List<Integer> entries) {}
