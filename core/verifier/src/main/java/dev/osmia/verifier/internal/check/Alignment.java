package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.number.Tnum;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** Whether accesses lie at multiples of their size, where they must ({@code check_ptr_alignment}). */
final class Alignment {
    /** Where Linux assumes the network header to begin, for machines that need alignment ({@code NET_IP_ALIGN}). */
    private static final int IP_ALIGN = 2;

    private Alignment() {
    }

    static void check(Verification of, Reg pointer, int off, int size, boolean isStrictHere) {
        boolean isStrict = of.strictAlignment || isStrictHere || pointer.type() == RegType.STACK;
        if (!isStrict || size == 1 || pointer.type() == RegType.ARENA) {
            return;
        }
        Tnum variable = pointer.value().bits();
        if (RegType.isPacket(pointer.type())) {
            if (!variable.add(Tnum.of(IP_ALIGN + pointer.off() + off)).isAligned(size)) {
                throw of.forbid("misaligned packet access off " + IP_ALIGN + "+" + variable + "+" + pointer.off() + "+"
                        + off + " size " + size);
            }
        } else if (!variable.add(Tnum.of(pointer.off() + off)).isAligned(size)) {
            throw of.forbid("misaligned " + name(pointer.type()) + "access off " + variable + "+" + pointer.off() + "+"
                    + off + " size " + size);
        }
    }

    private static String name(int type) {
        return switch (type) {
            case RegType.FLOW_KEYS -> "flow keys ";
            case RegType.MAP_KEY -> "key ";
            case RegType.MAP_VALUE -> "value ";
            case RegType.CTX -> "context ";
            case RegType.STACK -> "stack ";
            case RegType.SOCKET -> "sock ";
            case RegType.SOCK_COMMON -> "sock_common ";
            case RegType.TCP_SOCK -> "tcp_sock ";
            case RegType.XDP_SOCK -> "xdp_sock ";
            default -> "";
        };
    }
}
