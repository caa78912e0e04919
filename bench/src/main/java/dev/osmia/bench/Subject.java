package dev.osmia.bench;

/** Something that runs one program over and over. */
interface Subject extends AutoCloseable {

    /**
     * Runs it {@code times} times.
     *
     * @return how long that took, in nanoseconds
     */
    long nanos(long times);

    /** What the program returns, 32 bits: all subjects of a program must agree. */
    int result();

    @Override
    void close();
}
