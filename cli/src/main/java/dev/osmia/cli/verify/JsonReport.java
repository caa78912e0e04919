package dev.osmia.cli.verify;

import dev.osmia.cli.Console;
import dev.osmia.cli.show.Json;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.SourceLine;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.VerifierWork;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Verdicts as one JSON document. */
final class JsonReport implements Report {
    private final Json json;

    JsonReport(Console console, String object, String kernel, List<Path> targets) {
        json = new Json(console.out());
        json.text("object", object).text("kernel", kernel);
        if (!targets.isEmpty()) {
            json.array("targets");
            targets.forEach(target -> json.text(target.toString()));
            json.endArray();
        }
        json.array("programs");
    }

    @Override
    public void add(Result result) {
        ProgramSpec program = result.program();
        json.object()
                .text("section", program.section())
                .text("program", program.name())
                .text("type", program.type().shortName())
                .number("instructions", program.code().slots())
                .text("verdict", result.verdict().getClass().getSimpleName().toLowerCase(Locale.ROOT));
        switch (result.verdict()) {
            case Verdict.Accepted(var work) -> work("", work);
            case Verdict.Rejected rejected -> {
                work(rejected.message(), rejected.work());
                json.text("errno", rejected.errno().name()).number("slot", rejected.slot()).array("reasons");
                rejected.reasons().forEach(json::text);
                json.endArray();
                SourceLine line = program.lineAt(rejected.slot());
                if (line != null) {
                    json.object("source")
                            .text("file", line.file())
                            .number("line", line.line())
                            .number("column", line.column())
                            .text("text", line.text())
                            .end();
                }
            }
            case Verdict.Unsupported(var missing) -> json.text("message", missing).number("processed", 0);
        }
        if (result.explanation() != null) {
            new ExplanationJson(json).write(result.explanation());
        }
        if (!result.log().isEmpty()) {
            json.text("log", result.log());
        }
        json.end();
    }

    private void work(String message, VerifierWork work) {
        json.text("message", message)
                .number("processed", work.processed())
                .number("maxStatesPerInstruction", work.mostStatesAtOneInstruction())
                .number("totalStates", work.totalStates())
                .number("peakStates", work.peakStates());
    }

    @Override
    public void close() {
        json.endArray().close();
    }
}
