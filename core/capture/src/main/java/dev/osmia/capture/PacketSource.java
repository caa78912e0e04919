package dev.osmia.capture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** The packets of a file whose format is known. */
sealed interface PacketSource permits PcapPackets, PcapngPackets {

    /** The next packet, or null after the last. */
    @Nullable
    Packet next() throws IOException;
}
