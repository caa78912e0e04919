package dev.osmia.embedded.internal.entry;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.memory.Region;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;

import java.util.List;

/** Programs whose context is a piece of memory of the caller's ({@code bpf_prog_test_run_syscall}). */
final class SyscallTestRun implements TestRun {
    /** {@code U16_MAX}, the most that Linux takes. */
    private static final int MAX_CONTEXT = 65535;

    @Override
    public TestResult run(Execution execution, TestInput input) {
        if (input.data().length > 0 || input.repeat() > 1 || input.flags() != 0) {
            throw new BpfException("run " + execution.program().spec().name(), Errno.EINVAL,
                    "a syscall program takes a context, no data, and runs once");
        }
        int size = input.context().length;
        if (size > MAX_CONTEXT) {
            throw new BpfException("run " + execution.program().spec().name(), Errno.EINVAL,
                    "the context has " + size + " bytes; at most " + MAX_CONTEXT + " are taken");
        }
        Machine machine = execution.machine();
        long context = machine.allocator().allocate(size);
        try {
            machine.box().put(context, input.context());
            Region region = new Region.Range("context", context, context + size, true);
            long start = System.nanoTime();
            long result = execution.run(context, null, List.of(region));
            long nanos = System.nanoTime() - start;
            return new TestResult((int) result, input.data(), machine.box().get(context, size), nanos);
        } finally {
            machine.allocator().free(context, size);
        }
    }
}
