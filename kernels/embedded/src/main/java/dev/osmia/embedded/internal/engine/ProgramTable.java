package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The loaded programs of a kernel by id, which is also their handle. A program stays while its user or a program array
 * refers to it.
 */
public final class ProgramTable {
    private static final class Entry {
        final LoadedProgram program;
        final Runnable end;
        int references = 1;
        boolean isOpen = true;

        Entry(LoadedProgram program, Runnable end) {
            this.program = program;
            this.end = end;
        }
    }

    private volatile @Nullable Entry[] byId = new Entry[16];
    private int lastId;

    /**
     * Takes a program in for its user.
     *
     * @param end called when nobody refers to the program any more; runs of it may still be under way
     * @return its id, which no other program ever has
     */
    public synchronized int add(LoadedProgram program, Runnable end) {
        int id = ++lastId;
        var copy = Arrays.copyOf(byId, Math.max(byId.length, Integer.highestOneBit(id) << 1));
        copy[id] = new Entry(program, end);
        byId = copy;
        return id;
    }

    /** The program with an id, or null. */
    public @Nullable LoadedProgram withId(int id) {
        Entry entry = entry(id);
        return entry == null ? null : entry.program;
    }

    private @Nullable Entry entry(int id) {
        var entries = byId;
        return id > 0 && id < entries.length ? entries[id] : null;
    }

    /** Takes a reference to the program with a handle; null if the handle is none or closed. */
    public synchronized @Nullable LoadedProgram retain(int handle) {
        Entry entry = entry(handle);
        if (entry == null || !entry.isOpen) {
            return null;
        }
        entry.references++;
        return entry.program;
    }

    /** Takes a reference to a loaded program, open or not, and returns its id; -1 if nobody refers to it any more. */
    public synchronized int hold(LoadedProgram program) {
        for (int id = 1; id <= lastId; id++) {
            Entry entry = byId[id];
            if (entry != null && entry.program == program) {
                entry.references++;
                return id;
            }
        }
        return -1;
    }

    /** Ends the use of a handle. */
    public void close(int handle) {
        synchronized (this) {
            Entry entry = entry(handle);
            if (entry == null || !entry.isOpen) {
                return;
            }
            entry.isOpen = false;
        }
        release(handle);
    }

    /** Gives a reference back. */
    public void release(int id) {
        Entry entry = entry(id);
        if (entry != null && isLast(id, entry)) {
            entry.end.run();
        }
    }

    private synchronized boolean isLast(int id, Entry entry) {
        if (--entry.references > 0) {
            return false;
        }
        var copy = byId.clone();
        copy[id] = null;
        byId = copy;
        return true;
    }
}
