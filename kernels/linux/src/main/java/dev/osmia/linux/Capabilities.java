package dev.osmia.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process may do.
 *
 * @param effective the set of effective capabilities, one bit each ({@code uapi/linux/capability.h})
 */
record Capabilities(long effective) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LINE = "CapEff:";
    private static final int SYS_ADMIN = 21;

    /** What bpf(2) asks for, by name. Before Linux 5.8 CAP_SYS_ADMIN stood for all of them, and it still does. */
    private static final Map<String, Integer> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("CAP_BPF", 39);
        NEEDED.put("CAP_PERFMON", 38);
        NEEDED.put("CAP_NET_ADMIN", 12);
    }

    /** Those of this process; none where the kernel does not tell. */
    static Capabilities current() {
        try {
            return Files.readAllLines(STATUS)
                    .stream()
                    .filter(line -> line.startsWith(LINE))
                    .findFirst()
                    .map(line -> new Capabilities(Long.parseUnsignedLong(line.substring(LINE.length()).strip(), 16)))
                    .orElse(new Capabilities(0));
        } catch (IOException unreadable) {
            return new Capabilities(0);
        }
    }

    /** Those that bpf(2) asks for and that are missing. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        NEEDED.forEach((name, bit) -> {
            if (!has(bit) && (!has(SYS_ADMIN) || name.equals("CAP_NET_ADMIN"))) {
                missing.add(name);
            }
        });
        return List.copyOf(missing);
    }

    private boolean has(int bit) {
        return (effective >>> bit & 1) != 0;
    }

    /** Why a call with this process's capabilities may have been refused. */
    String explainRefusal() {
        List<String> missing = missing();
        return missing.isEmpty()
                ? "every capability that bpf(2) asks for is there: lockdown or a security module refuses"
                : "this process lacks " + String.join(", ", missing);
    }
}
