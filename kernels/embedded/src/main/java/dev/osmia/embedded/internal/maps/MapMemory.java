package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.memory.Region;
import dev.osmia.kernel.BpfException;

import java.util.ArrayList;
import java.util.List;

/** The blocks of the box that a map has, and what of them programs may touch. All of it is given back together. */
public final class MapMemory {
    private record Block(long address, long size) {}

    private final Machine machine;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();

    /** No memory yet. */
    public MapMemory(Machine machine) {
        this.machine = machine;
    }

    /** The kernel whose memory it is. */
    public Machine machine() {
        return machine;
    }

    /**
     * A zeroed block for a map that is being made.
     *
     * @throws BpfException if the box is full
     */
    public long allocate(long size) {
        long address = tryAllocate(size);
        if (address == 0) {
            throw new BpfException("allocate memory for a map", Errno.ENOMEM,
                    "the kernel's memory has no " + size + " bytes left");
        }
        return address;
    }

    /** As {@link #allocate}, but 0 if the box is full. */
    public synchronized long tryAllocate(long size) {
        long address = machine.allocator().tryAllocate(size);
        if (address != 0) {
            blocks.add(new Block(address, size));
        }
        return address;
    }

    /** Lets programs touch a part of it. */
    public synchronized void show(Region region) {
        regions.add(region);
        machine.regions().add(region);
    }

    /** Gives everything back. */
    synchronized void free() {
        regions.forEach(machine.regions()::remove);
        blocks.forEach(block -> machine.allocator().free(block.address(), block.size()));
        regions.clear();
        blocks.clear();
    }

    /** A product of sizes, {@link Long#MAX_VALUE} where it overflows: too much for any box. */
    static long product(long left, long right) {
        return right != 0 && left > Long.MAX_VALUE / right ? Long.MAX_VALUE : left * right;
    }
}
