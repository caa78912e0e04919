package dev.osmia.kernel;

/**
 * What a test run gave. The arrays are not copied.
 *
 * @param returnValue the program's verdict, 32 bits
 * @param data the packet afterwards
 * @param context the context afterwards, as user space reads it; empty if none was given
 * @param nanos mean duration of a run in nanoseconds
 */
public record TestResult(int returnValue, byte[] data, byte[] context, long nanos) {}
