package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;

/**
 * Linux does not allow it.
 *
 * @param message the first line that Linux writes about it, {@code ""} where it writes nothing of its own
 */
public record Refused(Errno errno, String message)
        implements
        TypeAccess,
        ArgumentAccess,
        AttachResult,
        GlobalSignature,
        GlobalArguments.Found,
        FunctionInfo.Checked,
        LineInfo.Checked {

    /** A refusal without a word. */
    static Refused silently(Errno errno) {
        return new Refused(errno, "");
    }
}
