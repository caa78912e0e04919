package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Elements in chains by the hash of their key. Readers take no lock and may meet an element that is being removed, or even
 * one that is in another chain by now; whoever changes a chain holds its {@link #lock}.
 */
final class HashTable {
    /** More buckets would cost too much of the box, 8 bytes each, for maps that are mostly empty. */
    private static final long MOST_BUCKETS = 1 << 21;
    private static final int MOST_LOCKS = 64;

    private final Box box;
    private final Words words;
    private final int keySize;
    private final long seed;
    private final long mask;
    private final long buckets;
    private final boolean ordered;
    private final Object[] locks;

    /**
     * An empty table.
     *
     * @param seeded whether nobody is to foresee which keys share a chain
     * @param ordered whether keys are numbers and chains are found by their low bits
     */
    HashTable(MapMemory memory, int keySize, long entries, boolean seeded, boolean ordered) {
        this.ordered = ordered;
        this.box = memory.machine().box();
        this.words = new Words(box);
        this.keySize = keySize;
        this.seed = seeded ? ThreadLocalRandom.current().nextLong() : 0;
        long count = Math.min(MOST_BUCKETS, Long.highestOneBit(Math.max(2, 2 * entries - 1)));
        this.mask = count - 1;
        this.buckets = memory.allocate(count * Long.BYTES);
        this.locks = new Object[(int) Math.min(count, MOST_LOCKS)];
        for (int index = 0; index < locks.length; index++) {
            locks[index] = new Object();
        }
    }

    int hash(long key) {
        return ordered ? box.getInt(key) : words.hash(key, keySize, seed);
    }

    /** What changes of the chain that a hash leads to are made under. */
    Object lock(int hash) {
        return locks[hash & locks.length - 1];
    }

    private long bucket(int hash) {
        return buckets + (hash & mask) * Long.BYTES;
    }

    private long follow(long link) {
        return (long) Box.ATOMIC_LONG.getAcquire(box.memory(), link & Box.MASK);
    }

    private void publish(long link, long element) {
        Box.ATOMIC_LONG.setRelease(box.memory(), link & Box.MASK, element);
    }

    /** The element with a key, or 0. */
    long find(long key, int hash) {
        for (;;) {
            long last = 0;
            for (long at = follow(bucket(hash)); at != 0; at = follow(at + ElementLayout.NEXT)) {
                if (box.getInt(at + ElementLayout.HASH) == hash && words.equal(at + ElementLayout.KEY, key, keySize)) {
                    return at;
                }
                last = at;
            }
            // Who was at an element when it moved to another chain has come to the end of that one.
            if (last == 0 || (hashOf(last) & mask) == (hash & mask)) {
                return 0;
            }
        }
    }

    /** Makes an element findable. Its contents are complete; its key is in no other element, or in one that goes next. */
    void link(long element, int hash) {
        long bucket = bucket(hash);
        box.putInt(element + ElementLayout.HASH, hash);
        box.putLong(element + ElementLayout.NEXT, box.getLong(bucket));
        publish(bucket, element);
    }

    /** Takes an element out of its chain; false if it is not there. Those who are at it still find their way on. */
    boolean unlink(long element) {
        long link = bucket(box.getInt(element + ElementLayout.HASH));
        for (long at = box.getLong(link); at != 0; at = box.getLong(link)) {
            if (at == element) {
                publish(link, box.getLong(element + ElementLayout.NEXT));
                return true;
            }
            link = at + ElementLayout.NEXT;
        }
        return false;
    }

    /** The hash under which an element is linked. */
    int hashOf(long element) {
        return box.getInt(element + ElementLayout.HASH);
    }

    /** How many chains there are. */
    long buckets() {
        return mask + 1;
    }

    /** The first element of a chain, or 0. */
    long first(long bucket) {
        return follow(buckets + bucket * Long.BYTES);
    }

    /** The element after another one, going from chain to chain; the first of all after 0; 0 at the end. */
    long after(long element) {
        long bucket = 0;
        if (element != 0) {
            long next = nextInChain(element);
            if (next != 0) {
                return next;
            }
            bucket = (hashOf(element) & mask) + 1;
        }
        for (; bucket <= mask; bucket++) {
            long first = first(bucket);
            if (first != 0) {
                return first;
            }
        }
        return 0;
    }

    /** The next element of the same chain, or 0. */
    long nextInChain(long element) {
        return follow(element + ElementLayout.NEXT);
    }
}
