package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.CompiledCode;
import dev.osmia.embedded.internal.engine.Engine;
import dev.osmia.embedded.internal.engine.Guard;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.engine.VirtualCpu;

/** Runs what has been compiled as bytecode of the JVM, and what has not on another engine. */
public final class JitEngine implements Engine {
    private final Engine trusting;
    private final Engine checking;

    /**
     * An engine.
     *
     * @param trusting for programs that are verified and not compiled
     * @param checking for those that are neither
     */
    public JitEngine(Engine trusting, Engine checking) {
        this.trusting = trusting;
        this.checking = checking;
    }

    @Override
    public long execute(Run run, LoadedProgram program, int slot, long a1, long a2, long a3, long a4, long a5,
            boolean nested) {
        CompiledCode code = program.compilation().code();
        if (code == null) {
            program.compilation().count();
            Engine cold = program.isVerified() ? trusting : checking;
            return cold.execute(run, program, slot, a1, a2, a3, a4, a5, nested);
        }
        VirtualCpu cpu = run.cpu();
        int frames = cpu.usedFrames();
        long frame = run.pushFrame();
        try {
            long result = slot == 0
                    ? code.main(run, a1, a2, frame)
                    : code.function(slot, run, a1, a2, a3, a4, a5, frame);
            if (!nested && !program.isVerified()) {
                Guard.end(run);
            }
            return result;
        } finally {
            cpu.useFrames(frames);
        }
    }
}
