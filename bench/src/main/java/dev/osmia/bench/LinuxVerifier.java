package dev.osmia.bench;

import dev.osmia.kernel.BpfMap;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.linux.LinuxProgram;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loads a program into Linux, again and again, and reads what the verifier there says of itself. */
final class LinuxVerifier implements AutoCloseable {
    private static final int STATISTICS = 4;
    private static final Pattern TIME = Pattern.compile("verification time (\\d+) usec");
    private static final Pattern PROCESSED = Pattern.compile("processed (\\d+) insns");

    private final LinuxKernel kernel;
    private final ProgramSpec program;
    private final Map<String, BpfMap> maps = new HashMap<>();

    /** What Linux's log says: instructions that were processed, and the time that the verification took. */
    record Report(int processed, long nanos) {}

    LinuxVerifier(LinuxKernel kernel, ObjectSpec object, String name) {
        this.kernel = kernel;
        this.program = object.program(name);
        object.maps().forEach((map, spec) -> maps.put(map, kernel.createMap(spec)));
    }

    Report verify() {
        try (LinuxProgram loaded = kernel.loadProgram(program, maps, STATISTICS)) {
            return new Report((int) number(PROCESSED, loaded.log()), 1000 * number(TIME, loaded.log()));
        }
    }

    private static long number(Pattern pattern, String log) {
        Matcher matcher = pattern.matcher(log);
        if (!matcher.find()) {
            throw new IllegalStateException("nothing like '" + pattern + "' in the log: " + log);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public void close() {
        maps.values().forEach(BpfMap::close);
    }
}
