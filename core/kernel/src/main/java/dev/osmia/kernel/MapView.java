package dev.osmia.kernel;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A map seen through codecs. It owns nothing: closing the map ends the view.
 *
 * @param <K> Java type of keys
 * @param <V> Java type of values, of one CPU's part in per-CPU maps
 */
public final class MapView<K, V> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Codec<V> values;

    /**
     * A view of a map.
     *
     * @throws IllegalArgumentException if a codec's size is not the map's
     */
    public MapView(BpfMap map, Codec<K> keys, Codec<V> values) {
        require(map, "keys", map.spec().keySize(), keys.size());
        require(map, "values", map.spec().valueSize(), values.size());
        this.map = map;
        this.keys = keys;
        this.values = values;
    }

    private static void require(BpfMap map, String what, int expected, int given) {
        if (expected != given) {
            throw new IllegalArgumentException(
                    "map " + map.name() + " has " + what + " of " + expected + " bytes, the codec's have " + given);
        }
    }

    /** The map underneath. */
    public BpfMap map() {
        return map;
    }

    /** The value of a key; of the first CPU in per-CPU maps. */
    public Optional<V> get(K key) {
        return Optional.ofNullable(map.lookup(bytes(keys, key))).map(value -> object(values, value));
    }

    /** The values of a key, one a CPU; empty if the key is not there, a single one in maps that are not per-CPU. */
    public List<V> getPerCpu(K key) {
        byte[] value = map.lookup(bytes(keys, key));
        return value == null ? List.of() : perCpu(value);
    }

    /** Sets the value of a key; on every CPU in per-CPU maps. */
    public void put(K key, V value) {
        put(key, value, 0);
    }

    /** As {@link #put(Object, Object)}, with flags such as {@code BPF_NOEXIST}. */
    public void put(K key, V value, long flags) {
        byte[] one = bytes(values, value);
        byte[] all = one;
        if (map.transferSize() != one.length) {
            all = new byte[map.transferSize()];
            for (int at = 0; at < all.length; at += stride()) {
                System.arraycopy(one, 0, all, at, one.length);
            }
        }
        map.update(bytes(keys, key), all, flags);
    }

    /** Removes a key; false if it was not there. */
    public boolean remove(K key) {
        return map.delete(bytes(keys, key));
    }

    /** Visits every element; see {@link BpfMap#forEach} for changes meanwhile. */
    public void forEach(BiConsumer<K, V> visitor) {
        map.forEach((key, value) -> visitor.accept(object(keys, key), object(values, value)));
    }

    /** Visits every element of a per-CPU map with its values, one a CPU. */
    public void forEachPerCpu(BiConsumer<K, List<V>> visitor) {
        map.forEach((key, value) -> visitor.accept(object(keys, key), perCpu(value)));
    }

    private List<V> perCpu(byte[] value) {
        List<V> all = new ArrayList<>();
        for (int at = 0; at < value.length; at += stride()) {
            all.add(values.decode(ByteBuffer.wrap(value, at, values.size()).order(ByteOrder.nativeOrder())));
        }
        return all;
    }

    private int stride() {
        return (values.size() + 7) & -8;
    }

    private static <T> byte[] bytes(Codec<T> codec, T object) {
        byte[] bytes = new byte[codec.size()];
        codec.encode(object, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        return bytes;
    }

    private static <T> T object(Codec<T> codec, byte @Nullable [] bytes) {
        return codec.decode(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }
}
