package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.entry.TestRun;
import dev.osmia.embedded.internal.entry.TestRuns;
import dev.osmia.embedded.internal.memory.Region;
import dev.osmia.embedded.internal.net.Packet;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.ProgramSymbols;

import java.util.List;

/** A program of the embedded kernel. */
final class EmbeddedProgram implements BpfProgram {
    private final EmbeddedKernel kernel;
    private final Execution execution;
    private final int id;
    private volatile boolean closed;

    EmbeddedProgram(EmbeddedKernel kernel, Execution execution, int id) {
        this.kernel = kernel;
        this.execution = execution;
        this.id = id;
    }

    @Override
    public ProgramSpec spec() {
        return execution.program().spec();
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int handle() {
        return id;
    }

    LoadedProgram loaded() {
        return execution.program();
    }

    @Override
    public TestResult test(TestInput input) {
        requireOpen();
        TestRun run = TestRuns.of(type());
        if (run == null) {
            throw new BpfException("run " + name(), Errno.EOPNOTSUPP,
                    "programs of type " + type().shortName() + " cannot be run by hand on the embedded kernel");
        }
        hold();
        try {
            return run.run(execution, input);
        } catch (Fault fault) {
            throw trap(fault);
        } finally {
            letGo();
        }
    }

    /** Keeps the program and its maps alive beyond {@link #close}, until {@link #letGo}. */
    void hold() {
        if (execution.machine().programs().retain(id) == null) {
            throw new IllegalStateException("program " + name() + " is closed");
        }
    }

    void letGo() {
        execution.machine().programs().release(id);
    }

    /** Runs it for a hook of the host, and checks its answer. */
    long answer(VirtualCpu cpu, long context, HostHook hook, List<Region> granted) {
        kernel.requireOpen();
        try {
            long result = execution.runOn(cpu, context, hook.contextSize(), null, granted);
            if (result < hook.least() || result > hook.most()) {
                throw new Fault(-1, "it answers " + result + ", and hook " + hook.name() + " takes " + hook.least()
                        + " to " + hook.most());
            }
            return result;
        } catch (Fault fault) {
            throw trap(fault);
        }
    }

    /** Runs it on a packet. */
    int verdict(VirtualCpu cpu, Packet packet) {
        kernel.requireOpen();
        try {
            return (int) execution.runOn(cpu, packet.context(), 0, packet, packet.regions());
        } catch (Fault fault) {
            throw trap(fault);
        }
    }

    private ProgramTrap trap(Fault fault) {
        LoadedProgram at = fault.program() == null ? loaded() : fault.program();
        int slot = fault.slot();
        Instruction instruction = slot < 0 ? null : at.spec().code().at(slot);
        String text = instruction == null
                ? ""
                : Disassembler.print(new Code.Placed(slot, instruction), Dialect.LINUX,
                        new ProgramSymbols(at.spec(), false));
        return new ProgramTrap(at.spec().name(), slot, text, slot < 0 ? null : at.spec().lineAt(slot),
                fault.reason());
    }

    @Override
    public BpfLink attach(Hook hook) {
        requireOpen();
        return kernel.attach(this, hook);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("program " + name() + " is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kernel.forget(this);
        }
    }
}
