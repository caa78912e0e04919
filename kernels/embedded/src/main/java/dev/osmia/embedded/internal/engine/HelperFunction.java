package dev.osmia.embedded.internal.engine;

/** What a helper does. Addresses among the arguments have been checked where the engine checks. */
@FunctionalInterface
public interface HelperFunction {

    /** Returns what the helper leaves in register 0: a result, or a negated error number. */
    long call(Run run, long a1, long a2, long a3, long a4, long a5);
}
