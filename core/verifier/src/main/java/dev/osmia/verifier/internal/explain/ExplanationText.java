package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Explanation.Decision;
import dev.osmia.verifier.Explanation.Fact;
import dev.osmia.verifier.Explanation.Knowledge;
import dev.osmia.verifier.Explanation.Place;
import org.jspecify.annotations.Nullable;

/** Explanations as compilers print theirs. */
public final class ExplanationText {
    private static final int WIDTH = 100;
    private static final int TAB = 4;
    private static final int LONGEST_LINE = 60;

    private final StringBuilder text = new StringBuilder();
    private final String margin;

    private ExplanationText(Explanation explanation) {
        int line = explanation.place() != null && explanation.place().source() != null
                ? explanation.place().source().line()
                : 0;
        margin = " ".repeat(Math.max(2, Integer.toString(line).length()));
    }

    /** An explanation as text in lines that end with {@code \n}. */
    public static String of(Explanation explanation) {
        ExplanationText writer = new ExplanationText(explanation);
        writer.write(explanation);
        return writer.text.toString();
    }

    private void write(Explanation explanation) {
        wrap("error: ", explanation.headline());
        writePlace(explanation.program(), explanation.place());
        section("cause", explanation.cause());
        if (!explanation.knowledge().isEmpty()) {
            line(margin + " = what is known there:");
            explanation.knowledge().forEach(this::writeKnowledge);
        }
        if (!explanation.path().isEmpty()) {
            line(margin + " = how the program gets there:");
            explanation.path().forEach(this::writeDecision);
        }
        section("rule", explanation.rule());
        section("needed", explanation.needed());
        section("help", explanation.advice());
        for (String reason : explanation.linux()) {
            if (!reason.isEmpty()) {
                line(margin + " = Linux says: " + reason);
            }
        }
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private void section(String title, String content) {
        if (!content.isEmpty()) {
            wrap(margin + " = " + title + ": ", content);
        }
    }

    private void writePlace(String program, @Nullable Place place) {
        if (place == null) {
            line(margin + "--> program `" + program + "`");
            return;
        }
        Explanation.Source source = place.source();
        if (source == null) {
            line(margin + "--> program `" + program + "`, instruction " + place.slot());
            line(margin + " |");
        } else {
            line(margin + "--> " + source.file() + ":" + source.line()
                    + (source.column() == 0 ? "" : ":" + source.column()) + ", program `" + program + "`");
            line(margin + " |");
            String number = Integer.toString(source.line());
            line(" ".repeat(margin.length() - number.length()) + number + " | " + untabbed(source.text()));
            if (source.column() > 0 && source.column() <= source.text().length()) {
                line(margin + " | " + " ".repeat(untabbed(source.text().substring(0, source.column() - 1)).length())
                        + "^");
            }
        }
        line(margin + " | instruction " + place.slot() + ": " + place.instruction());
        line(margin + " |");
    }

    private static String untabbed(String line) {
        return line.replace("\t", " ".repeat(TAB));
    }

    private void writeKnowledge(Knowledge knowledge) {
        String start = margin + "     " + knowledge.name();
        wrap(start + " ".repeat(Math.max(1, margin.length() + 10 - start.length())), knowledge.known());
        for (Fact fact : knowledge.history()) {
            wrap(margin + "          " + Source.where(fact.place()) + ": ", fact.what());
        }
    }

    private void writeDecision(Decision decision) {
        Place next = decision.next();
        String line = decision.place().source() == null || Source.isAssembly(decision.place().source())
                ? decision.place().instruction()
                : decision.place().source().text().strip();
        String shown = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE - 3) + "..." : line;
        line(margin + "     " + Source.where(decision.place()) + ": " + shown
                + (next == null ? "" : "  -> " + Source.where(next))
                + (decision.times() == 1 ? "" : "  (" + decision.times() + " times)"));
    }

    /** Writes words in lines, those after the first one as far to the right as the first word. */
    private void wrap(String start, String words) {
        StringBuilder line = new StringBuilder(start);
        int indent = start.length();
        boolean isFirst = true;
        for (String word : words.split(" ", -1)) {
            if (!isFirst && line.length() + 1 + word.length() > WIDTH) {
                line(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                isFirst = true;
            }
            line.append(isFirst ? "" : " ").append(word);
            isFirst = false;
        }
        line(line.toString());
    }
}
