package dev.osmia.cli.verify;

import dev.osmia.cli.Console;
import dev.osmia.cli.Printable;
import dev.osmia.cli.show.Ink;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.VerifierWork;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Verdicts for people: a line for each program, and at the end why some are rejected. */
final class TextReport implements Report {
    private static final String INDENT = "  ";

    private final PrintStream out;
    private final boolean colour;
    private final List<Explanation> explanations = new ArrayList<>();
    private int accepted;
    private int all;

    TextReport(Console console, String object, String kernel, List<Path> targets) {
        out = console.out();
        colour = console.colour();
        String attached = targets.isEmpty()
                ? ""
                : ", attached to " + targets.stream().map(Path::toString).collect(Collectors.joining(", "));
        out.println(Printable.text(object + ", for " + kernel + attached));
    }

    @Override
    public void add(Result result) {
        ProgramSpec program = result.program();
        all++;
        if (!result.log().isEmpty()) {
            out.println();
            out.print(Printable.text(result.log()));
        }
        switch (result.verdict()) {
            case Verdict.Accepted(var work) -> {
                accepted++;
                title(Ink.GREEN, "accepted", program, work(work));
            }
            case Verdict.Rejected rejected -> {
                title(Ink.RED, "rejected", program, work(rejected.work()));
                if (result.explanation() == null) {
                    reasons(rejected);
                } else {
                    explanations.add(result.explanation());
                }
            }
            case Verdict.Unsupported(var missing) -> {
                title(Ink.BOLD, "unsupported", program, "");
                out.println(INDENT + INDENT + Printable.text("not known here: " + missing));
            }
        }
    }

    private void title(Ink ink, String verdict, ProgramSpec program, String work) {
        String where = program.section().isEmpty() ? program.type().shortName() : program.section();
        out.println(INDENT + ink.on(colour, "%-11s".formatted(verdict)) + " "
                + Printable.text(program.name() + " (" + where + ")") + work);
    }

    private static String work(VerifierWork work) {
        return ": " + work.processed() + " instructions processed";
    }

    private void reasons(Verdict.Rejected rejected) {
        for (String reason : rejected.reasons()) {
            out.println(INDENT + INDENT + Printable.text(reason));
        }
    }

    @Override
    public void close() {
        for (Explanation explanation : explanations) {
            out.println();
            out.print(Printable.text(explanation.text()));
        }
        if (!explanations.isEmpty()) {
            out.println();
        }
        out.println(accepted + " of " + all + (all == 1 ? " program" : " programs") + " accepted");
    }
}
