package dev.osmia.verifier.internal.state;

/**
 * What a register holds ({@code enum bpf_reg_type}): a base type, and flags above it. Plain numbers, since types are
 * compared and combined on every instruction.
 */
public final class RegType {
    public static final int NOT_INIT = 0;
    public static final int SCALAR = 1;
    public static final int CTX = 2;
    public static final int CONST_MAP = 3;
    public static final int MAP_VALUE = 4;
    public static final int MAP_KEY = 5;
    public static final int STACK = 6;
    public static final int PACKET_META = 7;
    public static final int PACKET = 8;
    public static final int PACKET_END = 9;
    public static final int FLOW_KEYS = 10;
    public static final int SOCKET = 11;
    public static final int SOCK_COMMON = 12;
    public static final int TCP_SOCK = 13;
    public static final int TP_BUFFER = 14;
    public static final int XDP_SOCK = 15;
    public static final int BTF_ID = 16;
    public static final int MEM = 17;
    public static final int ARENA = 18;
    public static final int BUF = 19;
    public static final int FUNC = 20;
    public static final int CONST_DYNPTR = 21;

    private static final int BASE = 0xff;

    /** Flags ({@code enum bpf_type_flag}). */
    public static final int MAYBE_NULL = 1 << 8;
    public static final int RDONLY = 1 << 9;
    public static final int RINGBUF = 1 << 10;
    public static final int USER = 1 << 11;
    public static final int PERCPU = 1 << 12;
    public static final int UNTRUSTED = 1 << 14;
    public static final int ALLOC = 1 << 17;
    public static final int TRUSTED = 1 << 18;
    public static final int RCU = 1 << 19;
    public static final int NON_OWNING = 1 << 20;
    public static final int DYNPTR_LOCAL = 1 << 15;
    public static final int DYNPTR_RINGBUF = 1 << 16;
    public static final int DYNPTR_SKB = 1 << 22;
    public static final int DYNPTR_XDP = 1 << 23;
    public static final int DYNPTR_SKB_META = 1 << 27;

    private static final String[] NAMES = {"?", "scalar", "ctx", "map_ptr", "map_value", "map_key", "fp", "pkt_meta",
            "pkt",
            "pkt_end", "flow_keys", "sock", "sock_common", "tcp_sock", "tp_buffer", "xdp_sock", "ptr_", "mem", "arena",
            "buf", "func", "dynptr_ptr"};

    private RegType() {
    }

    /** The type without its flags. */
    public static int base(int type) {
        return type & BASE;
    }

    /** Whether a pointer of the type may be null. */
    public static boolean mayBeNull(int type) {
        return (type & MAYBE_NULL) != 0;
    }

    /** Whether it points into the packet or the metadata before it. */
    public static boolean isPacket(int type) {
        return base(type) == PACKET || base(type) == PACKET_META;
    }

    /** Whether it points into the packet, or to its end. */
    public static boolean isAnyPacket(int type) {
        return isPacket(type) || type == PACKET_END;
    }

    /** Whether it is one of the views of a socket. */
    public static boolean isSocket(int type) {
        return type == SOCKET || type == SOCK_COMMON || type == TCP_SOCK || type == XDP_SOCK;
    }

    /** Whether it is an object that the program allocated. */
    public static boolean isAllocated(int type) {
        return base(type) == BTF_ID && (type & ALLOC) != 0 && (type & UNTRUSTED) == 0;
    }

    /** The type as the verifier's messages name it ({@code reg_type_str}). */
    public static String name(int type) {
        StringBuilder text = new StringBuilder();
        text.append((type & RDONLY) != 0 ? "rdonly_" : "");
        text.append((type & RINGBUF) != 0 ? "ringbuf_" : "");
        text.append((type & USER) != 0 ? "user_" : "");
        text.append((type & PERCPU) != 0 ? "percpu_" : "");
        text.append((type & RCU) != 0 ? "rcu_" : "");
        text.append((type & UNTRUSTED) != 0 ? "untrusted_" : "");
        text.append((type & TRUSTED) != 0 ? "trusted_" : "");
        text.append(NAMES[base(type)]);
        if (mayBeNull(type)) {
            text.append(base(type) == BTF_ID ? "or_null_" : "_or_null");
        }
        return text.toString();
    }
}
