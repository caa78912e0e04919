package dev.osmia.abi;

import java.util.List;
import java.util.Set;

/**
 * What calls of a helper ({@code struct bpf_func_proto}, Linux 6.18) or of a kernel function take and give.
 *
 * @param result what R0 holds afterwards
 * @param arguments what R1, R2, … must hold, at most five
 * @param properties what else Linux asks or promises
 */
public record HelperPrototype(ReturnType result, List<ArgumentType> arguments, Set<Property> properties) {
    /** What Linux asks of the caller, or promises it. */
    public enum Property {
        /** The program's license must be compatible with the GPL. */
        GPL,
        /** Pointers into the packet may be passed for memory, keys and values. */
        PACKET,
        /** The helper may sleep: only for sleepable programs. */
        SLEEPS,
        /** The call leaves alone the registers that carry neither an argument nor the result. */
        FASTCALL,
        /** Pointers into the packet are void after the call. */
        CHANGES_PACKET
    }

    /** Keeps copies. */
    public HelperPrototype {
        arguments = List.copyOf(arguments);
        properties = Set.copyOf(properties);
    }

    /** Whether only programs under a license compatible with the GPL may call it. */
    public boolean isGplOnly() {
        return properties.contains(Property.GPL);
    }

    /** Whether packet pointers may be passed for memory, keys and values. */
    public boolean takesPacketPointers() {
        return properties.contains(Property.PACKET);
    }

    /** Whether only sleepable programs may call it. */
    public boolean maySleep() {
        return properties.contains(Property.SLEEPS);
    }

    /** Whether pointers into the packet are void after the call ({@code bpf_helper_changes_pkt_data}). */
    public boolean changesPacket() {
        return properties.contains(Property.CHANGES_PACKET);
    }

    /** Whether it keeps to the contract of LLVM's {@code bpf_fastcall}. */
    public boolean isFastCall() {
        return properties.contains(Property.FASTCALL);
    }
}
