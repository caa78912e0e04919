/**
 * The one region of memory in which everything lies that a program can point at.
 *
 * <p>{@link dev.osmia.embedded.internal.memory.Box} is the region and how it is accessed,
 * {@link dev.osmia.embedded.internal.memory.BoxAllocator} hands out blocks of it,
 * {@link dev.osmia.embedded.internal.memory.Regions} knows which of them a program may touch.
 */
package dev.osmia.embedded.internal.memory;
