package dev.osmia.abi;

/** Flags and headers of ring buffers (Linux 6.18, {@code linux/bpf.h}). */
public final class RingBufferFlags {
    /** {@code BPF_RB_NO_WAKEUP}: the reader is not woken. */
    public static final int NO_WAKEUP = 1;

    /** {@code BPF_RB_FORCE_WAKEUP}: the reader is woken even if it lags behind. */
    public static final int FORCE_WAKEUP = 1 << 1;

    /** {@code BPF_RB_AVAIL_DATA}, a query: bytes not yet read. */
    public static final int AVAIL_DATA = 0;

    /** {@code BPF_RB_RING_SIZE}, a query: bytes of the ring. */
    public static final int RING_SIZE = 1;

    /** {@code BPF_RB_CONS_POS}, a query: the position of the reader. */
    public static final int CONS_POS = 2;

    /** {@code BPF_RB_PROD_POS}, a query: the position of the writer. */
    public static final int PROD_POS = 3;

    /** {@code BPF_RINGBUF_BUSY_BIT}: in the length of a record that is still written. */
    public static final int BUSY_BIT = 1 << 31;

    /** {@code BPF_RINGBUF_DISCARD_BIT}: in the length of a record to be skipped. */
    public static final int DISCARD_BIT = 1 << 30;

    /** {@code BPF_RINGBUF_HDR_SZ}: bytes before each record. */
    public static final int HEADER_SIZE = 8;

    private RingBufferFlags() {
    }
}
