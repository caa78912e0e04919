package dev.osmia.cli.verify;

import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.Verdict;

/**
 * What became of a program.
 *
 * @param program as it was verified
 * @param log what Linux would have written, empty if nobody asked
 */
record Result(ProgramSpec program, Verdict verdict, String log) {
    boolean isAccepted() {
        return verdict instanceof Verdict.Accepted;
    }
}
