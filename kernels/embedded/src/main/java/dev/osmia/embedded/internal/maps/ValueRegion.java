package dev.osmia.embedded.internal.maps;

/**
 * Values of a map one behind the other, each of which programs may use on its own.
 *
 * @param stride bytes from one value to the next
 */
record ValueRegion(EmbeddedMap map, long start, long end, long stride) implements MapValues {

    @Override
    public String name() {
        return "value of map " + map.name();
    }

    @Override
    public boolean readable() {
        return map.isReadable();
    }

    @Override
    public boolean writable() {
        return map.isWritable();
    }

    @Override
    public boolean isLive(long address, long length) {
        return (address - start) % stride + length <= map.spec().valueSize();
    }

    @Override
    public long value(long address) {
        return address - (address - start) % stride;
    }
}
