package dev.osmia.embedded.internal.engine;

/** A program as methods of the JVM; each is generated for one program and knows the box that the program lives in. */
public abstract class CompiledCode {

    /**
     * Carries out the program.
     *
     * @param frame the address behind the highest byte of its stack frame; the functions that it calls take the next ones
     * @return register 0, of no meaning if a tail call asked for another program to go on
     */
    public abstract long main(Run run, long context, long second, long frame);

    /** Carries out the function that starts at a slot, as helpers with callbacks and timers do. */
    public abstract long function(int slot, Run run, long a1, long a2, long a3, long a4, long a5, long frame);
}
