package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.memory.Box;

/**
 * A pointer that knows its bounds, as it lies in 16 bytes of a program's stack ({@code struct bpf_dynptr_kern}): the
 * address of the data, then the size with the kind and the read-only bit above it, then how far the visible part begins
 * into the data. For packets the address is that of the program's context.
 *
 * @param data address of the data, 0 if the dynptr leads nowhere
 * @param word size, kind and read-only bit
 * @param offset bytes of the data before the visible part
 */
public record Dynptr(long data, int word, int offset) {
    /** Bytes that it takes ({@code sizeof(struct bpf_dynptr)}). */
    public static final int SIZE = 16;
    /** {@code DYNPTR_MAX_SIZE}. */
    public static final int MAX_SIZE = (1 << 24) - 1;

    private static final int WORD = 8;
    private static final int OFFSET = 12;
    private static final int KIND_SHIFT = 28;
    private static final int KIND_MASK = 7;
    private static final int READ_ONLY = 1 << 31;
    private static final Dynptr NOWHERE = new Dynptr(0, 0, 0);

    /** What the data are ({@code enum bpf_dynptr_type}). */
    public enum Kind {
        /** Nothing. */
        INVALID,
        /** Memory of the program's. */
        LOCAL,
        /** A record of a ring buffer. */
        RINGBUF,
        /** The packet of a socket buffer. */
        SKB,
        /** The packet before XDP. */
        XDP,
        /** The metadata of a socket buffer. */
        SKB_META
    }

    /** One that shows all of some data. */
    public static Dynptr of(Kind kind, long data, int size, boolean readOnly) {
        return new Dynptr(data, size | kind.ordinal() << KIND_SHIFT | (readOnly ? READ_ONLY : 0), 0);
    }

    /** One that leads nowhere. */
    public static Dynptr nowhere() {
        return NOWHERE;
    }

    /** What lies at an address. */
    public static Dynptr at(Box box, long address) {
        return new Dynptr(box.getLong(address), box.getInt(address + WORD), box.getInt(address + OFFSET));
    }

    /** Puts it at an address. */
    public void put(Box box, long address) {
        box.putLong(address, data);
        box.putInt(address + WORD, word);
        box.putInt(address + OFFSET, offset);
    }

    /** Whether it leads nowhere. */
    public boolean isNull() {
        return data == 0;
    }

    /** Whether the program may only read the data. */
    public boolean isReadOnly() {
        return (word & READ_ONLY) != 0;
    }

    /** Bytes of the visible part. */
    public int size() {
        return word & MAX_SIZE;
    }

    /** What the data are; {@link Kind#INVALID} if no such kind exists. */
    public Kind kind() {
        int kind = word >>> KIND_SHIFT & KIND_MASK;
        return kind < Kind.values().length ? Kind.values()[kind] : Kind.INVALID;
    }

    /** Address of the visible part's first byte, for data that are memory. */
    public long start() {
        return data + Integer.toUnsignedLong(offset);
    }

    /** The same data, of whose visible part only the bytes from {@code first} to before {@code end} stay visible. */
    public Dynptr narrowed(int first, int end) {
        return new Dynptr(data, word & ~MAX_SIZE | end - first, offset + first);
    }

    /** What Linux answers for a range of the visible part: 0, or {@code -E2BIG} if it is not all there. */
    public long error(int first, int length) {
        int size = size();
        boolean inside = Integer.compareUnsigned(length, size) <= 0
                && Integer.compareUnsigned(first, size - length) <= 0;
        return inside ? 0 : Errno.E2BIG.result();
    }
}
