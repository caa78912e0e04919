package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.memory.Box;

/** Makes bytecode of the JVM out of programs. */
public final class Compiler {
    private final Box box;

    /** For programs in a box. */
    public Compiler(Box box) {
        this.box = box;
    }

    /** Compiles a program now. */
    public void compile(LoadedProgram program, Shape shape) {
        program.compilation().finish(ProgramCode.compile(program, shape, box.base()));
    }
}
