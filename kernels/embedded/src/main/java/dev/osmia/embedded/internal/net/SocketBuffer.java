package dev.osmia.embedded.internal.net;

import dev.osmia.abi.PacketAccess;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.LegacyPacket;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.Subject;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.Region;

import java.util.List;

/**
 * A packet in the network stack ({@code struct sk_buff}), linear. What a {@code __sk_buff} shows is kept there alone, so
 * that reads and writes of programs need no conversion; methods that change the packet keep it up to date.
 */
public final class SocketBuffer implements Packet, LegacyPacket {
    /** What helpers ask for that work on socket buffers. */
    public static final Subject<SocketBuffer> SUBJECT = new Subject<>(SocketBuffer.class, "socket buffer");
    /** {@code SKB_MAX_ALLOC} with pages of 4 KiB on 64-bit machines: to this length helpers let a packet grow. */
    public static final int MAX_LENGTH = (XdpFrame.PAGE << 2) - XdpFrame.TAILROOM;
    /** {@code NET_SKB_PAD + NET_IP_ALIGN} on x86-64: headroom of a test run, which limits what fits into its page. */
    public static final int TEST_HEADROOM = 64;

    /** Enough for the longest packet wherever its start is moved to; memory that is not touched costs nothing. */
    private static final int BLOCK = 4 * (XdpFrame.PAGE << 2);
    private static final int FIRST_DATA = BLOCK / 2;
    private static final int CAPACITY = BLOCK / 2;

    private static final int LEN = ContextFields.skb("len");
    private static final int DATA = ContextFields.skb("data");
    private static final int DATA_END = ContextFields.skb("data_end");
    private static final int DATA_META = ContextFields.skb("data_meta");
    private static final int PACKET_TYPE = ContextFields.skb("pkt_type");
    private static final int PROTOCOL = ContextFields.skb("protocol");
    private static final int IFINDEX = ContextFields.skb("ifindex");
    private static final int INGRESS_IFINDEX = ContextFields.skb("ingress_ifindex");
    private static final int HASH = ContextFields.skb("hash");
    private static final int VLAN_PRESENT = ContextFields.skb("vlan_present");
    private static final int VLAN_TCI = ContextFields.skb("vlan_tci");
    private static final int VLAN_PROTO = ContextFields.skb("vlan_proto");
    private static final int WIRE_LENGTH = ContextFields.skb("wire_len");
    private static final int SEGMENT_SIZE = ContextFields.skb("gso_size");
    private static final int SEGMENTS = ContextFields.skb("gso_segs");

    /** {@code SKF_NET_OFF}: legacy loads from here on count from the network header. */
    private static final int FROM_NETWORK = -0x10_0000;
    /** {@code SKF_LL_OFF}: and from here on from the link layer header. */
    private static final int FROM_LINK = -0x20_0000;

    private final Box box;
    private final ProgramType type;
    private final long context;
    private final long block;
    private final SocketView socket;
    private final List<Region> regions;
    private final Redirect redirect = new Redirect();
    private final ChecksumState checksum;
    private Interface owner;
    private long data;
    private int length;
    private long linkHeader;
    private long networkHeader;
    private boolean hashed;
    private boolean encapsulated;
    private int depth;

    SocketBuffer(Machine machine, ProgramType type) {
        this.box = machine.box();
        this.type = type;
        owner = machine.interfaces().loopback();
        context = machine.allocator().allocate(ContextFields.SK_BUFF.size());
        block = machine.allocator().allocate(BLOCK);
        socket = new SocketView(box, machine.allocator(), context);
        checksum = new ChecksumState(box);
        regions = List.of(ContextRegion.of(type, context), new Linear(), socket.region());
    }

    /** The packet, wherever it begins and ends at the moment. */
    private final class Linear implements Region {
        @Override
        public String name() {
            return "packet";
        }

        @Override
        public long start() {
            return data;
        }

        @Override
        public long end() {
            return data + length;
        }

        @Override
        public boolean writable() {
            return isWritable();
        }
    }

    /**
     * Fills the buffer with an Ethernet packet that has arrived: the link layer header is already behind, and nothing is
     * known about the packet but its protocol and for whom it is ({@code eth_type_trans}).
     *
     * @param owner where it arrived
     * @param bytes the packet, at least its Ethernet header and at most {@link #MAX_LENGTH} bytes
     * @param depth how many redirects in a row have led here
     */
    public void fill(Interface owner, byte[] bytes, int depth) {
        this.owner = owner;
        this.depth = depth;
        redirect.clear();
        checksum.forget();
        hashed = false;
        encapsulated = false;
        data = block + FIRST_DATA;
        box.put(data, bytes);
        linkHeader = data;
        data += Ethernet.HEADER;
        networkHeader = data;
        length = bytes.length - Ethernet.HEADER;
        box.fill(context, ContextFields.SK_BUFF.size(), (byte) 0);
        box.putInt(context + IFINDEX, owner.index());
        box.putInt(context + PACKET_TYPE, Ethernet.packetType(box, linkHeader, owner.hasBroadcast()));
        setProtocol(Ethernet.protocol(box, linkHeader + Ethernet.PROTOCOL, data, data + length));
        socket.clear();
        showStart();
    }

    /** What {@code len} and {@code data} tell; the packet's end is told by {@link #showBounds} alone. */
    private void showStart() {
        box.putInt(context + LEN, length);
        box.putInt(context + DATA, (int) data);
    }

    /** Tells the program the packet's bounds ({@code bpf_compute_data_pointers}). */
    public void showBounds() {
        showStart();
        box.putInt(context + DATA_META, (int) data);
        box.putInt(context + DATA_END, (int) (data + length));
    }

    @Override
    public long context() {
        return context;
    }

    @Override
    public List<Region> regions() {
        return regions;
    }

    @Override
    public Interface owner() {
        return owner;
    }

    @Override
    public Redirect redirect() {
        return redirect;
    }

    @Override
    public int mtuLength() {
        return length;
    }

    @Override
    public boolean isSegmented() {
        return box.getInt(context + SEGMENT_SIZE) != 0;
    }

    /** Whether programs may write to the packet other than through the helpers of their type. */
    public boolean isWritable() {
        return PacketAccess.of(type).mayWrite();
    }

    /** For programs of which type it is. */
    public ProgramType type() {
        return type;
    }

    /** How many redirects in a row have led here. */
    public int depth() {
        return depth;
    }

    /** The socket that programs see. */
    public SocketView socket() {
        return socket;
    }

    /** What is known about the packet's checksum. */
    public ChecksumState checksum() {
        return checksum;
    }

    /** Bytes of each packet that this one is to be cut into, 0 if it is not. */
    public void setSegmentSize(int bytes) {
        box.putInt(context + SEGMENT_SIZE, bytes);
    }

    /** The packet will not be cut up any more. */
    public void forgetSegments() {
        box.putInt(context + SEGMENT_SIZE, 0);
        box.putInt(context + SEGMENTS, 0);
    }

    /** Notes where the packet has come in. */
    public void setIngress(Interface ingress) {
        box.putInt(context + INGRESS_IFINDEX, ingress.index());
    }

    /** Sets what the packet takes on the wire. */
    public void setWireLength(int bytes) {
        box.putInt(context + WIRE_LENGTH, bytes);
    }

    /** Bytes from {@link #data} on. */
    public int length() {
        return length;
    }

    /** Address of the first byte. */
    public long data() {
        return data;
    }

    /** Address of the link layer header. */
    public long linkHeader() {
        return linkHeader;
    }

    /** Address of the network header. */
    public long networkHeader() {
        return networkHeader;
    }

    /** Where the network header starts, counted from {@link #data}; negative if that has passed it. */
    public int networkOffset() {
        return (int) (networkHeader - data);
    }

    /** Bytes of the link layer header. */
    public int linkHeaderLength() {
        return (int) (networkHeader - linkHeader);
    }

    /** Says that the link layer header starts where the packet starts. */
    public void resetLinkHeader() {
        linkHeader = data;
    }

    /** Moves the headers. */
    public void moveHeaders(int link, int network) {
        linkHeader += link;
        networkHeader += network;
    }

    /** The protocol, in network byte order. */
    public int protocol() {
        return box.getInt(context + PROTOCOL);
    }

    /** Sets the protocol, in network byte order. */
    public void setProtocol(int protocol) {
        box.putInt(context + PROTOCOL, protocol);
    }

    /** {@code PACKET_HOST} and the like. */
    public int packetType() {
        return box.getInt(context + PACKET_TYPE);
    }

    /** Sets for whom the packet is. */
    public void setPacketType(int packetType) {
        box.putInt(context + PACKET_TYPE, packetType);
    }

    /** Whether a tunnel header has been put around the packet. */
    public boolean isEncapsulated() {
        return encapsulated;
    }

    /** Notes that a tunnel header has been put around the packet. */
    public void encapsulate() {
        encapsulated = true;
    }

    /** Whether a VLAN tag is kept beside the packet. */
    public boolean hasTag() {
        return box.getInt(context + VLAN_PRESENT) != 0;
    }

    /** The kept tag's protocol, in network byte order. */
    public int tagProtocol() {
        return box.getInt(context + VLAN_PROTO);
    }

    /** The kept tag's number and priority. */
    public int tagControl() {
        return box.getInt(context + VLAN_TCI);
    }

    /** Keeps a VLAN tag beside the packet; a protocol of 0 stands for none. */
    public void keepTag(int protocol, int control) {
        box.putInt(context + VLAN_PRESENT, (protocol | control) == 0 ? 0 : 1);
        box.putInt(context + VLAN_PROTO, protocol);
        box.putInt(context + VLAN_TCI, control);
    }

    /** The hash of its flow, made at the first time. */
    public int hash() {
        if (!hashed) {
            setHash(FlowHash.of(box, networkHeader, data + length, protocol()));
        }
        return box.getInt(context + HASH);
    }

    /** Sets the hash. */
    public void setHash(int hash) {
        hashed = true;
        box.putInt(context + HASH, hash);
    }

    /** Forgets the hash. */
    public void clearHash() {
        hashed = false;
        box.putInt(context + HASH, 0);
    }

    /** Whether there is memory for so many bytes more; Linux would look for more, and hardly find it. */
    public boolean hasRoomFor(int bytes) {
        return bytes >= 0 && bytes <= CAPACITY - length;
    }

    /** Makes the packet start earlier, there being room; what is new there has any contents. */
    public void push(int bytes) {
        if (data - bytes < block) {
            relocate(block + FIRST_DATA);
        }
        data -= bytes;
        length += bytes;
        showStart();
    }

    private void relocate(long target) {
        long first = Math.min(data, linkHeader);
        long shift = target - data;
        box.copy(first, first + shift, data + length - first);
        data += shift;
        linkHeader += shift;
        networkHeader += shift;
    }

    /** Makes the packet start later. */
    public void pull(int bytes) {
        data += bytes;
        length -= bytes;
        showStart();
    }

    /** Makes the packet end earlier or later; what is new is zero. */
    public void setLength(int bytes) {
        if (data + bytes > block + BLOCK) {
            relocate(block + FIRST_DATA);
        }
        if (bytes > length) {
            box.fill(data + length, bytes - length, (byte) 0);
        }
        length = bytes;
        showStart();
    }

    @Override
    public byte[] bytes() {
        return box.get(data, length);
    }

    @Override
    public long load(int position, int size) {
        int offset = position;
        if (position < 0) {
            if (position >= FROM_NETWORK) {
                offset = position - FROM_NETWORK + networkOffset();
            } else if (position >= FROM_LINK) {
                offset = position - FROM_LINK + (int) (linkHeader - data);
            } else {
                return -1;
            }
        }
        // Linux compares in this way round too: an offset before the start is read from what lies there.
        if (length - offset < size || data + offset < block) {
            return -1;
        }
        long number = 0;
        for (int at = 0; at < size; at++) {
            number = number << 8 | box.getByte(data + offset + at) & 0xff;
        }
        return number;
    }
}
