package dev.osmia.verifier.internal.explain;

import java.util.List;

/**
 * An instruction of a path.
 *
 * @param slot which
 * @param frame the activation that it is in, the outermost is 0
 * @param subprogram the function that this is an activation of
 * @param isFork whether the path could have gone another way
 * @param changes what it changed
 */
record Step(int slot, int frame, int subprogram, boolean isFork, List<Change> changes) {}
