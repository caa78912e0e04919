package dev.osmia.embedded.internal.maps;

/**
 * Where the values of an array lie, for those who find them without asking it.
 *
 * @param first address of the first value
 * @param entries how many there are, on each CPU
 * @param stride bytes from one to the next
 * @param perCpu bytes from the values of one CPU to those of the next, 0 if all share them
 */
public record Indexed(long first, long entries, long stride, long perCpu) {}
