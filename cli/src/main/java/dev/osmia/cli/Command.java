package dev.osmia.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;

/** A subcommand. */
interface Command {

    /** Its name. */
    String name();

    /** Its arguments and what its help says. */
    CommandSpec spec();

    /**
     * Does its work.
     *
     * @return the exit status
     * @throws Failure if it cannot
     * @throws picocli.CommandLine.ParameterException if the arguments contradict each other
     */
    int run(ParseResult arguments, Console console) throws IOException;
}
