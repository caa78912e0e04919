package dev.osmia.kernel;

/** A program that is attached; closing detaches it. */
public interface BpfLink extends AutoCloseable {

    /** The program. */
    BpfProgram program();

    /** Where it is attached. */
    Hook hook();

    @Override
    void close();
}
