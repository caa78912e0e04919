package dev.osmia.cli.run;

import dev.osmia.abi.ProgramType;
import dev.osmia.abi.TcAction;
import dev.osmia.abi.XdpAction;

import java.util.EnumSet;
import java.util.Set;

/** What return values mean. */
final class Verdict {
    private static final Set<XdpAction> XDP_LOST = EnumSet.of(XdpAction.ABORTED, XdpAction.DROP);
    private static final Set<TcAction> TC_LOST = EnumSet.of(TcAction.SHOT, TcAction.STOLEN, TcAction.QUEUED,
            TcAction.TRAP);

    private Verdict() {
    }

    /** The name of a return value, or the number where it has none. */
    static String name(ProgramType type, int value) {
        return switch (type) {
            case XDP -> XdpAction.of(value).map(Enum::name).orElseGet(() -> Integer.toUnsignedString(value));
            case SCHED_CLS, SCHED_ACT -> TcAction.of(value).map(Enum::name).orElseGet(() -> Integer.toString(value));
            case SYSCALL -> Integer.toString(value);
            default -> Integer.toUnsignedString(value);
        };
    }

    /** How many bytes of a packet are still there after a verdict: all, what a filter keeps, or none. */
    static int kept(ProgramType type, int value, int length) {
        boolean passed = switch (type) {
            case XDP -> XdpAction.of(value).map(action -> !XDP_LOST.contains(action)).orElse(false);
            case SCHED_CLS, SCHED_ACT -> TcAction.of(value).map(action -> !TC_LOST.contains(action)).orElse(true);
            case CGROUP_SKB -> (value & 1) != 0;
            default -> value != 0;
        };
        if (!passed) {
            return 0;
        }
        return type == ProgramType.SOCKET_FILTER && Integer.compareUnsigned(value, length) < 0 ? value : length;
    }
}
