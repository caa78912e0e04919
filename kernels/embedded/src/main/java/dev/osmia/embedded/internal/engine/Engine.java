package dev.osmia.embedded.internal.engine;

/** A way to carry out programs. All engines give the same results. */
public interface Engine {

    /**
     * Carries out a function of a program: the one that starts at {@code slot}, its first five registers given.
     *
     * @return register 0 in the end, of no meaning if a tail call asked for another program to go on
     * @throws Fault if the program misbehaves
     */
    long execute(Run run, LoadedProgram program, int slot, long a1, long a2, long a3, long a4, long a5,
            boolean nested);
}
