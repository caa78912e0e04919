package dev.osmia.capture;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What an Interface Description Block says about the packets that refer to it.
 *
 * @param snapLength the most bytes kept of a packet, unsigned; 0 is no limit
 * @param resolution the {@code if_tsresol} byte: 10 to the minus n seconds, or 2 to the minus n with the top bit set
 * @param offsetSeconds the {@code if_tsoffset} to add to every timestamp
 */
record PcapngInterface(int linkType, int snapLength, int resolution, long offsetSeconds) {

    private static final int OPTION_END = 0;
    private static final int OPTION_TSRESOL = 9;
    private static final int OPTION_TSOFFSET = 14;
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int LONGEST_POWER_OF_TEN = 18;

    static PcapngInterface read(PcapngBlock block) throws IOException {
        ByteBuffer fixed = block.take(8, "interface description");
        int resolution = MICROSECONDS;
        long offsetSeconds = 0;
        boolean ended = false;
        while (!ended && block.remaining() > 0) {
            ByteBuffer option = block.take(4, "option header");
            int code = Short.toUnsignedInt(option.getShort(0));
            int length = Short.toUnsignedInt(option.getShort(2));
            int padded = length + 3 & ~3;
            if (code == OPTION_TSRESOL && length == 1) {
                resolution = Byte.toUnsignedInt(block.take(padded, "if_tsresol").get(0));
            } else if (code == OPTION_TSOFFSET && length == 8) {
                offsetSeconds = block.take(padded, "if_tsoffset").getLong(0);
            } else {
                block.skip(padded, "option value");
            }
            ended = code == OPTION_END;
        }
        return new PcapngInterface(
                Short.toUnsignedInt(fixed.getShort(0)),
                fixed.getInt(4),
                resolution,
                offsetSeconds);
    }

    /** How many bytes of a packet of this length a Simple Packet Block holds. */
    int kept(int originalLength) {
        return snapLength == 0 || Integer.compareUnsigned(originalLength, snapLength) < 0 ? originalLength : snapLength;
    }

    /**
     * A timestamp of this interface in nanoseconds since 1970.
     *
     * @param ticks the timestamp as the file has it, unsigned
     * @throws ArithmeticException if nanoseconds in a {@code long} cannot say it
     */
    long nanos(long ticks) {
        int exponent = resolution & 0x7f;
        long nanos;
        if ((resolution & 0x80) != 0) {
            nanos = shiftRight(Math.unsignedMultiplyHigh(ticks, NANOS_PER_SECOND), ticks * NANOS_PER_SECOND, exponent);
        } else if (exponent <= NANOSECONDS) {
            long factor = powerOfTen(NANOSECONDS - exponent);
            nanos = shiftRight(Math.unsignedMultiplyHigh(ticks, factor), ticks * factor, 0);
        } else if (exponent - NANOSECONDS <= LONGEST_POWER_OF_TEN) {
            nanos = Long.divideUnsigned(ticks, powerOfTen(exponent - NANOSECONDS));
        } else {
            // At 10^19 ticks a nanosecond or more, 64 bits of ticks are 1 nanosecond at the most.
            nanos = 0;
        }
        return Math.addExact(nanos, Math.multiplyExact(offsetSeconds, NANOS_PER_SECOND));
    }

    private static long shiftRight(long high, long low, int bits) {
        long shiftedHigh = bits >= 64 ? 0 : high >>> bits;
        long shiftedLow = bits >= 64 ? high >>> bits - 64 : bits == 0 ? low : high << 64 - bits | low >>> bits;
        if (shiftedHigh != 0 || shiftedLow < 0) {
            throw new ArithmeticException("more than 63 bits of nanoseconds");
        }
        return shiftedLow;
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
