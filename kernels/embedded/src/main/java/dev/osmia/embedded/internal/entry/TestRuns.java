package dev.osmia.embedded.internal.entry;

import dev.osmia.abi.ProgramType;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/** The program types that can be entered by hand. */
public final class TestRuns {
    private static final Map<ProgramType, TestRun> BY_TYPE = Map.of(
            ProgramType.SYSCALL, new SyscallTestRun(),
            ProgramType.XDP, new XdpTestRun(),
            ProgramType.SCHED_CLS, new SocketBufferTestRun(true),
            ProgramType.SCHED_ACT, new SocketBufferTestRun(true),
            ProgramType.SOCKET_FILTER, new SocketBufferTestRun(false),
            ProgramType.CGROUP_SKB, new SocketBufferTestRun(false));

    private TestRuns() {
    }

    /** How programs of a type are entered, or null if they cannot be. */
    public static @Nullable TestRun of(ProgramType type) {
        return BY_TYPE.get(type);
    }
}
