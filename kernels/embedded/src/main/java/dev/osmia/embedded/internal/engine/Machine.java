package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.maps.MapTable;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.BoxAllocator;
import dev.osmia.embedded.internal.memory.Regions;
import dev.osmia.embedded.internal.net.Interfaces;
import dev.osmia.embedded.internal.timers.Timers;

import java.util.function.Consumer;

/**
 * What all runs of one kernel share.
 *
 * @param box the memory
 * @param allocator hands out its blocks
 * @param regions what of it programs may touch
 * @param cpus the virtual CPUs
 * @param maps the live maps by the addresses that programs know
 * @param programs the loaded programs by id
 * @param interfaces the network interfaces
 * @param timers the timers in map values
 * @param trace takes each line that a program prints
 */
public record Machine(Box box, BoxAllocator allocator, Regions regions, VirtualCpus cpus, MapTable maps,
        ProgramTable programs, Interfaces interfaces, Timers timers, Consumer<String> trace) {

    /** A machine with a number of CPUs, whose only network interface is the loopback. */
    public static Machine create(int cpus, Consumer<String> trace) {
        Box box = new Box();
        BoxAllocator allocator = new BoxAllocator(box);
        return new Machine(box, allocator, new Regions(), new VirtualCpus(cpus, allocator), new MapTable(box),
                new ProgramTable(), new Interfaces(), new Timers(), trace);
    }
}
