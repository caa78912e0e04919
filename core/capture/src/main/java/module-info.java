/** Packet capture files, pcap and pcapng: read and write. */
@org.jspecify.annotations.NullMarked module dev.osmia.capture {
    requires static org.jspecify;

    exports dev.osmia.capture;
}
