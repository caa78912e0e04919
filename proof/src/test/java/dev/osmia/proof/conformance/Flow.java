package dev.osmia.proof.conformance;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A program about where execution goes, and what it must leave in the first eight bytes of its context.
 *
 * @param text in Linux's syntax; {@code r1} points to the context of eight bytes
 * @param refusal what Linux's verifier says, empty if it accepts the program
 */
record Flow(String name, String text, long expected, String refusal) {

    static Flow of(String name, long expected, String text) {
        return new Flow(name, text, expected, "");
    }

    static Flow refused(String name, String refusal, long expected, String text) {
        return new Flow(name, text, expected, refusal);
    }

    /** One line, many times. */
    static String repeated(int times, String line) {
        return (line + "\n").repeat(times);
    }

    /**
     * A function that calls another one that calls another one, each with a mark in its own part of the stack and a
     * register to keep. The sum of all marks and registers is the result.
     */
    static String nested(int functions) {
        return IntStream.range(0, functions)
                .mapToObj(depth -> """
                        f%1$d:
                        r6 = %1$d
                        *(u64 *)(r10 -8) = r6
                        r0 = 0
                        %2$s
                        r1 = *(u64 *)(r10 -8)
                        r0 += r1
                        r0 += r6
                        exit
                        """.formatted(depth, depth + 1 < functions ? "call f" + (depth + 1) : ""))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return name;
    }
}
