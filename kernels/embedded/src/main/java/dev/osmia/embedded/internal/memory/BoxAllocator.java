package dev.osmia.embedded.internal.memory;

import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Hands out blocks of a box: first fit in free blocks, which merge with their neighbours when they come back, and which are
 * zero. For maps, stacks and the like, not for single elements. Thread-safe.
 */
public final class BoxAllocator {
    private static final long ALIGNMENT = 64;
    /** What maps leave over: contexts, packets and keys still find room in a box that maps have filled. */
    private static final long RESERVE = Box.SIZE / 64;

    private final Box box;
    private final NavigableMap<Long, Long> free = new TreeMap<>();
    private final long limit;
    private long end;
    private long used;

    /** An allocator for all of a box but its first page, so that a null pointer points at nothing. */
    public BoxAllocator(Box box) {
        this.box = box;
        end = box.base() + ReservedMemory.PAGE;
        limit = box.base() + Box.SIZE;
    }

    /**
     * A zeroed block for what the kernel itself needs, aligned to 64 bytes; {@link #free} takes it back.
     *
     * @throws BpfException with {@code ENOMEM} if the box is full
     */
    public long allocate(long size) {
        long address = take(size, 0);
        if (address == 0) {
            throw new BpfException("allocate " + size + " bytes", Errno.ENOMEM,
                    "the kernel's memory of " + (Box.SIZE >> 20) + " MiB is used up");
        }
        return address;
    }

    /** As {@link #allocate}, for what users and programs ask for: 0 if only a reserve is left. */
    public long tryAllocate(long size) {
        return take(size, RESERVE);
    }

    private synchronized long take(long size, long left) {
        if (size < 0 || size > Box.SIZE - left || used + round(size) > Box.SIZE - ReservedMemory.PAGE - left) {
            return 0;
        }
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
            used += rounded;
            return reused;
        }
        if (rounded > limit - end) {
            return 0;
        }
        long address = end;
        end += rounded;
        used += rounded;
        return address;
    }

    /** Takes a block back. */
    public synchronized void free(long address, long size) {
        long start = address;
        long length = round(size);
        box.clear(start, length);
        used -= length;
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
        } else {
            free.put(start, length);
        }
    }

    /** Bytes that are handed out. */
    public synchronized long used() {
        return used;
    }

    private static long round(long size) {
        return (Math.max(size, 1) + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
