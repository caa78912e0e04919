package dev.osmia.cli.verify;

import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What became of a program.
 *
 * @param program as it was verified
 * @param explanation why it is rejected, null if it is not
 * @param log what Linux would have written, empty if nobody asked
 */
record Result(ProgramSpec program, Verdict verdict, @Nullable Explanation explanation, String log) {
    boolean isAccepted() {
        return verdict instanceof Verdict.Accepted;
    }
}
