/**
 * The eBPF kernel inside the JVM: any operating system, no privileges.
 *
 * <p>{@link dev.osmia.embedded.EmbeddedKernel#open()} makes one; it loads what {@code dev.osmia.object} describes and
 * answers through {@code dev.osmia.kernel}. Start reading at {@code EmbeddedKernel}.
 */
package dev.osmia.embedded;
