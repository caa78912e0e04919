package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.VirtualCpus;
import dev.osmia.embedded.internal.memory.Box;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * The live maps of a kernel. What stands for a map in programs is the address of a block in the box that holds its id:
 * one read and one comparison find the map, and no number that a program makes up passes for one.
 */
public final class MapTable {
    private final Box box;
    private volatile @Nullable EmbeddedMap[] byId = new EmbeddedMap[16];
    private final Queue<Dead> dead = new ArrayDeque<>();
    private int lastId;

    private record Dead(EmbeddedMap map, long time) {}

    /** An empty table. */
    public MapTable(Box box) {
        this.box = box;
    }

    /** A number that no map has had yet. */
    synchronized int nextId() {
        return ++lastId;
    }

    synchronized void add(EmbeddedMap map) {
        box.putInt(map.address(), map.id());
        var copy = Arrays.copyOf(byId, Math.max(byId.length, Integer.highestOneBit(map.id()) << 1));
        copy[map.id()] = map;
        byId = copy;
    }

    /** Takes a map that nobody refers to any more; it is disposed of once no run that may know it is under way. */
    void bury(EmbeddedMap map) {
        VirtualCpus cpus = map.machine().cpus();
        long death = cpus.now();
        List<EmbeddedMap> forgotten = new ArrayList<>();
        synchronized (this) {
            dead.add(new Dead(map, death));
            long oldest = cpus.oldest();
            for (Dead first = dead.peek(); first != null && first.time() <= oldest; first = dead.peek()) {
                dead.remove();
                remove(first.map());
                forgotten.add(first.map());
            }
        }
        forgotten.forEach(EmbeddedMap::dispose);
    }

    private void remove(EmbeddedMap map) {
        var copy = byId.clone();
        copy[map.id()] = null;
        byId = copy;
    }

    /** Closes the user's handle of every map, its readers and its writers. */
    public void close() {
        for (EmbeddedMap map : byId) {
            if (map != null) {
                map.shutDown();
                map.close();
            }
        }
    }

    /** The map that an address stands for, or null. */
    public @Nullable EmbeddedMap find(long address) {
        EmbeddedMap map = withId(box.getInt(address));
        return map != null && ((map.address() ^ address) & Box.MASK) == 0 ? map : null;
    }

    /** The map with an id, or null. */
    public @Nullable EmbeddedMap withId(int id) {
        var maps = byId;
        return id > 0 && id < maps.length ? maps[id] : null;
    }

    /**
     * The map that an address stands for.
     *
     * @throws Fault if it stands for none
     */
    public EmbeddedMap at(long address) {
        EmbeddedMap map = find(address);
        if (map == null) {
            throw new Fault("0x" + Long.toHexString(address) + " is no map");
        }
        return map;
    }
}
