package dev.osmia.proof.verdicts;

import dev.osmia.abi.Errno;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.VerifierWork;

/**
 * What a verifier says of a program, as a line of text.
 *
 * @param verdict {@code accepted}, or the name of the error number
 * @param processed instructions that were followed
 * @param states most at one instruction, in all, at a time
 * @param message the first line of the reason, empty for accepted programs
 */
record Answer(String verdict, int processed, String states, String message) {
    private static final String ACCEPTED = "accepted";

    static Answer of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted(var work) -> of(ACCEPTED, work, "");
            case Verdict.Rejected rejected -> of(rejected.errno().name(), rejected.work(), rejected.message());
            case Verdict.Unsupported(var missing) -> new Answer("unsupported", 0, "0 0 0", missing);
        };
    }

    private static Answer of(String verdict, VerifierWork work, String message) {
        String states = work.mostStatesAtOneInstruction() + " " + work.totalStates() + " " + work.peakStates();
        return new Answer(verdict, work.processed(), states, message);
    }

    /** What Linux's log of statistics says of an accepted program. */
    static Answer accepted(String log) {
        return fromLog(ACCEPTED, log);
    }

    static Answer refused(Errno errno, String log) {
        return fromLog(errno.name(), log);
    }

    private static Answer fromLog(String verdict, String log) {
        int processed = 0;
        String states = "0 0 0";
        String message = "";
        for (String line : (Iterable<String>) log.lines()::iterator) {
            if (line.startsWith("processed ")) {
                String[] words = line.split(" ", -1);
                processed = Integer.parseInt(words[1]);
                states = words[6] + " " + words[8] + " " + words[10];
            } else if (message.isEmpty() && !verdict.equals(ACCEPTED) && !isAside(verdict, line)) {
                // One reason has no end of line of its own.
                message = line.replaceAll("verification time \\d+ usec$", "").strip();
            }
        }
        return new Answer(verdict, processed, states, message);
    }

    /** Statistics, and what Linux notes about itself without a consequence. */
    private static boolean isAside(String verdict, String line) {
        return line.startsWith("verification time") || line.startsWith("stack depth")
                || line.startsWith("verifier bug: REG INVARIANTS VIOLATION") && !verdict.equals(Errno.EFAULT.name());
    }

    boolean isAccepted() {
        return verdict.equals(ACCEPTED);
    }

    boolean isUnsupported() {
        return verdict.equals("unsupported");
    }

    /** In what it differs from what Linux says; empty if in nothing that counts. */
    String differenceFrom(Answer linux) {
        if (isUnsupported()) {
            return "";
        }
        if (!verdict.equals(linux.verdict)) {
            return isAccepted() ? "accepts" : linux.isAccepted() ? "refuses: " + message : "errno";
        }
        if (!message.equals(linux.message) && !isSameButPlace(linux)) {
            return "message";
        }
        if (processed != linux.processed) {
            return "processed";
        }
        return isAccepted() && !states.equals(linux.states) ? "states" : "";
    }

    /** Where the program ends once Linux has rewritten it is of no interest to a verifier. */
    private boolean isSameButPlace(Answer linux) {
        String bug = "verifier bug: No program to jit at insn ";
        return message.startsWith(bug) && linux.message.startsWith(bug);
    }

    @Override
    public String toString() {
        return verdict + " " + processed + " " + states + (message.isEmpty() ? "" : " " + message);
    }

    static Answer parse(String line) {
        String[] words = line.split(" ", 6);
        return new Answer(words[0], Integer.parseInt(words[1]), words[2] + " " + words[3] + " " + words[4],
                words.length > 5 ? words[5] : "");
    }
}
