package dev.osmia.embedded.internal.memory;

/** A range of the box, and what programs may do there. */
public interface Region {

    /** What it is, for messages: "value of map flows", "packet", "stack". */
    String name();

    /** First address. */
    long start();

    /** First address behind it. */
    long end();

    /** Whether programs may write here. */
    boolean writable();

    /** Whether programs may read here: of a map with {@code BPF_F_WRONLY_PROG} they may not. */
    default boolean readable() {
        return true;
    }

    /** Whether a range that lies inside is in use: for a region of many map values, whether it is part of a live one. */
    default boolean isLive(long address, long size) {
        return true;
    }

    /** Whether a program may read a range that lies inside of a region which it may read. */
    default boolean allows(long address, long size) {
        return isLive(address, size);
    }

    /** As {@link #allows}, for a write to a region that is writable. */
    default boolean allowsWrite(long address, long size) {
        return allows(address, size);
    }

    /** What to say of an access that is not allowed in detail. */
    default String refusal(long address, long size) {
        return "outside of any live element of " + name();
    }

    /** A plain range. */
    record Range(String name, long start, long end, boolean writable) implements Region {}
}
