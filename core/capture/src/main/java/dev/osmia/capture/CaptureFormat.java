package dev.osmia.capture;

import java.nio.file.Path;
import java.util.Locale;

/** The two formats of capture files. */
public enum CaptureFormat {
    /** The classic format of libpcap: one link type a file (draft-ietf-opsawg-pcap). */
    PCAP,

    /** The block format of Wireshark: several interfaces, link types and sections a file (draft-ietf-opsawg-pcapng). */
    PCAPNG;

    /** The format that a file name asks for: {@link #PCAPNG} if it ends in {@code .pcapng}, else {@link #PCAP}. */
    public static CaptureFormat ofName(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".pcapng") ? PCAPNG : PCAP;
    }
}
