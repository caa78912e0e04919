package dev.osmia.embedded.internal.entry;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.kernel.BpfException;

/** Makes the refusals of one program's test run. */
record Refusals(String program) {

    static Refusals of(Execution execution) {
        return new Refusals(execution.program().spec().name());
    }

    BpfException refuse(Errno errno, String explanation) {
        return new BpfException("run " + program, errno, explanation);
    }
}
