package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.embedded.internal.memory.Region;

/**
 * Values one behind the other, each of which programs may use on its own.
 *
 * @param stride bytes from one value to the next
 * @param size bytes of a value
 */
record ValueRegion(String name, long start, long end, boolean readable, boolean writable, long stride, long size)
        implements
        Region {

    /** The values of a map, of which programs may do what its flags say. */
    static ValueRegion of(EmbeddedMap map, long start, long end, long stride) {
        return new ValueRegion("value of map " + map.name(), start, end, !map.has(MapFlag.WRONLY_PROG),
                !map.has(MapFlag.RDONLY_PROG), stride, map.spec().valueSize());
    }

    @Override
    public boolean allows(long address, long length) {
        return (address - start) % stride + length <= size;
    }
}
