package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfMap.Batch;
import dev.osmia.kernel.BpfMap.Element;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Several elements at once, one after the other; the cursor is the last key. */
final class Batches {
    /** Types whose updates in a batch only take {@code BPF_F_LOCK} ({@code generic_map_update_batch}). */
    private static final Set<MapType> TAKE_NO_MODE = EnumSet.of(MapType.HASH, MapType.PERCPU_HASH, MapType.LRU_HASH,
            MapType.LRU_PERCPU_HASH, MapType.HASH_OF_MAPS, MapType.ARRAY, MapType.PERCPU_ARRAY, MapType.ARRAY_OF_MAPS,
            MapType.LPM_TRIE);

    private final BpfMap map;

    Batches(BpfMap map) {
        this.map = map;
    }

    Batch lookup(byte @Nullable [] cursor, int count, boolean deletes) {
        if (count < 1) {
            throw new IllegalArgumentException("a batch of " + count + " elements");
        }
        List<Element> elements = new ArrayList<>();
        byte[] key = map.nextKey(cursor);
        byte[] last = cursor;
        while (key != null && elements.size() < count) {
            byte[] next = map.nextKey(key);
            byte[] value = map.lookup(key);
            if (value != null && (!deletes || map.delete(key))) {
                elements.add(new Element(key, value));
            }
            last = key;
            key = next;
        }
        return key == null || last == null ? Batch.last(elements) : new Batch(elements, last);
    }

    void update(List<Element> elements, long flags) {
        if (!elements.isEmpty() && TAKE_NO_MODE.contains(map.type()) && (flags & ~UpdateFlag.LOCK.value()) != 0) {
            throw new BpfException("update a batch in " + map, Errno.EINVAL, "only BPF_F_LOCK is a flag of batches");
        }
        for (int index = 0; index < elements.size(); index++) {
            Element element = elements.get(index);
            try {
                map.update(element.key(), element.value(), flags);
            } catch (BpfException refusal) {
                throw new BpfException("element " + index + " of " + elements.size() + ": " + refusal.operation(),
                        refusal.errno(), "");
            }
        }
    }

    int delete(List<byte[]> keys) {
        int deleted = 0;
        while (deleted < keys.size() && map.delete(keys.get(deleted))) {
            deleted++;
        }
        return deleted;
    }

}
