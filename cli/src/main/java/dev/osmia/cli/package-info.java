/**
 * The {@code osmia} command: one class a subcommand, which takes arguments and prints results, and nothing else.
 *
 * <p>{@link dev.osmia.cli.Osmia} knows the subcommands and what a failure of theirs looks like. Results go to standard
 * output, everything else to standard error. Exit status 0 means done, 1 that a program or file failed, 2 wrong usage.
 */
package dev.osmia.cli;
