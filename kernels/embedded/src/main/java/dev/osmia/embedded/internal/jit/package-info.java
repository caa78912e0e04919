/**
 * The JIT: verified programs become methods of the JVM, which HotSpot makes native. Comes in: a
 * {@link dev.osmia.embedded.internal.engine.LoadedProgram} and what the verifier has proven of it. Goes out: a
 * {@link dev.osmia.embedded.internal.engine.CompiledCode}. Start at {@link dev.osmia.embedded.internal.jit.Compiler}, then
 * read FunctionCode.
 */
package dev.osmia.embedded.internal.jit;
