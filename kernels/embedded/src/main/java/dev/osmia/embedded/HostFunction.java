package dev.osmia.embedded;

/** A helper that a Java program offers to the programs of its hook. */
@FunctionalInterface
public interface HostFunction {

    /** Called by a program; the result is what its register 0 holds afterwards. */
    long call(HostCall call);
}
