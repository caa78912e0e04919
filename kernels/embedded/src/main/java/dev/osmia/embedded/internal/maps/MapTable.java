package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.IdTable;
import dev.osmia.embedded.internal.engine.VirtualCpus;
import dev.osmia.embedded.internal.memory.Box;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The live maps of a kernel. What stands for a map in programs is the address of a block in the box that holds its id:
 * one read and one comparison find the map, and no number that a program makes up passes for one.
 */
public final class MapTable {
    private final Box box;
    private final IdTable<EmbeddedMap> byId = new IdTable<>();
    private final Queue<Dead> dead = new ArrayDeque<>();

    private record Dead(EmbeddedMap map, long time) {}

    /** An empty table. */
    public MapTable(Box box) {
        this.box = box;
    }

    /** A number that no live map has. */
    int nextId() {
        return byId.nextId();
    }

    void add(EmbeddedMap map) {
        box.putInt(map.address(), map.id());
        byId.put(map.id(), map);
    }

    /** Takes a map that nobody refers to any more; it is disposed of once no run that may know it is under way. */
    void bury(EmbeddedMap map) {
        VirtualCpus cpus = map.machine().cpus();
        synchronized (this) {
            dead.add(new Dead(map, cpus.now()));
        }
        reap(cpus);
    }

    /** Disposes of the maps that are dead and that no run under way may know. */
    void reap(VirtualCpus cpus) {
        List<EmbeddedMap> forgotten = new ArrayList<>();
        synchronized (this) {
            long oldest = cpus.oldest();
            for (Dead first = dead.peek(); first != null && first.time() <= oldest; first = dead.peek()) {
                dead.remove();
                byId.remove(first.map().id());
                forgotten.add(first.map());
            }
        }
        forgotten.forEach(EmbeddedMap::dispose);
    }

    /** Closes the user's handle of every map, its readers and its writers. */
    public void close() {
        for (EmbeddedMap map : byId.values()) {
            map.shutDown();
            map.close();
        }
    }

    /** The map that an address stands for, or null. */
    public @Nullable EmbeddedMap find(long address) {
        EmbeddedMap map = withId(box.getInt(address));
        return map != null && ((map.address() ^ address) & Box.MASK) == 0 ? map : null;
    }

    /** The map with an id, or null. */
    public @Nullable EmbeddedMap withId(int id) {
        return byId.get(id);
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
