/**
 * Whole programs as compilers make them: the examples on the captures and the bench programs, on both engines and on
 * Linux.
 */
@NullMarked
package dev.osmia.proof.programs;

import org.jspecify.annotations.NullMarked;
