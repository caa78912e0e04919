package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.object.MapSpec;

/** {@code BPF_MAP_TYPE_ARRAY_OF_MAPS}: references are the addresses that stand for maps. */
final class ArrayOfMaps extends DescriptorArrayMap {
    private final InnerMaps inners;

    ArrayOfMaps(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        inners = new InnerMaps(machine(), spec);
    }

    /** The address that stands for the inner map. */
    @Override
    public long lookup(VirtualCpu cpu, long key) {
        return reference(index(key));
    }

    @Override
    long acquire(int handle) {
        return inners.acquire(handle);
    }

    @Override
    void release(long reference) {
        inners.release(reference);
    }

    @Override
    int id(long reference) {
        return inners.id(reference);
    }

    @Override
    protected void disposing() {
        clear();
    }
}
