package dev.osmia.object;

import dev.osmia.abi.MapType;

import org.jspecify.annotations.Nullable;

/**
 * A map to be made: what {@code BPF_MAP_CREATE} is told, and what the map holds at the start.
 *
 * @param name its name in the object; kernels keep at most 15 characters of it
 * @param type which kind of map
 * @param keySize bytes of a key, 0 for kinds without keys
 * @param valueSize bytes of a value, 0 for kinds without values
 * @param maxEntries capacity, in the unit of the kind (elements; bytes for ring buffers)
 * @param flags creation flags, {@code BPF_F_*}
 * @param extra {@code map_extra}: hash functions of a bloom filter, address of an arena
 * @param numaNode the node that holds the memory where {@code BPF_F_NUMA_NODE} is set
 * @param keyType the key's type, if known
 * @param valueType the value's type, if known
 * @param inner template of the maps that a map-in-map holds
 * @param pinning whether the map is shared by pinning
 * @param contents what it holds at the start
 * @param frozen whether user space may no longer write it once {@code contents} are in
 * @param autocreate whether loading the object makes it; a section name that starts with {@code ?} says no
 */
public record MapSpec(String name, MapType type, int keySize, int valueSize, int maxEntries, int flags, long extra,
        int numaNode, @Nullable TypeRef keyType, @Nullable TypeRef valueType, @Nullable MapSpec inner, Pinning pinning,
        MapContents contents, boolean frozen, boolean autocreate) {

    /** A map with the given shape and nothing special. */
    public static MapSpec of(String name, MapType type, int keySize, int valueSize, int maxEntries) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, 0, 0, 0, null, null, null, Pinning.NONE,
                MapContents.NONE, false, true);
    }

    /** The same under another name. */
    public MapSpec withName(String name) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with another value size; its type is then unknown. */
    public MapSpec withValueSize(int valueSize) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, null, inner,
                pinning, contents, frozen, autocreate);
    }

    /** The same with another capacity. */
    public MapSpec withMaxEntries(int maxEntries) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with other creation flags. */
    public MapSpec withFlags(int flags) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with another {@code map_extra}. */
    public MapSpec withExtra(long extra) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with types for key and value. */
    public MapSpec withTypes(@Nullable TypeRef keyType, @Nullable TypeRef valueType) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with another template for the maps that it holds. */
    public MapSpec withInner(@Nullable MapSpec inner) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with another pinning. */
    public MapSpec withPinning(Pinning pinning) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same with other contents at the start. */
    public MapSpec withContents(MapContents contents) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same, frozen or not. */
    public MapSpec withFrozen(boolean frozen) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }

    /** The same, made with its object or not. */
    public MapSpec withAutocreate(boolean autocreate) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, extra, numaNode, keyType, valueType,
                inner, pinning, contents, frozen, autocreate);
    }
}
