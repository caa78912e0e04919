package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.memory.Box;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes bytecode of the JVM out of programs. */
public final class Compiler {
    private static final System.Logger LOG = System.getLogger(Compiler.class.getName());
    private static final int IDLE_SECONDS = 5;
    /** One thread for all kernels, which ends when there is nothing to do. */
    private static final ThreadPoolExecutor BACKGROUND = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("osmia-jit").factory());
    static {
        BACKGROUND.allowCoreThreadTimeOut(true);
    }

    private final Box box;

    /** For programs in a box. */
    public Compiler(Box box) {
        this.box = box;
    }

    /**
     * Compiles a program now. If it cannot be compiled it stays as it is, and the log says why.
     *
     * @param shape what is known of it
     */
    public void compile(LoadedProgram program, Supplier<Shape> shape) {
        try {
            program.compilation().finish(ProgramCode.compile(program, shape.get(), box.base()));
        } catch (RuntimeException | LinkageError failure) {
            LOG.log(System.Logger.Level.WARNING,
                    "program " + program.spec().name() + " cannot be compiled and is interpreted instead: " + failure,
                    failure);
        }
    }

    /** Compiles a program in the background once it has run often enough. */
    public void plan(LoadedProgram program, Supplier<Shape> shape) {
        program.compilation().plan(() -> BACKGROUND.execute(() -> compile(program, shape)));
    }
}
