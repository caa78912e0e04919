package dev.osmia.embedded.internal.entry;

import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;

/** Enters programs of one type with given data, as Linux's {@code test_run} operation of the type does. */
@FunctionalInterface
public interface TestRun {

    /**
     * Runs a program.
     *
     * @throws BpfException with Linux's error number for input that the type does not take
     */
    TestResult run(Execution execution, TestInput input);
}
