package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.kernel.BpfMap;
import dev.osmia.object.MapSpec;

/**
 * A map of the embedded kernel. Programs reach it through the operations that take a CPU, keys and values being addresses
 * in the box and results 0 or a negated error number, as in Linux's {@code struct bpf_map_ops}; Java code through
 * {@link BpfMap}.
 */
public abstract class EmbeddedMap implements BpfMap {
    private static final long HANDLE_SIZE = 64;

    private final Machine machine;
    private final MapSpec spec;
    private final int id;
    private final long address;

    /** Takes a number and an address; {@link MapTable} learns of the map once it is complete. */
    protected EmbeddedMap(Machine machine, MapSpec spec) {
        this.machine = machine;
        this.spec = spec;
        this.id = machine.maps().nextId();
        this.address = machine.allocator().allocate(HANDLE_SIZE);
    }

    /** What it shares with the rest of its kernel. */
    protected Machine machine() {
        return machine;
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
        return id;
    }

    /** The address that stands for it in programs. */
    public long address() {
        return address;
    }

    /** Address of a key's value, of this CPU's in per-CPU maps, or 0. */
    public long lookup(VirtualCpu cpu, long key) {
        return 0;
    }

    /** As {@link #lookup}, for another CPU's value of a per-CPU map. */
    public long lookupOn(int cpu, long key) {
        return 0;
    }

    /** Sets a key's value, this CPU's in per-CPU maps. */
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return -Errno.EOPNOTSUPP.code();
    }

    /** Removes a key. */
    public long delete(VirtualCpu cpu, long key) {
        return -Errno.EOPNOTSUPP.code();
    }

    /** Adds a value to a queue, a stack or a bloom filter. */
    public long push(VirtualCpu cpu, long value, long flags) {
        return -Errno.EOPNOTSUPP.code();
    }

    /** Takes a value out of a queue or a stack; an empty one's target is zeroed. */
    public long pop(VirtualCpu cpu, long value) {
        return -Errno.EOPNOTSUPP.code();
    }

    /** Copies the next value of a queue or a stack, or asks a bloom filter for one. */
    public long peek(VirtualCpu cpu, long value) {
        return -Errno.EOPNOTSUPP.code();
    }

    /** Address of the only value of a global data map. */
    public long valueAddress() {
        throw new IllegalStateException("map " + name() + " is no global data");
    }
}
