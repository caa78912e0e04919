/**
 * From the sections of an object file to its specification, and back.
 *
 * <p>{@link dev.osmia.object.internal.ObjectReader} reads: types, maps, global data, externs, functions, and links the
 * functions to programs. {@link dev.osmia.object.internal.ObjectWriter} takes linked programs apart again.
 */
package dev.osmia.object.internal;
