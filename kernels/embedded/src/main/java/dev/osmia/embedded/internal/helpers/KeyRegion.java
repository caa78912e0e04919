package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.memory.Region;

/** The key that a callback is shown, which moves from element to element. */
final class KeyRegion implements Region {
    private final EmbeddedMap map;
    private long at;

    KeyRegion(EmbeddedMap map) {
        this.map = map;
    }

    void move(long key) {
        at = key;
    }

    @Override
    public String name() {
        return "key of map " + map.name();
    }

    @Override
    public long start() {
        return at;
    }

    @Override
    public long end() {
        return at + map.spec().keySize();
    }

    @Override
    public boolean writable() {
        return false;
    }
}
