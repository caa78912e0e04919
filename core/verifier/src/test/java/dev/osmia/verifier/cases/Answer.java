package dev.osmia.verifier.cases;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a verifier says of a program.
 *
 * @param errno the name of the error, empty if the program was accepted
 * @param processed instructions that were followed
 * @param message the first line of the reason, empty if there is none
 */
public record Answer(String errno, int processed, String message) {
    private static final String ACCEPTED = "accepted";
    private static final Pattern LINE = Pattern
            .compile("(?<verdict>\\w+) after (?<processed>\\d+)(?:: (?<message>.*))?");

    static Answer parse(String text) {
        Matcher parts = LINE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected 'accepted after N' or 'ERRNO after N: MESSAGE': " + text);
        }
        String verdict = parts.group("verdict");
        String message = parts.group("message");
        return new Answer(verdict.equals(ACCEPTED) ? "" : verdict, Integer.parseInt(parts.group("processed")),
                message == null ? "" : message);
    }

    @Override
    public String toString() {
        return (errno.isEmpty() ? ACCEPTED : errno) + " after " + processed + (message.isEmpty() ? "" : ": " + message);
    }
}
