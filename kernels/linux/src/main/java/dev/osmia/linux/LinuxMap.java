package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.PerfBufferReader;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.UserRingBufferWriter;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** A map in the Linux kernel. */
public final class LinuxMap implements BpfMap {
    private final MapSpec spec;
    private final Descriptor descriptor;
    private final int transferSize;
    private final int id;
    private final MapBatches batches;

    LinuxMap(MapSpec spec, Descriptor descriptor, int cpus) {
        this.spec = spec;
        this.descriptor = descriptor;
        this.transferSize = spec.type().isPerCpu()
                ? Math.multiplyExact(Math.addExact(spec.valueSize(), 7) & -8, cpus)
                : spec.valueSize();
        this.id = ObjectInfo.ofMap(descriptor).id();
        this.batches = new MapBatches(this, descriptor);
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public int handle() {
        return descriptor.number();
    }

    @Override
    public int transferSize() {
        return transferSize;
    }

    /** What the kernel knows about it. */
    public MapInfo info() {
        return ObjectInfo.ofMap(descriptor);
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        return lookup(key, 0);
    }

    @Override
    public byte @Nullable [] lookup(byte[] key, long flags) {
        if (type() == MapType.BLOOM_FILTER) {
            requireSize("value", key, transferSize);
            return fetch(BpfCommand.MAP_LOOKUP_ELEM, new byte[0], key, flags, "look up");
        }
        requireSize("key", key, spec.keySize());
        return fetch(BpfCommand.MAP_LOOKUP_ELEM, key, new byte[0], flags, "look up");
    }

    @Override
    public byte @Nullable [] lookupAndDelete(byte[] key) {
        requireSize("key", key, spec.keySize());
        return fetch(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, key, new byte[0], 0, "look up and delete");
    }

    /** @param question what the value's memory holds before, which only Bloom filters read */
    private byte @Nullable [] fetch(BpfCommand command, byte[] key, byte[] question, long flags, String what) {
        return descriptor.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment value = arena.allocate(transferSize, Long.BYTES);
                MemorySegment.copy(question, 0, value, JAVA_BYTE, 0, question.length);
                BpfStruct attributes = element(fd, key, arena).set("value", value).set("flags", flags);
                return find(command, attributes, what) ? value.toArray(JAVA_BYTE) : null;
            }
        });
    }

    private static BpfStruct element(int fd, byte[] key, Arena arena) {
        return new BpfStruct(BpfLayout.MAP_ELEMENT, arena).set("map_fd", fd).set("key", BpfStruct.copy(key, arena));
    }

    private boolean find(BpfCommand command, BpfStruct attributes, String what) {
        long result = Bpf.call(command, attributes);
        if (result == Errno.ENOENT.result()) {
            return false;
        }
        if (result < 0) {
            throw Bpf.refusal(command, result, what + " in " + this);
        }
        return true;
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireSize("key", key, spec.keySize());
        requireSize("value", value, transferSize);
        descriptor.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                BpfStruct attributes = element(fd, key, arena).set("value", BpfStruct.copy(value, arena))
                        .set("flags", flags);
                return Bpf.require(BpfCommand.MAP_UPDATE_ELEM, attributes, "update " + this);
            }
        });
    }

    @Override
    public boolean delete(byte[] key) {
        requireSize("key", key, spec.keySize());
        return descriptor.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                return find(BpfCommand.MAP_DELETE_ELEM, element(fd, key, arena), "delete");
            }
        });
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        byte[] start = key == null ? new byte[0] : key;
        if (key != null) {
            requireSize("key", key, spec.keySize());
        }
        return descriptor.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment next = arena.allocate(spec.keySize(), Long.BYTES);
                BpfStruct attributes = element(fd, start, arena).set("value", next);
                return find(BpfCommand.MAP_GET_NEXT_KEY, attributes, "find the next key")
                        ? next.toArray(JAVA_BYTE)
                        : null;
            }
        });
    }

    @Override
    public void freeze() {
        descriptor.use(fd -> {
            try (Arena arena = Arena.ofConfined()) {
                return Bpf.require(BpfCommand.MAP_FREEZE, element(fd, new byte[0], arena), "freeze " + this);
            }
        });
    }

    @Override
    public Batch lookupBatch(byte @Nullable [] cursor, int count) {
        return batches.lookup(BpfCommand.MAP_LOOKUP_BATCH, cursor, count);
    }

    @Override
    public Batch lookupAndDeleteBatch(byte @Nullable [] cursor, int count) {
        return batches.lookup(BpfCommand.MAP_LOOKUP_AND_DELETE_BATCH, cursor, count);
    }

    @Override
    public void updateBatch(List<Element> elements, long flags) {
        elements.forEach(element -> {
            requireSize("key", element.key(), spec.keySize());
            requireSize("value", element.value(), transferSize);
        });
        batches.update(elements, flags);
    }

    @Override
    public int deleteBatch(List<byte[]> keys) {
        keys.forEach(key -> requireSize("key", key, spec.keySize()));
        return batches.delete(keys);
    }

    @Override
    public RingBufferReader ringBuffer() {
        if (type() != MapType.RINGBUF) {
            throw new UnsupportedOperationException(this + " is no ring buffer");
        }
        return RingBufferMapping.open(descriptor, Integer.toUnsignedLong(spec.maxEntries()));
    }

    @Override
    public UserRingBufferWriter userRingBuffer() {
        if (type() != MapType.USER_RINGBUF) {
            throw new UnsupportedOperationException(this + " is no user ring buffer");
        }
        return RingBufferMapping.openForWriting(descriptor, Integer.toUnsignedLong(spec.maxEntries()));
    }

    @Override
    public PerfBufferReader perfBuffer() {
        if (type() != MapType.PERF_EVENT_ARRAY) {
            throw new UnsupportedOperationException(this + " is no perf event array");
        }
        throw new UnsupportedOperationException(
                "perf buffers of the Linux kernel are not there yet; programs can write to a ring buffer instead");
    }

    private void requireSize(String what, byte[] bytes, int size) {
        if (bytes.length != size) {
            throw new IllegalArgumentException(this + " takes a " + what + " of " + size + " bytes, not "
                    + bytes.length);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return type().shortName() + " map " + name();
    }
}
