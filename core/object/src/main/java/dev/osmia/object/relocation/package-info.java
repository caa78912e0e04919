/**
 * How {@link dev.osmia.object.TypeRelocator} works, by the rules of libbpf: a {@code Question} is read from a
 * relocation, {@code Matcher} finds the same place in a candidate of the target, {@code Answer} says what the
 * instruction has to hold and {@code Patch} writes it.
 */
package dev.osmia.object.relocation;
