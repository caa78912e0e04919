/**
 * The map types, one class a family, with Linux's semantics.
 *
 * <p>Keys and values lie in the box. {@link dev.osmia.embedded.internal.maps.EmbeddedMap} is what programs see through
 * helpers and what Java code sees through {@link dev.osmia.kernel.BpfMap};
 * {@link dev.osmia.embedded.internal.maps.MapTable} finds a map by the address that stands for it in programs.
 */
package dev.osmia.embedded.internal.maps;
