package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapTrait;
import dev.osmia.embedded.internal.engine.VirtualCpus;
import dev.osmia.embedded.internal.memory.Box;

/**
 * Memory for the elements of one map, in slabs that it takes as it needs them. An element that was removed waits in a
 * queue until no run that began before its removal is under way. Where a single run removes more elements than the map may
 * have, or the box is full, the first of the queue is taken at once, as Linux takes any: a program that still points at it
 * then sees another element.
 */
final class ElementPool {
    private static final long FIRST_SLAB = 4096;
    private static final long LARGEST_SLAB = 1 << 20;
    /** So many elements of small maps may wait for each CPU. */
    private static final long SLACK = 64;

    private final EmbeddedMap map;
    private final MapMemory memory;
    private final ElementLayout layout;
    private final boolean isShown;
    private final Box box;
    private final VirtualCpus cpus;
    private long slabSize = FIRST_SLAB;
    private long fresh;
    private long freshEnd;
    private long free;
    private long oldestRetired;
    private long newestRetired;
    private long retired;
    private final long mostRetired;
    private long safeTime;

    ElementPool(EmbeddedMap map, ElementLayout layout) {
        this.map = map;
        this.memory = map.memory();
        this.layout = layout;
        this.isShown = !map.type().is(MapTrait.HOLDS_MAPS);
        this.box = memory.machine().box();
        this.cpus = memory.machine().cpus();
        mostRetired = Integer.toUnsignedLong(map.spec().maxEntries()) + SLACK * cpus.count();
    }

    /** An element that nobody knows, of any content; 0 if the box is full. */
    synchronized long take() {
        long element = free;
        if (element != 0) {
            free = box.getLong(element + ElementLayout.FIRST_LINK);
        } else if (isReusable(oldestRetired) || retired > mostRetired) {
            element = takeRetired();
        } else {
            element = fresh();
            if (element == 0 && oldestRetired != 0) {
                element = takeRetired();
            }
        }
        if (element != 0) {
            box.putByte(element + ElementLayout.USED, (byte) 1);
        }
        return element;
    }

    private long takeRetired() {
        long element = oldestRetired;
        oldestRetired = box.getLong(element + ElementLayout.FIRST_LINK);
        retired--;
        return element;
    }

    private boolean isReusable(long element) {
        if (element == 0) {
            return false;
        }
        long death = box.getLong(element + ElementLayout.SECOND_LINK);
        if (death > safeTime) {
            safeTime = cpus.oldest();
        }
        return death <= safeTime;
    }

    private long fresh() {
        if (fresh == freshEnd && !grow()) {
            return 0;
        }
        long element = fresh;
        fresh += layout.size();
        return element;
    }

    private boolean grow() {
        long count = Math.max(1, slabSize / layout.size());
        long slab = memory.tryAllocate(count * layout.size());
        if (slab == 0) {
            return false;
        }
        fresh = slab;
        freshEnd = slab + count * layout.size();
        slabSize = Math.min(slabSize * 2, LARGEST_SLAB);
        if (isShown) {
            memory.show(new Slab(this, fresh, freshEnd));
        }
        return true;
    }

    /** Takes back an element that was never shown to anybody. */
    synchronized void giveBack(long element) {
        box.putByte(element + ElementLayout.USED, (byte) 0);
        box.putLong(element + ElementLayout.FIRST_LINK, free);
        free = element;
    }

    /** Takes back an element that can no longer be found, but that somebody may have found before. */
    synchronized void retire(long element) {
        box.putLong(element + ElementLayout.SECOND_LINK, cpus.now());
        box.putLong(element + ElementLayout.FIRST_LINK, 0);
        if (oldestRetired == 0) {
            oldestRetired = element;
        } else {
            box.putLong(newestRetired + ElementLayout.FIRST_LINK, element);
        }
        newestRetired = element;
        retired++;
    }

    private boolean isLive(long offset, long element, long size) {
        long inValues = offset - layout.valueOffset();
        return inValues >= 0 && inValues % layout.valueStride() + size <= layout.valueSize()
                && box.getByte(element + ElementLayout.USED) != 0;
    }

    /** Elements one behind the other, whose values programs may use. */
    private record Slab(ElementPool pool, long start, long end) implements MapValues {
        @Override
        public String name() {
            return "value of map " + map().name();
        }

        @Override
        public boolean readable() {
            return map().isReadable();
        }

        @Override
        public boolean writable() {
            return map().isWritable();
        }

        @Override
        public boolean isLive(long address, long size) {
            long offset = (address - start) % pool.layout.size();
            return pool.isLive(offset, address - offset, size);
        }

        @Override
        public EmbeddedMap map() {
            return pool.map;
        }

        @Override
        public long value(long address) {
            return address - (address - start) % pool.layout.size() + pool.layout.valueOffset();
        }
    }
}
