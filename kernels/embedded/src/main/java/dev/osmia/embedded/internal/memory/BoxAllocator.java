package dev.osmia.embedded.internal.memory;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Hands out blocks of a box: first fit in free blocks, which merge with their neighbours when they come back. For maps,
 * stacks and the like, not for single elements. Thread-safe.
 */
public final class BoxAllocator {
    private static final long ALIGNMENT = 64;

    private final Box box;
    private final NavigableMap<Long, Long> free = new TreeMap<>();
    private long end;

    /** An allocator for all of a box but its first page, so that a null pointer points at nothing. */
    public BoxAllocator(Box box) {
        this.box = box;
        end = box.base() + ReservedMemory.PAGE;
    }

    /**
     * A zeroed block, aligned to 64 bytes; {@link #free} takes it back.
     *
     * @throws OutOfMemoryError if the box is full
     */
    public synchronized long allocate(long size) {
        long rounded = round(size);
        Long reused = free.entrySet()
                .stream()
                .filter(block -> block.getValue() >= rounded)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        if (reused != null) {
            long length = Objects.requireNonNull(free.remove(reused));
            if (length > rounded) {
                free.put(reused + rounded, length - rounded);
            }
            box.fill(reused, rounded, (byte) 0);
            return reused;
        }
        if (rounded > box.base() + Box.SIZE - end) {
            throw new OutOfMemoryError("the kernel's memory of " + (Box.SIZE >> 20) + " MiB is used up");
        }
        long address = end;
        end += rounded;
        return address;
    }

    /** Takes a block back. */
    public synchronized void free(long address, long size) {
        long start = address;
        long length = round(size);
        var before = free.lowerEntry(start);
        if (before != null && before.getKey() + before.getValue() == start) {
            free.remove(before.getKey());
            start = before.getKey();
            length += before.getValue();
        }
        Long after = free.remove(start + length);
        if (after != null) {
            length += after;
        }
        if (start + length == end) {
            end = start;
            box.fill(start, length, (byte) 0);
        } else {
            free.put(start, length);
        }
    }

    /** Bytes that are handed out. */
    public synchronized long used() {
        return end - box.base() - ReservedMemory.PAGE - free.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long round(long size) {
        if (size < 0 || size > Box.SIZE) {
            throw new OutOfMemoryError("the kernel's memory has " + (Box.SIZE >> 20) + " MiB, not " + size + " bytes");
        }
        return (Math.max(size, 1) + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
