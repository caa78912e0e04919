/**
 * Whole programs as compilers make them: the examples on the captures, the bench programs, and programs about one thing
 * that both kernels do, on all engines and on Linux.
 */
@NullMarked
package dev.osmia.proof.programs;

import org.jspecify.annotations.NullMarked;
