package dev.osmia.object;

import dev.osmia.btf.BtfType;

/**
 * A function inside a program's code; the first is the program itself.
 *
 * @param slot where it starts
 * @param name its name
 * @param typeId its {@link BtfType.Func} in the program's BTF, 0 if unknown
 */
public record Subprogram(int slot, String name, int typeId) {}
