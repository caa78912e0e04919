package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.RunState;
import dev.osmia.embedded.internal.memory.BoxAllocator;

import java.util.HashMap;
import java.util.Map;

/** Memory that helpers take for a program, and that goes back at the latest when the run ends. */
final class RunBlocks implements RunState {
    private final BoxAllocator allocator;
    private final Map<Long, Integer> sizes = new HashMap<>();

    RunBlocks(BoxAllocator allocator) {
        this.allocator = allocator;
    }

    /** A zeroed block, or 0 if there is no memory left. */
    long tryAllocate(int size) {
        long block = allocator.tryAllocate(size);
        if (block != 0) {
            sizes.put(block, size);
        }
        return block;
    }

    /** Returns the address if a block of that size lies there; what names it, for the message, lies with the program. */
    long require(long address, int size, String what) {
        if (sizes.getOrDefault(address, -1) != size) {
            throw new Fault("here is no " + what + ": it has not been made, or has been written over");
        }
        return address;
    }

    void free(long address, int size) {
        sizes.remove(address);
        allocator.free(address, size);
    }

    @Override
    public void check() {
        if (!sizes.isEmpty()) {
            throw new Fault("the program ends and leaves an iterator behind that it has not destroyed");
        }
    }

    @Override
    public void clear() {
        sizes.forEach(allocator::free);
    }
}
