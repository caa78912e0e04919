package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.maps.MapTable;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.BoxAllocator;
import dev.osmia.embedded.internal.memory.Regions;
import dev.osmia.embedded.internal.net.Interfaces;

import java.util.function.Consumer;

/**
 * What all runs of one kernel share.
 *
 * @param box the memory
 * @param allocator hands out its blocks
 * @param regions what of it programs may touch
 * @param cpus the virtual CPUs
 * @param maps the live maps by the addresses that programs know
 * @param interfaces the network interfaces
 * @param trace takes each line that a program prints
 */
public record Machine(Box box, BoxAllocator allocator, Regions regions, VirtualCpus cpus, MapTable maps,
        Interfaces interfaces, Consumer<String> trace) {

    /** A machine whose only network interface is the loopback. */
    public Machine(Box box, BoxAllocator allocator, Regions regions, VirtualCpus cpus, MapTable maps,
            Consumer<String> trace) {
        this(box, allocator, regions, cpus, maps, new Interfaces(), trace);
    }
}
