package dev.osmia.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads from and writes to.
 *
 * @param in standard input
 * @param out for results
 * @param err for everything else
 * @param colour whether results are read on a terminal
 */
public record Console(InputStream in, PrintStream out, PrintStream err, boolean colour) {
    private static final int BUFFER = 1 << 14;

    /** The streams of this process. The launcher says whether it is on a terminal: asking here takes longer. */
    static Console ofProcess() {
        return new Console(System.in, printer(new FileOutputStream(FileDescriptor.out)),
                printer(new FileOutputStream(FileDescriptor.err)), Boolean.getBoolean("osmia.terminal"));
    }

    private static PrintStream printer(OutputStream stream) {
        return new PrintStream(new BufferedOutputStream(stream, BUFFER), false, StandardCharsets.UTF_8);
    }
}
