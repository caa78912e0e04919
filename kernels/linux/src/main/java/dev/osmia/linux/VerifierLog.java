package dev.osmia.linux;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the kernel writes while it checks a program or a type table. */
record VerifierLog(String text) {
    /** Lines that follow the reason of a refusal: statistics. */
    private static final Pattern STATISTICS = Pattern
            .compile(
                    "processed \\d+ insns .*|verification time .*|stack depth .*|max_states_per_insn .*|mark_precise.*");

    /** The line that says why: the last that is no statistics. */
    Optional<String> reason() {
        List<String> lines = text.lines().map(String::strip).toList();
        return lines.reversed()
                .stream()
                .filter(line -> !line.isEmpty() && !STATISTICS.matcher(line).matches())
                .findFirst();
    }
}
