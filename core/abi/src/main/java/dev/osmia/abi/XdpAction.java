package dev.osmia.abi;

import java.util.Optional;

/** What an XDP program returns (Linux 6.18, {@code enum xdp_action}). */
public enum XdpAction {
    /** An error of the program: dropped, and reported by the tracepoint {@code xdp:xdp_exception}. */
    ABORTED(0),
    /** Dropped. */
    DROP(1),
    /** Handed to the network stack. */
    PASS(2),
    /** Sent back out of the interface that it came in by. */
    TX(3),
    /** Sent to where a redirect helper pointed. */
    REDIRECT(4);

    private static final IdTable<XdpAction> BY_ID = new IdTable<>(values(), XdpAction::code);

    private final int code;

    XdpAction(int code) {
        this.code = code;
    }

    /** The action of that return value; empty for one that Linux treats as {@link #ABORTED}. */
    public static Optional<XdpAction> of(int code) {
        return BY_ID.find(code);
    }

    /** The return value. */
    public int code() {
        return code;
    }

    /** The constant of Linux's header, {@code XDP_PASS}. */
    public String linuxName() {
        return "XDP_" + name();
    }
}
