package dev.osmia.proof.verdicts;

import dev.osmia.abi.ProgramType;

import java.util.Map;
import java.util.TreeMap;

/** Asks both verifiers, and makes what they differ about small. */
final class Comparison {
    private final Verifiers ours;
    private final Verifiers.Linux linux;
    private final Map<String, Integer> unsupported = new TreeMap<>();
    private int accepted;

    Comparison(Verifiers.Linux linux) {
        this.linux = linux;
        ours = linux.ours();
    }

    /** Programs that Linux accepted. */
    int accepted() {
        return accepted;
    }

    /** How often there was no verdict, by what was missing. */
    Map<String, Integer> unsupported() {
        return unsupported;
    }

    /** How the verifiers differ, with a small program that they differ about; empty if they agree. */
    String difference(Candidate candidate) {
        Answer expected = linux.ask(candidate);
        accepted += expected.isAccepted() ? 1 : 0;
        Answer answer = ours.ask(candidate);
        if (answer.isUnsupported()) {
            unsupported.merge(answer.message(), 1, Integer::sum);
        }
        if (answer.differenceFrom(expected).isEmpty() || isKnown(candidate, answer)) {
            return "";
        }
        String kind = kind(answer, expected);
        Candidate small = new Minimizer(smaller -> kind(ours.ask(smaller), linux.ask(smaller)).equals(kind))
                .smallest(candidate);
        return kind + "\n; ours " + ours.ask(small) + "\n" + new Candidate.Saved(small, linux.ask(small)).text();
    }

    /**
     * Linux compares the offset of a load from a tracepoint's context with an unsigned number, so that it lets programs read
     * what lies before the context. Here that is refused.
     */
    private static boolean isKnown(Candidate candidate, Answer answer) {
        return candidate.type() == ProgramType.TRACEPOINT
                && answer.message().startsWith("invalid bpf_context access off=-");
    }

    /** What the difference is like, without the numbers in it. */
    private static String kind(Answer answer, Answer expected) {
        String difference = answer.differenceFrom(expected);
        return (difference + (difference.isEmpty() ? "" : ", Linux: " + expected.message())).replaceAll("-?\\d+", "N");
    }
}
