package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Box;

/**
 * Elements in the order in which they came, of which the oldest that was not looked up since it was last considered is
 * evicted (second chance). Linked through the elements.
 */
final class LruList {
    private static final int TO_NEWER = ElementLayout.FIRST_LINK;
    private static final int TO_OLDER = ElementLayout.SECOND_LINK;

    private final Box box;
    private final short number;
    private final long places;
    private long taken;
    private long newest;
    private long oldest;

    /** @param number what elements note as theirs, not 0 */
    LruList(Box box, int number, long places) {
        this.box = box;
        this.number = (short) number;
        this.places = places;
    }

    /** The number of the list that an element is in, or 0. */
    static int of(Box box, long element) {
        return box.getShort(element + ElementLayout.LIST) & 0xffff;
    }

    synchronized boolean enter() {
        if (taken >= places) {
            return false;
        }
        taken++;
        return true;
    }

    synchronized void abandon() {
        taken--;
    }

    /** Adds an element to a place that was taken. */
    synchronized void add(long element) {
        box.putShort(element + ElementLayout.LIST, number);
        box.putByte(element + ElementLayout.REFERENCED, (byte) 0);
        push(element);
    }

    /** Removes an element, and its place; false if it is not there because it is being evicted. */
    synchronized boolean remove(long element) {
        if (of(box, element) == 0) {
            return false;
        }
        unlink(element);
        box.putShort(element + ElementLayout.LIST, (short) 0);
        taken--;
        return true;
    }

    /** Puts an element in the place of another one, or in a new one if that is being evicted. It counts as looked up. */
    synchronized void replace(long old, long element) {
        boolean ignored = remove(old);
        taken++;
        add(element);
        box.putByte(element + ElementLayout.REFERENCED, (byte) 1);
    }

    /** Removes an element whose place is the caller's from now on; 0 if every place waits for an element to come. */
    synchronized long evict() {
        for (long considered = 0; oldest != 0; considered++) {
            long element = oldest;
            unlink(element);
            if (box.getByte(element + ElementLayout.REFERENCED) == 0 || considered > taken) {
                box.putShort(element + ElementLayout.LIST, (short) 0);
                return element;
            }
            box.putByte(element + ElementLayout.REFERENCED, (byte) 0);
            push(element);
        }
        return 0;
    }

    /** Gives one place back if there are too many. */
    synchronized boolean shrink() {
        if (taken <= places) {
            return false;
        }
        taken--;
        return true;
    }

    private void push(long element) {
        box.putLong(element + TO_NEWER, 0);
        box.putLong(element + TO_OLDER, newest);
        if (newest == 0) {
            oldest = element;
        } else {
            box.putLong(newest + TO_NEWER, element);
        }
        newest = element;
    }

    private void unlink(long element) {
        long newer = box.getLong(element + TO_NEWER);
        long older = box.getLong(element + TO_OLDER);
        if (newer == 0) {
            newest = older;
        } else {
            box.putLong(newer + TO_OLDER, older);
        }
        if (older == 0) {
            oldest = newer;
        } else {
            box.putLong(older + TO_NEWER, newer);
        }
    }
}
