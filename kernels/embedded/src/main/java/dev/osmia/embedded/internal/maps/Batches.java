package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap.Batch;
import dev.osmia.kernel.BpfMap.Element;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Several elements at once, one after the other. */
final class Batches {
    private final EmbeddedMap map;

    Batches(EmbeddedMap map) {
        this.map = map;
    }

    Batch lookup(byte @Nullable [] cursor, int count, boolean deletes) {
        if (count < 1) {
            throw new IllegalArgumentException("a batch of " + count + " elements");
        }
        map.requireReadable();
        if (deletes) {
            map.requireWritable();
        }
        KeyOrder order = map.keyOrder();
        List<Element> elements = new ArrayList<>();
        KeyOrder.Keys keys = order.after(cursor);
        while (true) {
            for (byte[] key : keys.keys()) {
                byte[] value = deletes ? taken(key) : map.lookup(key);
                if (value != null) {
                    elements.add(new Element(key, value));
                }
            }
            byte[] next = keys.cursor();
            if (next == null) {
                return Batch.last(elements);
            }
            if (elements.size() >= count) {
                return new Batch(elements, next);
            }
            keys = order.after(next);
        }
    }

    private byte @Nullable [] taken(byte[] key) {
        if (map.type().is(MapTrait.HASHED) && !map.type().is(MapTrait.HOLDS_MAPS)
                && map.type() != MapType.DEVMAP_HASH) {
            return map.lookupAndDelete(key);
        }
        byte[] value = map.lookup(key);
        return value != null && map.delete(key) ? value : null;
    }

    /** Linux's own batches know no flag but {@code BPF_F_LOCK}; the others are as useful here as one by one. */
    void update(List<Element> elements, long flags) {
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
