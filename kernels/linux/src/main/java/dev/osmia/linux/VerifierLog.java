package dev.osmia.linux;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What the kernel writes while it checks a program or a type table. */
record VerifierLog(String text) {
    private static final Pattern INSTRUCTION = Pattern.compile("\\d{1,7}: ");
    /** Lines that follow the reason of a refusal: statistics. */
    private static final Pattern STATISTICS = Pattern
            .compile(
                    "processed \\d+ insns .*|verification time .*|stack depth .*|max_states_per_insn .*|mark_precise.*");

    /** The instruction whose call of a helper that does not exist is the reason of a refusal. */
    OptionalInt unknownCall(int helper) {
        String call = "(85) call unknown#" + helper;
        return reason().filter(reason -> reason.endsWith("invalid func unknown#" + helper)).isEmpty()
                ? OptionalInt.empty()
                : text.lines()
                        .filter(line -> line.endsWith(call) && INSTRUCTION.matcher(line).lookingAt())
                        .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(':'))))
                        .reduce((first, last) -> last);
    }

    /** The line that says why: the last that is no statistics. */
    Optional<String> reason() {
        List<String> lines = text.lines().map(String::strip).toList();
        return lines.reversed()
                .stream()
                .filter(line -> !line.isEmpty() && !STATISTICS.matcher(line).matches())
                .findFirst();
    }
}
