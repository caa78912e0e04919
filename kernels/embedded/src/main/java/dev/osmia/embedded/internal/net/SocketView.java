package dev.osmia.embedded.internal.net;

import dev.osmia.abi.ContextLayout;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.BoxAllocator;
import dev.osmia.embedded.internal.memory.Region;

import java.util.concurrent.atomic.AtomicLong;

/** The socket that a packet of a test run belongs to: nothing but the packet's own addresses. */
public final class SocketView {
    private static final ContextLayout SOCKET = ContextLayout.of("bpf_sock").orElseThrow();
    private static final int SOCK = ContextFields.skb("sk");
    private static final int SKB_FAMILY = ContextFields.skb("family");
    private static final int FAMILY = at("family");
    private static final int STATE = at("state");
    /** {@code TCP_CLOSE}. */
    private static final int CLOSED = 7;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final Place LOCAL_IPV4 = Place.of("src_ip4", "local_ip4", 4);
    private static final Place REMOTE_IPV4 = Place.of("dst_ip4", "remote_ip4", 4);
    private static final Place LOCAL_IPV6 = Place.of("src_ip6", "local_ip6", 16);
    private static final Place REMOTE_IPV6 = Place.of("dst_ip6", "remote_ip6", 16);
    private static final AtomicLong LAST_COOKIE = new AtomicLong();

    private final Box box;
    private final long buffer;
    private final long address;
    private long cookie;

    /** Where an address stands in the socket and in the packet's context. */
    private record Place(int inSocket, int inBuffer, int size) {
        static Place of(String socketField, String bufferField, int size) {
            return new Place(at(socketField), ContextFields.skb(bufferField), size);
        }
    }

    SocketView(Box box, BoxAllocator allocator, long buffer) {
        this.box = box;
        this.buffer = buffer;
        address = allocator.allocate(SOCKET.size());
    }

    private static int at(String field) {
        return SOCKET.named(field).orElseThrow().offset();
    }

    Region region() {
        return new Region.Range("socket", address, address + SOCKET.size(), false);
    }

    /** There is no socket. */
    void clear() {
        cookie = 0;
    }

    /** There is a socket without addresses. */
    public void open() {
        box.fill(address, SOCKET.size(), (byte) 0);
        box.putInt(address + STATE, CLOSED);
        box.putLong(buffer + SOCK, address);
    }

    /** Its addresses are those of the IPv4 header at an address. */
    public void takeIpv4(long header) {
        box.putInt(address + FAMILY, AF_INET);
        box.putInt(buffer + SKB_FAMILY, AF_INET);
        copy(header + 12, LOCAL_IPV4);
        copy(header + 16, REMOTE_IPV4);
    }

    /** Its addresses are those of the IPv6 header at an address. */
    public void takeIpv6(long header) {
        box.putInt(address + FAMILY, AF_INET6);
        box.putInt(buffer + SKB_FAMILY, AF_INET6);
        copy(header + 8, LOCAL_IPV6);
        copy(header + 24, REMOTE_IPV6);
    }

    private void copy(long from, Place place) {
        box.copy(from, address + place.inSocket(), place.size());
        box.copy(from, buffer + place.inBuffer(), place.size());
    }

    /** Whether there is a socket. */
    public boolean isOpen() {
        return box.getLong(buffer + SOCK) != 0;
    }

    /** A number that no other socket has, 0 if there is none. */
    public long cookie() {
        if (cookie == 0 && isOpen()) {
            cookie = LAST_COOKIE.incrementAndGet();
        }
        return cookie;
    }
}
