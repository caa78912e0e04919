package dev.osmia.cli.run;

import dev.osmia.cli.run.RunOptions.KernelKind;
import dev.osmia.cli.show.Json;
import dev.osmia.cli.show.Shown;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints an outcome as one JSON document. */
final class JsonReport {
    private final RunOptions options;

    JsonReport(RunOptions options) {
        this.options = options;
    }

    void print(Outcome outcome, PrintStream out) {
        try (Json json = new Json(out)) {
            json.text("object", options.object().toString());
            json.text("kernel", outcome.kernel());
            if (options.kernel() == KernelKind.EMBEDDED) {
                json.text("engine", options.engine().name().toLowerCase(Locale.ROOT));
            }
            json.number("packets", outcome.packets()).number("bytes", outcome.bytes());
            if (outcome.written() >= 0) {
                json.number("kept", outcome.written());
            }
            json.number("seconds", outcome.nanos() / 1e9);
            programs(json, outcome);
            maps(json, outcome);
            events(json, outcome);
            json.value("variables", new Shown.Parts(outcome.variables()));
            json.array("trace");
            outcome.trace()
                    .forEach(
                            line -> json.object().number("packet", line.packet()).text("text", line.text()).end());
            json.endArray();
        }
    }

    private void programs(Json json, Outcome outcome) {
        json.array("programs");
        for (Tally tally : outcome.tallies()) {
            json.object().text("name", tally.program().name()).text("type", tally.program().type().shortName());
            json.text("section", tally.program().section()).number("runs", tally.runs());
            json.number("refused", tally.refused()).number("nanos", tally.nanos()).object("verdicts");
            tally.verdicts().forEach(json::number);
            json.end();
            if (tally.hasContext()) {
                json.value("context", tally.context());
            }
            json.end();
        }
        json.endArray().array("left");
        outcome.left().forEach((name, reason) -> json.object().text("name", name).text("reason", reason).end());
        json.endArray();
    }

    private void maps(Json json, Outcome outcome) {
        json.array("maps");
        for (MapRows rows : outcome.maps()) {
            begin(json, rows.map()).array("entries");
            List<MapRows.Entry> entries = rows.entries();
            int shown = options.limit() == 0 ? entries.size() : Math.min(options.limit(), entries.size());
            for (MapRows.Entry entry : entries.subList(0, shown)) {
                json.object().value("key", entry.key()).value("value", entry.value());
                if (!entry.cpus().isEmpty()) {
                    json.value("cpus", new Shown.Items(entry.cpus()));
                }
                json.end();
            }
            json.endArray().end();
        }
        for (MapSpec map : outcome.references()) {
            if (map.contents() instanceof MapContents.Names(var names)) {
                begin(json, map).array("holds");
                names.forEach((key, name) -> json.object().number("key", key).text("name", name).end());
                json.endArray().end();
            }
        }
        json.endArray();
    }

    private static Json begin(Json json, MapSpec map) {
        return json.object()
                .text("name", map.name())
                .text("type", map.type().shortName())
                .number("max_entries",
                        Integer.toUnsignedLong(map.maxEntries()));
    }

    private static void events(Json json, Outcome outcome) {
        json.array("events");
        for (Events events : outcome.events()) {
            for (Events.Event event : events.events()) {
                json.object().text("map", events.map().name()).number("packet", event.packet());
                json.value("event", event.content()).end();
            }
        }
        json.endArray();
    }
}
