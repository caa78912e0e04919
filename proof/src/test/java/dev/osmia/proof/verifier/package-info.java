/** The verifier beside that of the running Linux. */
@org.jspecify.annotations.NullMarked
package dev.osmia.proof.verifier;
