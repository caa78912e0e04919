package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.Region;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A program on an engine, ready to be entered from Java.
 *
 * @param machine the kernel
 * @param engine what carries the program out
 * @param program the program
 */
public record Execution(Machine machine, Engine engine, LoadedProgram program) {

    /**
     * Enters the program on a virtual CPU of the current thread.
     *
     * @param context address of the context, its first argument; 0 if there is none
     * @param subject what the helpers of the program's type work on
     * @param granted what the program may touch beside its stack and the kernel's maps
     * @return register 0
     * @throws Fault if the program misbehaves
     */
    public long run(long context, @Nullable Object subject, List<? extends Region> granted) {
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            return runOn(cpu, context, 0, subject, granted);
        } finally {
            machine.cpus().release(cpu);
        }
    }

    /**
     * As {@link #run}, on a CPU that the current thread holds already.
     *
     * @param second the program's second argument
     */
    public long runOn(VirtualCpu cpu, long context, long second, @Nullable Object subject,
            List<? extends Region> granted) {
        int frames = cpu.usedFrames;
        Run run = new Run(machine, cpu, engine, program, context, subject);
        try {
            granted.forEach(run::grant);
            return run.start(second);
        } catch (Fault fault) {
            throw fault.in(run.program());
        } finally {
            run.end();
            cpu.usedFrames = frames;
        }
    }

    /** Calls a function of the program alone, as its timers do, on a CPU that the current thread holds. */
    public long callBackOn(VirtualCpu cpu, long function, long a1, long a2, long a3, List<? extends Region> granted) {
        int frames = cpu.usedFrames;
        Run run = new Run(machine, cpu, engine, program, 0, null);
        try {
            granted.forEach(run::grant);
            return run.callBack(function, a1, a2, a3, 0);
        } catch (Fault fault) {
            throw fault.in(run.program());
        } finally {
            run.end();
            cpu.usedFrames = frames;
        }
    }
}
