package dev.osmia.verifier;

import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.internal.log.LinuxLog;
import dev.osmia.verifier.internal.program.Program;
import org.jspecify.annotations.Nullable;

/**
 * The log that Linux 6.18's verifier writes, word for word, but for addresses and times. Each instruction that is followed
 * stands in it with the registers and stack slots that it touches and what is known of them, and source lines in between
 * where the program has them; then the reason, if the program is rejected, and last what it took.
 *
 * <p>Where Linux prints the address of a map or of a variable of the kernel, there is one that only tells maps apart; for
 * a policy under which pointers must not become known it is 0, as it is there.
 *
 * <p>A log serves one verification at a time; the next one begins anew. Not for use by several threads.
 */
public final class VerifierLog {
    /**
     * The path that ends the verification ({@code BPF_LOG_LEVEL1}): nothing of an accepted program, and of a rejected one
     * the way to where it is wrong.
     */
    public static final int PATH = 1;
    /**
     * All paths ({@code BPF_LOG_LEVEL2}), and why one ends, which numbers are found to matter, and which registers and
     * stack slots are read later.
     */
    public static final int ALL_PATHS = 2;
    /** The time that it took, and how much stack each function needs ({@code BPF_LOG_STATS}). */
    public static final int STATISTICS = 4;
    /** Characters that are kept if nothing else is said: 16 Mi. */
    public static final int DEFAULT_LIMIT = 1 << 24;

    private final int level;
    private final int limit;
    private @Nullable LinuxLog writer;

    /** A log of {@link #DEFAULT_LIMIT} characters. */
    public VerifierLog(int level) {
        this(level, DEFAULT_LIMIT);
    }

    /**
     * A log that keeps its last characters.
     *
     * @param level one or more of {@link #PATH}, {@link #ALL_PATHS} and {@link #STATISTICS}, added
     * @param limit how many characters are kept, at least 1
     * @throws IllegalArgumentException if there is no such level or the limit is less than 1
     */
    public VerifierLog(int level, int limit) {
        if (level < PATH || level > (PATH | ALL_PATHS | STATISTICS)) {
            throw new IllegalArgumentException("there is no log level " + level + ", only 1 to 7");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("a log of " + limit + " characters can hold nothing");
        }
        this.level = level;
        this.limit = limit;
    }

    /** The level that it was made with. */
    public int level() {
        return level;
    }

    /**
     * What the last verification wrote: lines that end with {@code \n}, the first one cut if there was too much; empty before
     * the first verification. Where the verdict is {@link Verdict.Unsupported}, it ends where nothing more was known.
     */
    public String text() {
        LinuxLog written = writer;
        return written == null ? "" : written.text();
    }

    /** Whether the beginning is lost, since there was more than the limit. */
    public boolean isTruncated() {
        LinuxLog written = writer;
        return written != null && written.isTruncated();
    }

    void clear() {
        writer = null;
    }

    LinuxLog begin(ProgramSpec spec, Program program, boolean showsAddresses) {
        LinuxLog begun = new LinuxLog(spec, program, level, limit, showsAddresses);
        writer = begun;
        return begun;
    }
}
