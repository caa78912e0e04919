/**
 * What the helpers do, one class a family.
 *
 * <p>A {@link dev.osmia.embedded.internal.helpers.HelperFamily} names functions,
 * {@link dev.osmia.embedded.internal.helpers.HelperTables} puts together what each program type may call.
 */
package dev.osmia.embedded.internal.helpers;
