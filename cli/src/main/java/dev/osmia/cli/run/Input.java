package dev.osmia.cli.run;

import dev.osmia.abi.ProgramType;

import java.util.EnumMap;
import java.util.Map;

/** What programs can be given by hand. */
enum Input {
    /** A packet, which starts with its Ethernet header. */
    PACKET,
    /** Memory that is the program's context. */
    CONTEXT;

    private static final Map<ProgramType, Input> BY_TYPE = new EnumMap<>(Map.of(
            ProgramType.XDP, PACKET,
            ProgramType.SCHED_CLS, PACKET,
            ProgramType.SCHED_ACT, PACKET,
            ProgramType.SOCKET_FILTER, PACKET,
            ProgramType.CGROUP_SKB, PACKET,
            ProgramType.SYSCALL, CONTEXT));

    /** Whether programs of a type can be run by hand. */
    static boolean isFor(ProgramType type) {
        return BY_TYPE.containsKey(type);
    }

    /** Whether programs of a type take this. */
    boolean fits(ProgramType type) {
        return BY_TYPE.get(type) == this;
    }
}
