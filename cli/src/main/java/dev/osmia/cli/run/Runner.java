package dev.osmia.cli.run;

import dev.osmia.cli.Console;
import dev.osmia.cli.Failure;

import java.io.IOException;

/** Runs programs and prints what came of it. */
public final class Runner {
    private Runner() {
    }

    /**
     * Runs what the options say.
     *
     * @return whether every program ran
     * @throws Failure if a program does what it may not, or there is nothing to run
     */
    public static boolean run(RunOptions options, boolean json, Console console) throws IOException {
        Session session = new Session(options, remark -> console.err().println("osmia: " + remark));
        Outcome outcome = session.run();
        if (json) {
            new JsonReport(options).print(outcome, console.out());
        } else {
            new TextReport(console.out(), console.colour(), options).print(outcome);
        }
        boolean all = true;
        for (Tally tally : outcome.tallies()) {
            if (tally.refused() > 0) {
                console.err()
                        .println("osmia: " + options.source() + ": " + tally.program().name() + " was not given "
                                + tally.refused() + " of " + outcome.packets() + " packets; " + tally.firstRefusal());
            }
            all &= tally.runs() > 0 || tally.refused() == 0;
        }
        return all;
    }
}
