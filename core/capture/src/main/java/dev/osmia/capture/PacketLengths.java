package dev.osmia.capture;

/** The two length fields that both formats give a packet, checked before anything is done with them. */
final class PacketLengths {

    private PacketLengths() {
    }

    static int captured(CaptureInput input, long at, int field) {
        if (Integer.compareUnsigned(field, Packet.MAX_LENGTH) > 0) {
            throw input.bad(
                    at,
                    "captured length of " + Integer.toUnsignedString(field) + " bytes",
                    "at most " + Packet.MAX_LENGTH);
        }
        return field;
    }

    static int original(CaptureInput input, long at, int field) {
        if (field < 0) {
            throw input.bad(
                    at,
                    "original length of " + Integer.toUnsignedString(field) + " bytes",
                    "at most " + Integer.MAX_VALUE);
        }
        return field;
    }
}
