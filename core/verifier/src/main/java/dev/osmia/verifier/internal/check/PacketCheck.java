package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;

import java.util.EnumSet;
import java.util.Set;

/** Loads from packets and stores to them ({@code check_packet_access}). */
final class PacketCheck {
    private static final Set<ProgramType> READERS = EnumSet.of(ProgramType.LWT_IN, ProgramType.LWT_OUT,
            ProgramType.LWT_SEG6LOCAL, ProgramType.SK_REUSEPORT, ProgramType.FLOW_DISSECTOR, ProgramType.CGROUP_SKB);
    private static final Set<ProgramType> WRITERS = EnumSet.of(ProgramType.SCHED_CLS, ProgramType.SCHED_ACT,
            ProgramType.XDP, ProgramType.LWT_XMIT, ProgramType.SK_SKB, ProgramType.SK_MSG);

    private final Verification of;
    private final MemoryBounds bounds;

    PacketCheck(Verification of, MemoryBounds bounds) {
        this.of = of;
        this.bounds = bounds;
    }

    /** Whether instructions may read, or write, packets ({@code may_access_direct_pkt_data}). */
    boolean mayAccess(boolean isWrite) {
        ProgramType type = of.program.resolvedType();
        return type == ProgramType.CGROUP_SOCKOPT || WRITERS.contains(type) || !isWrite && READERS.contains(type);
    }

    /** Whether a call may be given packet pointers for memory. */
    boolean mayPass(Call call, boolean isWrite) {
        ProgramType type = of.program.resolvedType();
        boolean mayAccess = WRITERS.contains(type) || !isWrite && READERS.contains(type);
        return mayAccess ? call.takesPackets : type == ProgramType.CGROUP_SOCKOPT;
    }

    /** Checks that bytes are known to be in the packet. */
    void checkRange(int register, int off, int size, boolean mayBeEmpty) {
        Reg pointer = of.reg(register);
        if (pointer.value().smin() < 0) {
            throw of.forbid("R" + register
                    + " min value is negative, either use unsigned index or do a if (index >=0) check.");
        }
        String outside = "R" + register + " offset is outside of the packet";
        if (pointer.range() < 0) {
            throw of.invalid(outside);
        }
        if (!MemoryBounds.isInside(off, size, pointer.range(), mayBeEmpty)) {
            throw bounds.outside(register, off, size, pointer.range()).and(outside);
        }
    }

    void access(int register, int off, int size, boolean isWrite, int other) {
        if (isWrite && !mayAccess(true)) {
            throw of.forbid("cannot write into packet");
        }
        if (isWrite && other >= 0 && of.isSecret(other)) {
            throw of.forbid("R" + other + " leaks addr into packet");
        }
        checkRange(register, off, size, false);
        if (!isWrite && other >= 0) {
            of.setUnknown(other);
        }
    }
}
