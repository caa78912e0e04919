package dev.osmia.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many CPUs the kernel may ever have. */
final class Cpus {
    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");

    private Cpus() {
    }

    static int possible() {
        try {
            return count(Files.readString(POSSIBLE));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the number of CPUs from " + POSSIBLE, failure);
        }
    }

    /** Counts a list of ranges: {@code 0-3,8} are five. */
    static int count(String ranges) {
        int cpus = 0;
        for (String range : ranges.strip().split(",", -1)) {
            int dash = range.indexOf('-');
            cpus += dash < 0
                    ? 1
                    : Integer.parseInt(range.substring(dash + 1)) - Integer.parseInt(range.substring(0, dash)) + 1;
        }
        return cpus;
    }
}
