/**
 * How programs run: the checked engine, which trusts nothing, and the interpreter for verified or trusted code; package
 * {@code jit} has a third one.
 *
 * <p>A {@link dev.osmia.embedded.internal.engine.LoadedProgram} is code with its references filled in; a
 * {@link dev.osmia.embedded.internal.engine.Run} is one execution on a virtual CPU, which an
 * {@link dev.osmia.embedded.internal.engine.Engine} carries out.
 */
package dev.osmia.embedded.internal.engine;
