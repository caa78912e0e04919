package dev.osmia.embedded.internal.engine;

/** What helpers keep for one run, and look after when it ends. */
public interface RunState {

    /**
     * Looks, when the program has ended well, whether it has cleared up behind itself.
     *
     * @throws Fault if it has not; Linux's verifier would not have let it begin
     */
    void check();

    /** Gives back what is still held, however the run has ended. */
    default void clear() {
    }
}
