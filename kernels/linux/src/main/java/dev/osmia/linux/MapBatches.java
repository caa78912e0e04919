package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap.Batch;
import dev.osmia.kernel.BpfMap.Element;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * Several elements a system call, where the map type has that; else one by one, with the last key as cursor. Which of
 * the two a map does is found out once for each command.
 */
final class MapBatches {
    /** What a kernel says of a map type without batches. */
    private static final Set<Errno> UNSUPPORTED = EnumSet.of(Errno.ENOTSUPP, Errno.EOPNOTSUPP);

    private final LinuxMap map;
    private final Descriptor descriptor;
    private final Set<BpfCommand> missing = Collections.synchronizedSet(EnumSet.noneOf(BpfCommand.class));

    MapBatches(LinuxMap map, Descriptor descriptor) {
        this.map = map;
        this.descriptor = descriptor;
    }

    /** What a call left behind. */
    private record Outcome(long result, int count) {
        boolean isUnsupported() {
            return result < 0 && UNSUPPORTED.contains(Bpf.errno(result));
        }
    }

    Batch lookup(BpfCommand command, byte @Nullable [] cursor, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a batch of " + count + " elements");
        }
        Batch batch = missing.contains(command) ? null : lookupMany(command, cursor, room(count));
        return batch != null ? batch : lookupEach(command, cursor, count);
    }

    /** No more memory than the map can fill; an LRU map may hold a few elements beyond its capacity. */
    private int room(int count) {
        return (int) Math.min(count, Math.max(1, Integer.toUnsignedLong(map.spec().maxEntries())));
    }

    private @Nullable Batch lookupMany(BpfCommand command, byte @Nullable [] cursor, int room) {
        int cursorSize = Math.max(map.spec().keySize(), Integer.BYTES);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keys = arena.allocate((long) room * map.spec().keySize(), Long.BYTES);
            MemorySegment values = arena.allocate((long) room * map.transferSize(), Long.BYTES);
            MemorySegment next = arena.allocate(cursorSize, Long.BYTES);
            BpfStruct attributes = new BpfStruct(BpfLayout.MAP_BATCH, arena).set("out_batch", next)
                    .set("in_batch", cursor == null ? MemorySegment.NULL : BpfStruct.copy(cursor, arena))
                    .set("keys", keys)
                    .set("values", values);
            Outcome outcome = call(command, attributes, room);
            if (outcome.isUnsupported()) {
                missing.add(command);
                return null;
            }
            if (outcome.result() == Errno.ENOSPC.result()) {
                return lookupMany(command, cursor, Math.multiplyExact(2, room));
            }
            boolean end = outcome.result() == Errno.ENOENT.result();
            if (outcome.result() < 0 && !end) {
                throw Bpf.refusal(command, outcome.result(), "look up a batch in " + map);
            }
            List<Element> found = elements(keys, values, outcome.count());
            return end ? Batch.last(found) : new Batch(found, next.toArray(JAVA_BYTE));
        }
    }

    private List<Element> elements(MemorySegment keys, MemorySegment values, int count) {
        List<Element> elements = new ArrayList<>(count);
        long keySize = map.spec().keySize();
        long valueSize = map.transferSize();
        for (int index = 0; index < count; index++) {
            elements.add(new Element(keys.asSlice(index * keySize, keySize).toArray(JAVA_BYTE),
                    values.asSlice(index * valueSize, valueSize).toArray(JAVA_BYTE)));
        }
        return elements;
    }

    private Batch lookupEach(BpfCommand command, byte @Nullable [] cursor, int count) {
        boolean deletes = command == BpfCommand.MAP_LOOKUP_AND_DELETE_BATCH;
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

    /** Linux's batches know no flag but {@code BPF_F_LOCK}; elements with others are set one by one. */
    void update(List<Element> elements, long flags) {
        if (elements.isEmpty()) {
            return;
        }
        BpfCommand command = BpfCommand.MAP_UPDATE_BATCH;
        boolean oneByOne = missing.contains(command) || (flags & ~UpdateFlag.LOCK.value()) != 0;
        Outcome outcome = oneByOne
                ? null
                : send(command, elements.stream().map(Element::key).toList(),
                        elements.stream().map(Element::value).toList(), flags);
        if (outcome == null || outcome.isUnsupported()) {
            if (!oneByOne) {
                missing.add(command);
            }
            elements.forEach(element -> map.update(element.key(), element.value(), flags));
        } else if (outcome.result() < 0) {
            Errno errno = Bpf.errno(outcome.result());
            throw new BpfException("update element %d of a batch of %d in %s".formatted(outcome.count(),
                    elements.size(), map), errno, Explanations.of(BpfCommand.MAP_UPDATE_ELEM, errno));
        }
    }

    int delete(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        BpfCommand command = BpfCommand.MAP_DELETE_BATCH;
        Outcome outcome = missing.contains(command) ? null : send(command, keys, List.of(), 0);
        if (outcome == null || outcome.isUnsupported()) {
            missing.add(command);
            int deleted = 0;
            while (deleted < keys.size() && map.delete(keys.get(deleted))) {
                deleted++;
            }
            return deleted;
        }
        if (outcome.result() < 0 && outcome.result() != Errno.ENOENT.result()) {
            throw Bpf.refusal(command, outcome.result(), "delete a batch in " + map);
        }
        return outcome.count();
    }

    private Outcome send(BpfCommand command, List<byte[]> keys, List<byte[]> values, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            BpfStruct attributes = new BpfStruct(BpfLayout.MAP_BATCH, arena)
                    .set("keys", BpfStruct.copy(joined(keys), arena))
                    .set("values", BpfStruct.copy(joined(values), arena))
                    .set("elem_flags", flags);
            return call(command, attributes, keys.size());
        }
    }

    private Outcome call(BpfCommand command, BpfStruct attributes, int count) {
        return descriptor.use(fd -> {
            attributes.set("map_fd", fd).set("count", count);
            long result = Bpf.call(command, attributes);
            return new Outcome(result, (int) attributes.get("count"));
        });
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
