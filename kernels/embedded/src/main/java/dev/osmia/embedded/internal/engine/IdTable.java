package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What lives in a kernel by id. Ids rise as Linux's do and are used again only when all have been used; the room that the
 * table takes depends on how many things live, and not on how many there have been. Reads take no lock: helpers find
 * their map here on every call.
 */
public final class IdTable<T> {
    private static final int SMALLEST = 16;

    /** An id's slot is the first from its low bits on that is free; ids that follow each other do not collide. */
    private record Slot<T>(int id, @Nullable T value) {}

    /** Never full: searches end at a slot that has not been used since the array was made. */
    private volatile AtomicReferenceArray<@Nullable Slot<T>> slots = new AtomicReferenceArray<>(SMALLEST);
    private int used;
    private int live;
    private int lastId;

    /** An id that nothing in the table has. */
    public synchronized int nextId() {
        do {
            lastId = lastId == Integer.MAX_VALUE ? 1 : lastId + 1;
        } while (get(lastId) != null);
        return lastId;
    }

    /** Puts something in under an id of {@link #nextId()}. */
    public synchronized void put(int id, T value) {
        if (2 * (used + 1) > slots.length()) {
            rebuild();
        }
        insert(slots, new Slot<>(id, value));
        used++;
        live++;
    }

    private static <T> void insert(AtomicReferenceArray<@Nullable Slot<T>> into, Slot<T> slot) {
        int mask = into.length() - 1;
        int at = slot.id() & mask;
        while (into.get(at) != null) {
            at = at + 1 & mask;
        }
        into.set(at, slot);
    }

    /** Moves what lives to an array of which it fills at most a quarter. */
    private void rebuild() {
        int length = SMALLEST;
        while (length < 4 * (live + 1)) {
            length <<= 1;
        }
        AtomicReferenceArray<@Nullable Slot<T>> fresh = new AtomicReferenceArray<>(length);
        AtomicReferenceArray<@Nullable Slot<T>> old = slots;
        for (int at = 0; at < old.length(); at++) {
            Slot<T> slot = old.get(at);
            if (slot != null && slot.value() != null) {
                insert(fresh, slot);
            }
        }
        used = live;
        slots = fresh;
    }

    /** Takes an id's thing out; the slot stays, so that searches for others go on behind it, until the next move. */
    public synchronized void remove(int id) {
        int mask = slots.length() - 1;
        int at = id & mask;
        for (Slot<T> slot = slots.get(at); slot != null; slot = slots.get(at)) {
            if (slot.id() == id) {
                slots.set(at, new Slot<>(0, null));
                live--;
                return;
            }
            at = at + 1 & mask;
        }
    }

    /** What has an id, or null. */
    public @Nullable T get(int id) {
        AtomicReferenceArray<@Nullable Slot<T>> in = slots;
        int mask = in.length() - 1;
        for (int at = id & mask;; at = at + 1 & mask) {
            Slot<T> slot = in.get(at);
            if (slot == null || slot.id() == id) {
                return slot == null ? null : slot.value();
            }
        }
    }

    /** All that lives now. */
    public synchronized List<T> values() {
        List<T> values = new ArrayList<>(live);
        for (int at = 0; at < slots.length(); at++) {
            Slot<T> slot = slots.get(at);
            if (slot != null && slot.value() != null) {
                values.add(slot.value());
            }
        }
        return values;
    }

    /** How many slots there are. */
    int room() {
        return slots.length();
    }
}
