package dev.osmia.cli.run;

import java.util.List;

/** What is shown of the log in which Linux's verifier says why it refuses a program: the reason stands at the end. */
final class RejectionLog {
    /** A screen shows them together with what the command says itself. */
    private static final int MOST_LINES = 20;

    private RejectionLog() {
    }

    /** The last lines of a log, each behind a line break, and how many were left out; empty for an empty log. */
    static String end(String log) {
        List<String> lines = log.stripTrailing().lines().toList();
        int left = Math.max(0, lines.size() - MOST_LINES);
        String remark = left == 0
                ? ""
                : "\nthe end of Linux's log, without the %,d lines before; osmia verify explains it:".formatted(left);
        StringBuilder text = new StringBuilder(remark);
        lines.subList(left, lines.size()).forEach(line -> text.append('\n').append(line));
        return text.toString();
    }
}
