package dev.osmia.capture;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One captured packet.
 *
 * @param timestampNanos when it was captured, in nanoseconds since 1970-01-01T00:00:00Z; 0 where the file does not say
 *     (a pcapng Simple Packet Block)
 * @param linkType which header {@code data} starts with, one of the numbers of {@link LinkType}, 0 to 65,535
 * @param originalLength bytes that the packet had on the wire; more than {@code data.length} if the capture cut it off
 * @param data the captured bytes, at most {@link #MAX_LENGTH}; not copied, so whoever holds the packet leaves them alone
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below look into the array
public record Packet(long timestampNanos, int linkType, int originalLength, byte[] data) {

    /** The most bytes of one packet that a capture holds: 262,144, libpcap's own limit ({@code MAXIMUM_SNAPLEN}). */
    public static final int MAX_LENGTH = 1 << 18;

    private static final int SHOWN_BYTES = 32;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the link type does not fit 16 bits, the original length is negative or the
     *     data are longer than {@link #MAX_LENGTH}
     */
    public Packet {
        if (linkType < 0 || linkType > 0xffff) {
            throw new IllegalArgumentException("link type " + linkType + ", expected 0 to 65535");
        }
        if (originalLength < 0) {
            throw new IllegalArgumentException("original length " + originalLength + ", expected 0 or more");
        }
        if (data.length > MAX_LENGTH) {
            throw new IllegalArgumentException("packet of " + data.length + " bytes, expected at most " + MAX_LENGTH);
        }
    }

    /** Whether the capture kept fewer bytes than the packet had. */
    public boolean isCutOff() {
        return data.length < originalLength;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Packet that
                && timestampNanos == that.timestampNanos
                && linkType == that.linkType
                && originalLength == that.originalLength
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(timestampNanos) * 31 + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(data, 0, Math.min(data.length, SHOWN_BYTES));
        return "Packet[%d ns, %s, %d of %d bytes, %s%s]".formatted(
                timestampNanos,
                LinkType.name(linkType),
                data.length,
                originalLength,
                hex,
                data.length > SHOWN_BYTES ? "…" : "");
    }
}
