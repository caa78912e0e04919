package dev.osmia.object;

/**
 * A global variable: a part of the only value of a global data map.
 *
 * @param name its name in the source
 * @param map the map that holds it
 * @param offset bytes into the map's value
 * @param size its size in bytes
 * @param typeId its type in the object's BTF, 0 if unknown
 */
public record VariableSpec(String name, String map, int offset, int size, int typeId) {}
