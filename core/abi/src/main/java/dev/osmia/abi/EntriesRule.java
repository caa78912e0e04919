package dev.osmia.abi;

import java.util.Optional;

/** Which {@code max_entries} Linux takes for a map type. */
public enum EntriesRule {
    /** A number of elements, at least one. */
    POSITIVE("at least 1"),
    /** As {@link #POSITIVE}, and no more than there can be hash buckets ({@link Errno#E2BIG}). */
    HASH_ELEMENTS("from 1 to 2147483648"),
    /** As {@link #HASH_ELEMENTS}, with {@link Errno#EINVAL} for more. */
    HASH_BUCKETS("from 1 to 2147483648"),
    /** As {@link #POSITIVE}, and no more than CPUs that the kernel was built for ({@link Errno#E2BIG}). */
    UP_TO_CPUS("from 1 to the number of possible CPUs"),
    /** Always 0: elements live and die with what they belong to. */
    ZERO("0"),
    /** Always 1. */
    ONE("1"),
    /** A number of bytes: a power of two and a multiple of the page size. */
    PAGES("a power of two and a multiple of the page size"),
    /** A number of pages, at least one and at most 4 GiB in all ({@link Errno#E2BIG}). */
    ARENA_PAGES("at least 1 page and at most 4 GiB");

    private static final long ARENA_BYTES = 1L << 32;
    private static final long MOST_BUCKETS = 1L << 31;

    private final String text;

    EntriesRule(String text) {
        this.text = text;
    }

    /**
     * Empty when the number will do, else the error of {@code BPF_MAP_CREATE}.
     *
     * @param maxEntries {@code max_entries}, a 32-bit unsigned number
     * @param pageSize bytes in a page, a power of two
     * @param cpus how many CPUs the kernel can have
     */
    public Optional<Errno> refusal(long maxEntries, int pageSize, int cpus) {
        return switch (this) {
            case POSITIVE -> unless(maxEntries > 0, Errno.EINVAL);
            case HASH_ELEMENTS -> range(maxEntries, MOST_BUCKETS, Errno.E2BIG);
            case HASH_BUCKETS -> range(maxEntries, MOST_BUCKETS, Errno.EINVAL);
            case UP_TO_CPUS -> range(maxEntries, cpus, Errno.E2BIG);
            case ZERO -> unless(maxEntries == 0, Errno.EINVAL);
            case ONE -> unless(maxEntries == 1, Errno.EINVAL);
            case PAGES -> unless(Long.bitCount(maxEntries) == 1 && maxEntries % pageSize == 0, Errno.EINVAL);
            case ARENA_PAGES -> range(maxEntries, ARENA_BYTES / pageSize, Errno.E2BIG);
        };
    }

    private static Optional<Errno> range(long number, long most, Errno beyond) {
        return number <= 0 ? Optional.of(Errno.EINVAL) : unless(number <= most, beyond);
    }

    private static Optional<Errno> unless(boolean allowed, Errno error) {
        return allowed ? Optional.empty() : Optional.of(error);
    }

    /** The rule in words. */
    @Override
    public String toString() {
        return text;
    }
}
