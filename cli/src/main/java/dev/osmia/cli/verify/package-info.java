/** {@code osmia verify}: verdicts about the programs of an object file. */
package dev.osmia.cli.verify;
