/**
 * How values look to people: {@link dev.osmia.cli.show.ValueReader} turns bytes with a type into
 * {@link dev.osmia.cli.show.Shown}, {@link dev.osmia.cli.show.Table} and {@link dev.osmia.cli.show.Json} print them.
 */
package dev.osmia.cli.show;
