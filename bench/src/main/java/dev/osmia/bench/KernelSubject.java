package dev.osmia.bench;

import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;

/** A program on a kernel, run by hand; the kernel itself takes the time. */
final class KernelSubject implements Subject {
    private final Kernel kernel;
    private final BpfObject object;
    private final BpfProgram program;
    private final TestInput input;

    /** Takes the kernel over. */
    KernelSubject(Kernel kernel, ObjectSpec spec, byte[] packet) {
        this.kernel = kernel;
        this.object = kernel.load(spec);
        this.program = object.programs().values().iterator().next();
        this.input = TestInput.packet(packet);
    }

    @Override
    public long nanos(long times) {
        int repeat = (int) Math.max(1, times);
        return program.test(input.withRepeat(repeat)).nanos() * repeat;
    }

    @Override
    public int result() {
        return program.test(input).returnValue();
    }

    @Override
    public void close() {
        object.close();
        kernel.close();
    }
}
