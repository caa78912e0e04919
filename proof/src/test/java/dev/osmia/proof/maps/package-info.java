/**
 * Map operations from user space on the embedded kernel and on Linux.
 *
 * <p>A {@link dev.osmia.proof.maps.Shape} is a map type with sizes and flags, a {@link dev.osmia.proof.maps.Script} random
 * operations on it, a {@link dev.osmia.proof.maps.Target} a kernel's map with what its values refer to. Start at
 * {@link dev.osmia.proof.maps.MapAgreementTest}.
 */
@NullMarked
package dev.osmia.proof.maps;

import org.jspecify.annotations.NullMarked;
