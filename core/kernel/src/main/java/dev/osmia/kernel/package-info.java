/**
 * The API that the kernel inside the JVM and the Linux kernel share.
 *
 * <p>A {@link dev.osmia.kernel.Kernel} turns an {@link dev.osmia.object.ObjectSpec} into a live
 * {@link dev.osmia.kernel.BpfObject}. Everything live is {@link java.lang.AutoCloseable}: closing twice is harmless, use
 * after closing is an {@link java.lang.IllegalStateException}. Start reading at {@code Kernel}.
 */
package dev.osmia.kernel;
