package dev.osmia.abi;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a {@code SCHED_CLS} or {@code SCHED_ACT} program returns (Linux 6.18, {@code linux/pkt_cls.h}). Of these a
 * program attached by tcx knows {@code UNSPEC} (there {@code TCX_NEXT}), {@code OK} ({@code TCX_PASS}), {@code SHOT}
 * ({@code TCX_DROP}) and {@code REDIRECT}, and takes every other value for {@code UNSPEC}.
 */
public enum TcAction {
    /** No verdict: the default, or the next program, decides. */
    UNSPEC(-1),
    /** The packet goes on. */
    OK(0),
    /** Classification starts again. */
    RECLASSIFY(1),
    /** The packet is dropped. */
    SHOT(2),
    /** The next action decides. */
    PIPE(3),
    /** The packet is consumed, without counting as a drop. */
    STOLEN(4),
    /** The packet is queued elsewhere. */
    QUEUED(5),
    /** The action is repeated. */
    REPEAT(6),
    /** The packet is sent to where a redirect helper pointed. */
    REDIRECT(7),
    /** Hardware hands the packet to the CPU. */
    TRAP(8);

    private final int code;

    TcAction(int code) {
        this.code = code;
    }

    /** The action of that return value, or empty when it is none. */
    public static Optional<TcAction> of(int code) {
        return Arrays.stream(values()).filter(action -> action.code == code).findFirst();
    }

    /** The return value. */
    public int code() {
        return code;
    }

    /** The constant of Linux's header, {@code TC_ACT_OK}. */
    public String linuxName() {
        return "TC_ACT_" + name();
    }
}
