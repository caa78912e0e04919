package dev.osmia.verifier.internal.path;

import dev.osmia.abi.Errno;

import java.util.ArrayList;
import java.util.List;

/** Why a program is not accepted, in Linux's words. Ends the exploration; its stack trace would tell nobody anything. */
public final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Errno errno;
    private final transient List<String> lines;

    public Rejection(Errno errno, String line) {
        this(errno, List.of(line));
    }

    private Rejection(Errno errno, List<String> lines) {
        super(lines.getFirst(), null, false, false);
        this.errno = errno;
        this.lines = lines;
    }

    /** The same for another reason, as far as the caller of the kernel is told. */
    public Rejection as(Errno other) {
        return new Rejection(other, lines);
    }

    /** The same with what was written before it, {@code ""} for nothing. */
    public Rejection after(String line) {
        if (line.isEmpty()) {
            return this;
        }
        List<String> more = new ArrayList<>(lines);
        more.addFirst(line);
        return new Rejection(errno, more);
    }

    /** The same with what the next one up adds to it. */
    public Rejection and(String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return new Rejection(errno, more);
    }

    public Errno errno() {
        return errno;
    }

    /** What Linux writes about it, the reason first. */
    public List<String> lines() {
        return lines;
    }
}
