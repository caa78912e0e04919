package dev.osmia.embedded.internal.net;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.Subject;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.BoxAllocator;
import dev.osmia.embedded.internal.memory.Region;

import java.util.List;

/**
 * A packet before XDP ({@code struct xdp_buff}): a page with headroom, metadata, the packet's linear part and tailroom,
 * and for packets that do not fit in there further pages, one behind the other, that only helpers reach.
 */
public final class XdpFrame implements Packet {
    /** What helpers ask for that work on XDP frames. */
    public static final Subject<XdpFrame> SUBJECT = new Subject<>(XdpFrame.class, "XDP frame");
    /** {@code PAGE_SIZE}, as Linux's test runs have it: bytes of the frame, and of each further page. */
    public static final int PAGE = 4096;
    /** {@code XDP_PACKET_HEADROOM}: bytes before the packet. */
    public static final int HEADROOM = 256;
    /** {@code SKB_DATA_ALIGN(sizeof(struct skb_shared_info))} on 64-bit machines: bytes that stay free at the end. */
    public static final int TAILROOM = 320;
    /** {@code sizeof(struct xdp_frame)}: bytes at the start that neither packet nor metadata reach. */
    public static final int RESERVED = 40;
    /** {@code MAX_SKB_FRAGS}: further pages. */
    public static final int MAX_PAGES = 17;
    /** Bytes of a packet without metadata that fit into the frame. */
    public static final int MAX_LINEAR = PAGE - HEADROOM - TAILROOM;
    /** Most bytes of a packet without metadata. */
    public static final int MAX_LENGTH = MAX_LINEAR + MAX_PAGES * PAGE;

    private static final int DATA = ContextFields.xdp("data");
    private static final int DATA_END = ContextFields.xdp("data_end");
    private static final int DATA_META = ContextFields.xdp("data_meta");
    private static final int INGRESS_IFINDEX = ContextFields.xdp("ingress_ifindex");
    private static final int EGRESS_IFINDEX = ContextFields.xdp("egress_ifindex");
    private static final int RX_QUEUE_INDEX = ContextFields.xdp("rx_queue_index");

    private final Box box;
    private final BoxAllocator allocator;
    private final long context;
    private final long key;
    private final long start;
    private final List<Region> regions;
    /** As {@link #regions}, for programs that know where the packet will leave. */
    private final List<Region> leavingRegions;
    private final Redirect redirect = new Redirect();
    private Interface owner;
    private long meta;
    /** Below this address the headroom is zero. */
    private long lowest;
    private long data;
    private long end;
    private long pages;
    /** Bytes of the first pages that have been pulled into the frame: the packet goes on behind them. */
    private int pulled;
    private int paged;

    XdpFrame(Machine machine) {
        box = machine.box();
        allocator = machine.allocator();
        owner = machine.interfaces().loopback();
        context = allocator.allocate(ContextFields.XDP_MD.size());
        key = allocator.allocate(Integer.BYTES);
        start = allocator.allocate(PAGE);
        lowest = start + HEADROOM;
        Region linear = new Linear();
        Region pages = new Pages();
        regions = List.of(ContextRegion.of(ProgramType.XDP, context), linear, pages);
        leavingRegions = List.of(ContextRegion.of(ProgramType.XDP, AttachType.XDP_DEVMAP, context), linear, pages);
    }

    /** The metadata and the linear part, wherever they begin and end at the moment. */
    private final class Linear implements Region {
        @Override
        public String name() {
            return "packet";
        }

        @Override
        public long start() {
            return meta;
        }

        @Override
        public long end() {
            return end;
        }

        @Override
        public boolean writable() {
            return true;
        }
    }

    /** The further pages, to which programs get pointers as parts of a dynptr. */
    private final class Pages implements Region {
        @Override
        public String name() {
            return "further page of the packet";
        }

        @Override
        public long start() {
            return behind(0);
        }

        @Override
        public long end() {
            return behind(paged);
        }

        @Override
        public boolean writable() {
            return true;
        }
    }

    /**
     * Fills the frame.
     *
     * @param owner where the packet comes from
     * @param bytes metadata and packet, at most {@link #MAX_LENGTH}
     * @param metadata bytes of metadata
     * @param linear bytes that go into the frame, the metadata among them; the others go to further pages
     */
    public void fill(Interface owner, byte[] bytes, int metadata, int linear) {
        fill(owner, bytes, metadata, linear, HEADROOM);
    }

    /** As {@link #fill(Interface, byte[], int, int)}, with the {@link #headroom} of another frame that this is a copy of. */
    public void fill(Interface owner, byte[] bytes, int metadata, int linear, int headroom) {
        this.owner = owner;
        redirect.clear();
        data = start + headroom;
        meta = data - metadata;
        end = meta + linear;
        if (lowest < meta) {
            box.fill(lowest, meta - lowest, (byte) 0);
        }
        lowest = meta;
        box.put(meta, bytes, 0, linear);
        pulled = 0;
        paged = bytes.length - linear;
        if (paged > 0) {
            if (pages == 0) {
                pages = allocator.allocate((long) MAX_PAGES * PAGE);
            }
            box.put(pages, bytes, linear, paged);
        }
        box.putInt(context + INGRESS_IFINDEX, owner.index());
        box.putInt(context + RX_QUEUE_INDEX, 0);
        box.putInt(context + EGRESS_IFINDEX, 0);
        show();
    }

    /** Notes by which interface the packet will leave, for the programs of device maps. */
    public void setEgress(Interface egress) {
        box.putInt(context + EGRESS_IFINDEX, egress.index());
    }

    private void show() {
        lowest = Math.min(lowest, meta);
        box.putInt(context + DATA, (int) data);
        box.putInt(context + DATA_END, (int) end);
        box.putInt(context + DATA_META, (int) meta);
    }

    @Override
    public long context() {
        return context;
    }

    @Override
    public List<Region> regions() {
        return box.getInt(context + EGRESS_IFINDEX) == 0 ? regions : leavingRegions;
    }

    @Override
    public Interface owner() {
        return owner;
    }

    @Override
    public Redirect redirect() {
        return redirect;
    }

    /** Only the linear part counts. */
    @Override
    public int mtuLength() {
        return linear();
    }

    @Override
    public boolean isSegmented() {
        return false;
    }

    /** Puts the key of a map where a lookup can read it. */
    public long key(int value) {
        box.putInt(key, value);
        return key;
    }

    /** Bytes of the frame before the packet. */
    public int headroom() {
        return (int) (data - start);
    }

    /** Bytes of metadata. */
    public int metadata() {
        return (int) (data - meta);
    }

    /** Bytes of the packet in the frame. */
    public int linear() {
        return (int) (end - data);
    }

    /** Bytes of the packet. */
    public int length() {
        return linear() + paged;
    }

    /** Whether there are further pages. */
    public boolean isPaged() {
        return paged > 0;
    }

    /** A copy of the metadata and the packet. */
    public byte[] bytesWithMetadata() {
        return bytes(meta);
    }

    @Override
    public byte[] bytes() {
        return bytes(data);
    }

    private byte[] bytes(long from) {
        int linear = (int) (end - from);
        byte[] bytes = box.get(from, linear + paged);
        box.get(behind(0), bytes, linear, paged);
        return bytes;
    }

    /** Moves the packet's start and the metadata before it; false if there is no room. */
    public boolean moveStart(int offset) {
        int metadata = metadata();
        if (data + offset < start + RESERVED + metadata || data + offset > end - Ethernet.HEADER) {
            return false;
        }
        box.copy(meta, meta + offset, metadata);
        meta += offset;
        data += offset;
        show();
        return true;
    }

    /** Whether the metadata could start that much later. */
    public boolean canMoveMetadata(int offset) {
        return meta + offset >= start + RESERVED && meta + offset <= data;
    }

    /** Moves the metadata's start. */
    public void moveMetadata(int offset) {
        meta += offset;
        show();
    }

    /** Moves the packet's end, zeroing what is new; false if there is no room. */
    public boolean moveEnd(int offset) {
        if (isPaged()) {
            return offset < 0 ? shrinkPages(-offset) : growLastPage(offset);
        }
        if (end + offset > start + PAGE - TAILROOM || end + offset < data + Ethernet.HEADER) {
            return false;
        }
        if (offset > 0) {
            box.fill(end, offset, (byte) 0);
        }
        end += offset;
        show();
        return true;
    }

    /**
     * Brings bytes from the pages into the frame, moving what is there towards its start if there is no room behind it
     * ({@code bpf_xdp_pull_data}).
     *
     * @param length bytes of the packet to be in the frame
     * @return false if the packet or the room in the frame is too small
     */
    public boolean pull(long length) {
        long missing = length - linear();
        if (missing <= 0) {
            return true;
        }
        long tailroom = start + PAGE - TAILROOM - end;
        if (length > length() || missing > tailroom + (meta - start - RESERVED)) {
            return false;
        }
        long shift = missing - tailroom;
        if (shift > 0) {
            box.copy(meta, meta - shift, end - meta);
            meta -= shift;
            data -= shift;
            end -= shift;
        }
        int bytes = (int) missing;
        box.copy(behind(0), end, bytes);
        end += bytes;
        pulled += bytes;
        paged -= bytes;
        show();
        return true;
    }

    /** The address of a byte behind the frame's part of the packet. */
    private long behind(int offset) {
        return pages + pulled + offset;
    }

    private boolean growLastPage(int more) {
        int room = (PAGE - (pulled + paged) % PAGE) % PAGE;
        if (more > room) {
            return false;
        }
        box.fill(behind(paged), more, (byte) 0);
        paged += more;
        return true;
    }

    private boolean shrinkPages(int less) {
        if (less < 0 || less > length() - Ethernet.HEADER) {
            return false;
        }
        int fromPages = Math.min(less, paged);
        paged -= fromPages;
        end -= less - fromPages;
        show();
        return true;
    }

    /** Copies part of the packet to memory. The part must lie inside. */
    public void load(int offset, long to, int size) {
        int linear = inLinear(offset, size);
        box.copy(data + offset, to, linear);
        box.copy(behind(offset + linear - linear()), to + linear, size - linear);
    }

    /** Copies memory over part of the packet. The part must lie inside. */
    public void store(int offset, long from, int size) {
        int linear = inLinear(offset, size);
        box.copy(from, data + offset, linear);
        box.copy(from + linear, behind(offset + linear - linear()), size - linear);
    }

    /** Where a part of the packet lies, 0 if it lies in several pieces. The part must lie inside. */
    public long piece(int offset, int size) {
        int behind = offset - linear();
        if (behind < 0) {
            return behind + size <= 0 ? data + offset : 0;
        }
        if (paged == 0) {
            return end + behind;
        }
        return (pulled + behind) % PAGE + size <= PAGE ? behind(behind) : 0;
    }

    private int inLinear(int offset, int size) {
        return Math.clamp((long) linear() - offset, 0, size);
    }
}
