/**
 * Osmia as a library, one small program a use.
 *
 * <p>{@link dev.osmia.examples.QuotaHost} lets an eBPF program decide in a Java server;
 * {@link dev.osmia.examples.FlowCounter} runs one over a capture and reads its maps.
 */
package dev.osmia.examples;
