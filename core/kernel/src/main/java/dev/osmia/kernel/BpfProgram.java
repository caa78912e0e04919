package dev.osmia.kernel;

import dev.osmia.abi.ProgramType;
import dev.osmia.object.ProgramSpec;

/** A loaded program. Safe for use by many threads; use after closing throws {@link IllegalStateException}. */
public interface BpfProgram extends AutoCloseable {

    /** What was loaded. */
    ProgramSpec spec();

    /** Its name in the object. */
    default String name() {
        return spec().name();
    }

    /** What kind of program it is. */
    default ProgramType type() {
        return spec().type();
    }

    /** The kernel's number for it, which is never 0. */
    int id();

    /** What a program array holds to refer to it: the file descriptor on Linux. */
    int handle();

    /**
     * Runs it once or more on given data ({@code BPF_PROG_TEST_RUN}).
     *
     * @throws BpfException if the kernel refuses, or cannot run this type of program by hand
     */
    TestResult test(TestInput input);

    /**
     * Attaches it.
     *
     * @throws BpfException if the kernel refuses
     * @throws IllegalArgumentException if a program of this type cannot be attached there
     */
    BpfLink attach(Hook hook);

    @Override
    void close();
}
