package dev.osmia.object;

/**
 * A global variable: a part of the only value of a global data map.
 *
 * @param name its name in the source
 * @param map the map that holds it
 * @param offset bytes into the map's value
 * @param size its size in bytes
 * @param typeId its type in the object's BTF, 0 if unknown
 * @param weak whether a {@code .kconfig} extern may stay 0 on a kernel that does not know it
 */
public record VariableSpec(String name, String map, int offset, int size, int typeId, boolean weak) {

    /** A variable that the object itself defines. */
    public VariableSpec(String name, String map, int offset, int size, int typeId) {
        this(name, map, offset, size, typeId, false);
    }
}
