/** What the checked engine says about programs that do what no program may do, and what the interpreter survives. */
@NullMarked
package dev.osmia.proof.traps;

import org.jspecify.annotations.NullMarked;
