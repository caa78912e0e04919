package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Region;

/**
 * Values one behind the other, each of which programs may use on its own.
 *
 * @param stride bytes from one value to the next
 * @param size bytes of a value
 */
record ValueRegion(String name, long start, long end, boolean writable, long stride, long size) implements Region {

    @Override
    public boolean allows(long address, long length) {
        return (address - start) % stride + length <= size;
    }
}
