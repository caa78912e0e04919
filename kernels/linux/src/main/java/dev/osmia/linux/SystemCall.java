package dev.osmia.linux;

import java.util.Map;
import java.util.Optional;

/**
 * The system calls in use, with their numbers (Linux, {@code arch/x86/entry/syscalls/syscall_64.tbl} and
 * {@code asm-generic/unistd.h}, which arm64 follows).
 */
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    FCNTL(72, 25),
    OPENAT(257, 56),
    PPOLL(271, 73),
    EPOLL_CREATE1(291, 20),
    EPOLL_CTL(233, 21),
    EPOLL_PWAIT(281, 22),
    EVENTFD2(290, 19),
    MMAP(9, 222),
    MUNMAP(11, 215),
    PERF_EVENT_OPEN(298, 241),
    BPF(321, 280);

    /** The machines whose numbers are known, by their names in {@code os.arch}, with the column of their number. */
    private static final Map<String, Integer> COLUMNS = Map.of("amd64", 0, "x86_64", 0, "aarch64", 1);

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /** Why no system call can be made on this machine, or empty if they can. */
    static Optional<String> unavailableReason(String system, String architecture) {
        if (!system.equals("Linux")) {
            return Optional.of("bpf(2) needs Linux, this is " + system);
        }
        if (!COLUMNS.containsKey(architecture)) {
            return Optional.of("system call numbers are known for x86-64 and arm64, this is " + architecture);
        }
        return Optional.empty();
    }

    /** The number on a machine that {@link #unavailableReason} has nothing against. */
    int number(String architecture) {
        return COLUMNS.getOrDefault(architecture, 0) == 0 ? x86 : arm;
    }

    /** The number on this machine. */
    int number() {
        return number(System.getProperty("os.arch"));
    }
}
