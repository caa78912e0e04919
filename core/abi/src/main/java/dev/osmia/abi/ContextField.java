package dev.osmia.abi;

/**
 * One field of a context.
 *
 * @param name its name in Linux's header
 * @param offset where it starts, in bytes from the start of the context
 * @param size its bytes
 * @param unit the bytes of one element for an array, else the size
 * @param kind what a read gives
 * @param width how much of it one instruction may take
 */
public record ContextField(String name, int offset, int size, int unit, FieldKind kind, AccessWidth width) {
    /** The first offset after the field. */
    public int end() {
        return offset + size;
    }

    /** Whether a load of {@code bytes} bytes at an offset into the context is one that Linux takes. */
    boolean reads(int at, int bytes) {
        return startsInside(at, bytes) && switch (width) {
            case EXACT -> bytes == unit;
            case NARROW -> bytes <= unit;
            case START -> bytes <= unit && (at - offset) % unit == 0;
            case HALVES -> bytes == unit || bytes * 2 == unit;
            case WIDE -> bytes <= unit || isPair(at, bytes);
            case ANY -> true;
        };
    }

    /** Whether a store of {@code bytes} bytes at an offset into the context is one that Linux takes. */
    boolean writes(int at, int bytes) {
        return startsInside(at, bytes) && switch (width) {
            case EXACT, NARROW, START, HALVES -> bytes == unit;
            case WIDE -> bytes == unit || isPair(at, bytes);
            case ANY -> true;
        };
    }

    private boolean startsInside(int at, int bytes) {
        boolean isAccessSize = bytes >= 1 && bytes <= Long.BYTES && Integer.bitCount(bytes) == 1;
        return isAccessSize && at >= offset && at < end() && at % bytes == 0
                && (bytes <= end() - at || isPair(at, bytes));
    }

    /** A field of a single unit may be read together with the padding that follows it. */
    private boolean isPair(int at, int bytes) {
        return width == AccessWidth.WIDE && bytes == 2 * unit && (bytes <= end() - at || size == unit);
    }
}
