/**
 * What an object file says, as immutable data that any kernel can load.
 *
 * <p>An {@link dev.osmia.object.ObjectSpec} holds {@link dev.osmia.object.ProgramSpec}s and
 * {@link dev.osmia.object.MapSpec}s; callers derive changed ones with the {@code with…} methods. A
 * {@link dev.osmia.object.TypeRelocator} derives those that fit a kernel's types. Nothing here makes a system call.
 * Start reading at {@code ObjectSpec}.
 */
package dev.osmia.object;
