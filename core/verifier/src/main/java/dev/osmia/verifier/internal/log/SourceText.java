package dev.osmia.verifier.internal.log;

import dev.osmia.object.ProgramSpec;
import dev.osmia.object.SourceLine;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** The source lines between a log's instructions ({@code verbose_linfo}). */
final class SourceText {
    private static final List<String> SHOWN_WITH = List.of("infinite loop detected", "invalid size of register");

    private final ProgramSpec spec;
    private @Nullable SourceLine previous;

    SourceText(ProgramSpec spec) {
        this.spec = spec;
    }

    /** Whether Linux writes the source line before that reason of a rejection. */
    static boolean isShownWith(String reason) {
        return SHOWN_WITH.stream().anyMatch(reason::startsWith);
    }

    /** What was shown may be shown again. */
    void forget() {
        previous = null;
    }

    /** The line that an instruction comes from, as the log shows it, empty if it is the one that was shown last. */
    String before(int insn) {
        SourceLine line = spec.lineAt(insn);
        SourceLine last = previous;
        if (line == null || line.equals(last)
                || last != null && line.fileOffset() == last.fileOffset() && line.line() == last.line()) {
            return "";
        }
        previous = line;
        String file = line.file().substring(line.file().lastIndexOf('/') + 1);
        return "; " + line.text().stripLeading() + " @ " + file + ":" + line.line() + "\n";
    }
}
