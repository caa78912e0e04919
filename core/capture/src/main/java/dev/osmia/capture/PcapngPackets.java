package dev.osmia.capture;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The packets of a pcapng file (draft-ietf-opsawg-pcapng), behind the type of its first block. */
final class PcapngPackets implements PacketSource {

    static final int SECTION_HEADER = 0x0a0d0d0a;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int ENHANCED_PACKET = 6;
    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    /** Far above what any machine has; without a limit an endless stream of descriptions would fill the memory. */
    static final int MAX_INTERFACES = 1 << 16;

    private final CaptureInput input;
    private final List<PcapngInterface> interfaces = new ArrayList<>();

    /** Reads the rest of the first section header, of which the block type has been read. */
    PcapngPackets(CaptureInput input) throws IOException {
        this.input = input;
        section(input.offset() - 4);
    }

    @Override
    public @Nullable Packet next() throws IOException {
        while (true) {
            long start = input.offset();
            ByteBuffer type = input.readUnlessAtEnd(4, "block type");
            if (type == null) {
                return null;
            }
            Packet packet = block(start, type.getInt());
            if (packet != null) {
                return packet;
            }
        }
    }

    private @Nullable Packet block(long start, int type) throws IOException {
        if (type == SECTION_HEADER) {
            section(start);
            return null;
        }
        PcapngBlock block = new PcapngBlock(input, start, input.read(4, "block length").getInt(), 0);
        Packet packet = switch (type) {
            case INTERFACE_DESCRIPTION -> {
                describeInterface(start, block);
                yield null;
            }
            case ENHANCED_PACKET -> timestamped(block, false);
            case OBSOLETE_PACKET -> timestamped(block, true);
            case SIMPLE_PACKET -> simple(block);
            default -> null;
        };
        block.finish();
        return packet;
    }

    private void section(long start) throws IOException {
        ByteBuffer head = input.read(8, "section header");
        ByteOrder order = switch (head.order(ByteOrder.BIG_ENDIAN).getInt(4)) {
            case BYTE_ORDER_MAGIC -> ByteOrder.BIG_ENDIAN;
            case 0x4d3c2b1a -> ByteOrder.LITTLE_ENDIAN;
            default -> throw input.bad(
                    start + 8,
                    "byte-order magic 0x%08x".formatted(head.getInt(4)),
                    "0x1a2b3c4d in either byte order");
        };
        input.order(order);
        PcapngBlock block = new PcapngBlock(input, start, head.order(order).getInt(0), 4);
        ByteBuffer version = block.take(12, "section header");
        int major = Short.toUnsignedInt(version.getShort(0));
        if (major != 1) {
            throw input.bad(start + 12, "pcapng version " + major, "version 1");
        }
        block.finish();
        interfaces.clear();
    }

    private void describeInterface(long start, PcapngBlock block) throws IOException {
        if (interfaces.size() == MAX_INTERFACES) {
            throw input.bad(start, "one interface description more", "at most " + MAX_INTERFACES + " in a section");
        }
        interfaces.add(PcapngInterface.read(block));
    }

    /** An Enhanced Packet Block, or the Packet Block before it, which gave 16 bits each to interface and drop count. */
    private Packet timestamped(PcapngBlock block, boolean obsolete) throws IOException {
        long at = input.offset();
        ByteBuffer head = block.take(20, "packet header");
        PcapngInterface from = interfaceAt(at, obsolete ? Short.toUnsignedInt(head.getShort(0)) : head.getInt(0));
        long ticks = Integer.toUnsignedLong(head.getInt(4)) << 32 | Integer.toUnsignedLong(head.getInt(8));
        int length = PacketLengths.captured(input, at + 12, head.getInt(12));
        int original = PacketLengths.original(input, at + 16, head.getInt(16));
        long nanos;
        try {
            nanos = from.nanos(ticks);
        } catch (ArithmeticException tooLarge) {
            throw input.bad(
                    at + 4,
                    "timestamp " + Long.toUnsignedString(ticks),
                    "a time before the year 2262 in the units of its interface");
        }
        return new Packet(nanos, from.linkType(), original, data(block, length));
    }

    private Packet simple(PcapngBlock block) throws IOException {
        long at = input.offset();
        ByteBuffer head = block.take(4, "packet header");
        PcapngInterface from = interfaceAt(at, 0);
        int original = PacketLengths.original(input, at, head.getInt(0));
        int length = PacketLengths.captured(input, at, from.kept(original));
        return new Packet(0, from.linkType(), original, data(block, length));
    }

    private static byte[] data(PcapngBlock block, int length) throws IOException {
        byte[] data = block.take(length, "packet").array();
        block.skip(-length & 3, "padding");
        return data;
    }

    private PcapngInterface interfaceAt(long at, int index) {
        if (Integer.compareUnsigned(index, interfaces.size()) >= 0) {
            throw input.bad(
                    at,
                    "packet of interface " + Integer.toUnsignedString(index),
                    "one of the " + interfaces.size() + " interfaces described before");
        }
        return interfaces.get(index);
    }
}
