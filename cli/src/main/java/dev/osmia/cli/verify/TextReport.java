package dev.osmia.cli.verify;

import dev.osmia.cli.Console;
import dev.osmia.cli.Printable;
import dev.osmia.cli.show.Ink;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.ProgramSymbols;
import dev.osmia.object.SourceLine;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.VerifierWork;

import java.io.PrintStream;

/** Verdicts for people. */
final class TextReport implements Report {
    private static final String INDENT = "  ";

    private final PrintStream out;
    private final boolean colour;
    private int accepted;
    private int all;

    TextReport(Console console, String object, String kernel) {
        out = console.out();
        colour = console.colour();
        out.println(Printable.text(object + ", for " + kernel));
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
                explain(program, rejected);
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

    private void explain(ProgramSpec program, Verdict.Rejected rejected) {
        SourceLine line = program.lineAt(rejected.slot());
        if (line != null) {
            out.println(INDENT + INDENT + Printable.text(program.place(rejected.slot())));
        }
        Instruction instruction = rejected.slot() < program.code().slots() ? program.code().at(rejected.slot()) : null;
        if (instruction != null) {
            out.println(INDENT + INDENT + Printable.text(text(program, rejected.slot(), instruction)));
        }
        for (String reason : rejected.reasons()) {
            out.println(INDENT + INDENT + Printable.text(reason));
        }
        if (rejected.reasons().isEmpty()) {
            out.println(INDENT + INDENT + rejected.errno() + ", for which Linux gives no reason");
        }
    }

    private static String text(ProgramSpec program, int slot, Instruction instruction) {
        Code.Placed placed = new Code.Placed(slot, instruction);
        return slot + ": " + Disassembler.print(placed, Dialect.LINUX, new ProgramSymbols(program, false));
    }

    @Override
    public void close() {
        out.println(accepted + " of " + all + (all == 1 ? " program" : " programs") + " accepted");
    }
}
