/**
 * What both kernels refuse at load, and with which words.
 */
@NullMarked
package dev.osmia.proof.loading;

import org.jspecify.annotations.NullMarked;
