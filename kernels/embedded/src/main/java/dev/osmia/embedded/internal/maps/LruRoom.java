package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;

import java.util.function.LongConsumer;

/**
 * The room of an LRU map: whoever finds none takes that of an element which was not used for long. One list for all CPUs,
 * or with {@code BPF_F_NO_COMMON_LRU} one for each with an equal share of the elements.
 */
final class LruRoom implements Room {
    private final Box box;
    private final LruList[] lists;
    private final LongConsumer eviction;

    /** @param eviction takes an element out of the map and calls nothing here */
    LruRoom(EmbeddedMap map, LongConsumer eviction) {
        this.box = map.machine().box();
        this.eviction = eviction;
        long entries = Integer.toUnsignedLong(map.spec().maxEntries());
        int cpus = map.machine().cpus().count();
        lists = new LruList[map.has(MapFlag.NO_COMMON_LRU) ? cpus : 1];
        for (int index = 0; index < lists.length; index++) {
            lists[index] = new LruList(box, index + 1, (entries + lists.length - 1) / lists.length);
        }
    }

    private LruList list(VirtualCpu cpu) {
        return lists[lists.length == 1 ? 0 : cpu.id()];
    }

    @Override
    public boolean enter(VirtualCpu cpu) {
        return list(cpu).enter();
    }

    /** Waits while all places are taken for elements that other threads are about to bring. */
    @Override
    public boolean makeWay(VirtualCpu cpu) {
        LruList list = list(cpu);
        while (!list.enter()) {
            long victim = list.evict();
            if (victim == 0) {
                Thread.onSpinWait();
                continue;
            }
            eviction.accept(victim);
            if (!list.shrink()) {
                return true;
            }
        }
        return true;
    }

    @Override
    public void abandon(VirtualCpu cpu) {
        list(cpu).abandon();
    }

    @Override
    public void entered(VirtualCpu cpu, long element) {
        list(cpu).add(element);
    }

    @Override
    public void replaced(VirtualCpu cpu, long old, long element) {
        int number = LruList.of(box, old);
        (number == 0 ? list(cpu) : lists[number - 1]).replace(old, element);
    }

    @Override
    public void left(VirtualCpu cpu, long element) {
        int number = LruList.of(box, element);
        if (number != 0) {
            boolean ignored = lists[number - 1].remove(element);
        }
    }

    @Override
    public void touched(long element) {
        if (box.getByte(element + ElementLayout.REFERENCED) == 0) {
            box.putByte(element + ElementLayout.REFERENCED, (byte) 1);
        }
    }
}
