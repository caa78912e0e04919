package dev.osmia.verifier;

import dev.osmia.abi.Errno;

import java.util.List;

/** What the verifier says of a program. */
public sealed interface Verdict {

    /**
     * The program is safe.
     *
     * @param work what finding out took
     */
    record Accepted(VerifierWork work) implements Verdict {}

    /**
     * The program is not safe, or nobody can show that it is.
     *
     * @param errno what {@code BPF_PROG_LOAD} answers
     * @param reasons Linux's own words, the reason first; empty where Linux says nothing
     * @param slot the instruction that was looked at, as it counts slots of eight bytes
     * @param work what finding out took
     */
    record Rejected(Errno errno, List<String> reasons, int slot, VerifierWork work) implements Verdict {
        /** Keeps a copy of the list. */
        public Rejected {
            reasons = List.copyOf(reasons);
        }

        /** The first reason, empty if there is none. */
        public String message() {
            return reasons.isEmpty() ? "" : reasons.getFirst();
        }
    }

    /**
     * Nothing can be said, since something that the verdict depends on is not known.
     *
     * @param missing what it is
     */
    record Unsupported(String missing) implements Verdict {}
}
