package dev.osmia.cli.verify;

import dev.osmia.cli.show.Json;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Explanation.Decision;
import dev.osmia.verifier.Explanation.Fact;
import dev.osmia.verifier.Explanation.Knowledge;
import dev.osmia.verifier.Explanation.Place;
import dev.osmia.verifier.Explanation.Source;
import org.jspecify.annotations.Nullable;

/** Explanations as members of a JSON document; what is not known is left out. */
final class ExplanationJson {
    private final Json json;

    ExplanationJson(Json json) {
        this.json = json;
    }

    void write(Explanation explanation) {
        json.object("explanation").text("headline", explanation.headline());
        place("place", explanation.place());
        json.array("linux");
        explanation.linux().forEach(json::text);
        json.endArray().text("cause", explanation.cause()).text("rule", explanation.rule()).array("knowledge");
        explanation.knowledge().forEach(this::knowledge);
        json.endArray().array("path");
        explanation.path().forEach(this::decision);
        json.endArray().text("needed", explanation.needed()).text("advice", explanation.advice()).end();
    }

    private void place(String name, @Nullable Place place) {
        if (place == null) {
            return;
        }
        json.object(name).number("slot", place.slot()).text("instruction", place.instruction());
        Source source = place.source();
        if (source != null) {
            json.object("source")
                    .text("file", source.file())
                    .number("line", source.line())
                    .number("column", source.column())
                    .text("text", source.text())
                    .end();
        }
        json.end();
    }

    private void knowledge(Knowledge knowledge) {
        json.object().text("name", knowledge.name()).text("known", knowledge.known()).array("history");
        for (Fact fact : knowledge.history()) {
            json.object().text("what", fact.what());
            place("place", fact.place());
            json.end();
        }
        json.endArray().end();
    }

    private void decision(Decision decision) {
        json.object();
        place("place", decision.place());
        json.flag("taken", decision.taken());
        place("next", decision.next());
        json.number("times", decision.times()).end();
    }
}
