/**
 * Packet capture files in the two formats that tcpdump and Wireshark share: pcap and pcapng.
 *
 * <p>In come the bytes of a file or stream, out go {@link dev.osmia.capture.Packet}s, and back. Nothing here knows what
 * a packet means. Start reading at {@link dev.osmia.capture.CaptureReader} and {@link dev.osmia.capture.CaptureWriter}.
 */
package dev.osmia.capture;
