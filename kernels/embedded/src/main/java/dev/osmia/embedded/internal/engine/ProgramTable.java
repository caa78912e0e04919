package dev.osmia.embedded.internal.engine;

import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;

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

    private final IdTable<Entry> byId = new IdTable<>();
    private final IdentityHashMap<LoadedProgram, Integer> ids = new IdentityHashMap<>();

    /**
     * Takes a program in for its user.
     *
     * @param end called when nobody refers to the program any more; runs of it may still be under way
     * @return its id
     */
    public synchronized int add(LoadedProgram program, Runnable end) {
        int id = byId.nextId();
        byId.put(id, new Entry(program, end));
        ids.put(program, id);
        return id;
    }

    /** The program with an id, or null. */
    public @Nullable LoadedProgram withId(int id) {
        Entry entry = byId.get(id);
        return entry == null ? null : entry.program;
    }

    /** Takes a reference to the program with a handle; null if the handle is none or closed. */
    public synchronized @Nullable LoadedProgram retain(int handle) {
        Entry entry = byId.get(handle);
        if (entry == null || !entry.isOpen) {
            return null;
        }
        entry.references++;
        return entry.program;
    }

    /** Takes a reference to a loaded program, open or not, and returns its id; -1 if nobody refers to it any more. */
    public synchronized int hold(LoadedProgram program) {
        int id = ids.getOrDefault(program, -1);
        Entry entry = byId.get(id);
        if (entry == null) {
            return -1;
        }
        entry.references++;
        return id;
    }

    /** Ends the use of a handle. */
    public void close(int handle) {
        synchronized (this) {
            Entry entry = byId.get(handle);
            if (entry == null || !entry.isOpen) {
                return;
            }
            entry.isOpen = false;
        }
        release(handle);
    }

    /** Gives a reference back. */
    public void release(int id) {
        Entry entry = byId.get(id);
        if (entry != null && isLast(id, entry)) {
            entry.end.run();
        }
    }

    private synchronized boolean isLast(int id, Entry entry) {
        if (--entry.references > 0) {
            return false;
        }
        byId.remove(id);
        ids.remove(entry.program);
        return true;
    }
}
