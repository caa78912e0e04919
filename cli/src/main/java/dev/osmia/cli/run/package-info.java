/**
 * What {@code osmia run} does: {@link dev.osmia.cli.run.Selection} says which programs run,
 * {@link dev.osmia.cli.run.Session} runs them, {@link dev.osmia.cli.run.TextReport} and
 * {@link dev.osmia.cli.run.JsonReport} print what came of it.
 */
package dev.osmia.cli.run;
