package dev.osmia.kernel;

import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A live object: its maps and programs. Closing it closes them all; what is attached stays attached until its link is
 * closed.
 */
public final class BpfObject implements AutoCloseable {
    private final ObjectSpec spec;
    private final Map<String, BpfMap> maps;
    private final Map<String, BpfProgram> programs;

    BpfObject(ObjectSpec spec, Map<String, BpfMap> maps, Map<String, BpfProgram> programs) {
        this.spec = spec;
        this.maps = maps;
        this.programs = programs;
    }

    /** What was loaded. */
    public ObjectSpec spec() {
        return spec;
    }

    /** The maps by name, in the order of the file. */
    public Map<String, BpfMap> maps() {
        return maps;
    }

    /** The programs by name, in the order of the file. */
    public Map<String, BpfProgram> programs() {
        return programs;
    }

    /**
     * The map with a name.
     *
     * @throws NoSuchElementException if there is none, or it is not made automatically; the message lists those that
     *     exist
     */
    public BpfMap map(String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new NoSuchElementException(
                    spec.name() + " has no map " + name + "; it has " + String.join(", ", maps.keySet()));
        }
        return map;
    }

    /**
     * The map with a name, its keys and values as Java objects.
     *
     * @throws NoSuchElementException if there is no such map
     * @throws IllegalArgumentException if a codec's size is not the map's
     */
    public <K, V> MapView<K, V> map(String name, Codec<K> key, Codec<V> value) {
        return new MapView<>(map(name), key, value);
    }

    /**
     * The map with a name, its keys and values as Java objects, by the types that the object's BTF has for them
     * ({@link MapTypes#of(Class, TypeRef)}); {@link MapTypes#of(Class)} where it has none.
     *
     * @throws NoSuchElementException if there is no such map
     * @throws IllegalArgumentException if a class does not go with the map's type; the message says why
     */
    public <K, V> MapView<K, V> map(String name, Class<K> key, Class<V> value) {
        MapSpec map = map(name).spec();
        return map(name, codec(key, map.keyType()), codec(value, map.valueType()));
    }

    private static <T> Codec<T> codec(Class<T> type, @Nullable TypeRef c) {
        return c == null ? MapTypes.of(type) : MapTypes.of(type, c);
    }

    /**
     * The program with a name.
     *
     * @throws NoSuchElementException if there is none or it is not loaded automatically
     */
    public BpfProgram program(String name) {
        spec.program(name);
        BpfProgram program = programs.get(name);
        if (program == null) {
            throw new NoSuchElementException("program " + name + " of " + spec.name() + " is not loaded automatically");
        }
        return program;
    }

    @Override
    public void close() {
        programs.values().forEach(BpfProgram::close);
        maps.values().forEach(BpfMap::close);
    }

    @Override
    public String toString() {
        return spec.name();
    }
}
