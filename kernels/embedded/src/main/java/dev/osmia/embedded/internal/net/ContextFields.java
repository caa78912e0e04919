package dev.osmia.embedded.internal.net;

import dev.osmia.abi.ContextLayout;

/** Offsets in the contexts of packet programs. */
final class ContextFields {
    static final ContextLayout XDP_MD = ContextLayout.of("xdp_md").orElseThrow();
    static final ContextLayout SK_BUFF = ContextLayout.of("__sk_buff").orElseThrow();

    private ContextFields() {
    }

    static int xdp(String field) {
        return XDP_MD.named(field).orElseThrow().offset();
    }

    static int skb(String field) {
        return SK_BUFF.named(field).orElseThrow().offset();
    }
}
