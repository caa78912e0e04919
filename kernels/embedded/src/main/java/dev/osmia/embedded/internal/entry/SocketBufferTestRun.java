package dev.osmia.embedded.internal.entry;

import dev.osmia.abi.ContextLayout;
import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.InternetChecksum;
import dev.osmia.embedded.internal.net.PacketPool;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.XdpFrame;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Programs on socket buffers ({@code bpf_prog_test_run_skb}). */
final class SocketBufferTestRun implements TestRun {
    private static final ContextLayout LAYOUT = ContextLayout.of("__sk_buff").orElseThrow();
    /** {@code BPF_F_TEST_SKB_CHECKSUM_COMPLETE}. */
    private static final int CHECKSUM_COMPLETE = 1 << 2;
    /** What a page holds beside headroom and {@code struct skb_shared_info}. */
    private static final int MAX_DATA = XdpFrame.PAGE - SocketBuffer.TEST_HEADROOM - XdpFrame.TAILROOM;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    /** {@code GSO_LEGACY_MAX_SIZE} and {@code GSO_MAX_SEGS}. */
    private static final int MAX_WIRE_LENGTH = 65536;
    private static final int MAX_SEGMENTS = 65535;

    /** Fields that a packet takes from the caller's context. */
    private static final List<String> TAKEN = List.of("mark", "priority", "ingress_ifindex", "tstamp", "cb", "gso_segs",
            "hwtstamp");
    /** Fields that may be set. */
    private static final Set<String> SETTABLE = new LinkedHashSet<>(TAKEN);
    static {
        SETTABLE.addAll(List.of("ifindex", "wire_len", "gso_size"));
    }
    /** Fields that are handed back. */
    private static final List<String> GIVEN = List.of("mark", "priority", "ingress_ifindex", "ifindex", "tstamp", "cb",
            "wire_len", "gso_segs", "hwtstamp");

    /** Whether programs start at the link layer header; the others start at the network's. */
    private final boolean fromLink;

    SocketBufferTestRun(boolean fromLink) {
        this.fromLink = fromLink;
    }

    @Override
    public TestResult run(Execution execution, TestInput input) {
        Refusals refusals = Refusals.of(execution);
        int size = input.data().length;
        if ((input.flags() & ~CHECKSUM_COMPLETE) != 0 || input.cpu() != 0) {
            throw refusals.refuse(Errno.EINVAL, "these programs take no CPU, and no flag but 0x"
                    + Integer.toHexString(CHECKSUM_COMPLETE));
        }
        if (size < Ethernet.HEADER || size > MAX_DATA) {
            throw refusals.refuse(Errno.EINVAL, "a packet has " + Ethernet.HEADER + " to " + MAX_DATA + " bytes, not "
                    + size);
        }
        @Nullable
        ContextInput context = input.context().length == 0
                ? null
                : ContextInput.of(refusals, LAYOUT, input.context());
        Interface owner = owner(refusals, execution.machine(), context);
        Machine machine = execution.machine();
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            PacketPool pool = PacketPool.of(machine, cpu);
            SocketBuffer buffer = pool.takeBuffer(execution.program().spec().type());
            try {
                return new Entry(refusals, machine.box(), buffer).run(execution, input, owner, context);
            } finally {
                pool.give(buffer);
            }
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private static Interface owner(Refusals refusals, Machine machine, @Nullable ContextInput context) {
        int index = context == null ? 0 : context.getInt("ifindex");
        if (index <= Interface.LOOPBACK && index >= 0) {
            return machine.interfaces().loopback();
        }
        Interface owner = machine.interfaces().at(index);
        if (owner == null) {
            throw refusals.refuse(Errno.ENODEV, "there is no interface " + Integer.toUnsignedString(index));
        }
        return owner;
    }

    /** One entry with its buffer. */
    private final class Entry {
        private final Refusals refusals;
        private final Box box;
        private final SocketBuffer buffer;

        Entry(Refusals refusals, Box box, SocketBuffer buffer) {
            this.refusals = refusals;
            this.box = box;
            this.buffer = buffer;
        }

        TestResult run(Execution execution, TestInput input, Interface owner, @Nullable ContextInput context) {
            buffer.fill(owner, input.data(), 0);
            openSocket();
            if (fromLink) {
                buffer.push(Ethernet.HEADER);
            }
            buffer.showBounds();
            if (context != null) {
                take(context);
            }
            boolean summed = (input.flags() & CHECKSUM_COMPLETE) != 0;
            if (summed) {
                buffer.checksum().complete(sumFromNetwork());
            }
            Repeated result = Repeated.run(execution, buffer, input.repeat());
            if (!fromLink) {
                buffer.push(Ethernet.HEADER);
                box.fill(buffer.data(), Ethernet.HEADER, (byte) 0);
            }
            if (summed && InternetChecksum.fold(buffer.checksum().sum()) != InternetChecksum.fold(sumFromNetwork())) {
                throw refusals.refuse(Errno.EBADMSG, "the program has not kept the packet's checksum right");
            }
            return new TestResult(result.value(), buffer.bytes(), given(context), result.nanos());
        }

        private void openSocket() {
            buffer.socket().open();
            if (buffer.protocol() == Ethernet.IPV4) {
                requireHeader("IPv4", IPV4_HEADER);
                buffer.socket().takeIpv4(buffer.networkHeader());
            } else if (buffer.protocol() == Ethernet.IPV6) {
                requireHeader("IPv6", IPV6_HEADER);
                buffer.socket().takeIpv6(buffer.networkHeader());
            }
        }

        private void requireHeader(String protocol, int size) {
            if (buffer.length() < size) {
                throw refusals.refuse(Errno.EINVAL, "the packet says that it is " + protocol + " but has "
                        + buffer.length() + " bytes after its Ethernet header, not " + size);
            }
        }

        private int sumFromNetwork() {
            int offset = buffer.networkOffset();
            return InternetChecksum.over(box, buffer.networkHeader(), buffer.length() - offset, 0);
        }

        private void take(ContextInput context) {
            context.requireOnly(refusals, SETTABLE);
            for (String name : TAKEN) {
                var field = LAYOUT.named(name).orElseThrow();
                box.put(buffer.context() + field.offset(), context.bytes(), field.offset(), field.size());
            }
            int wire = context.getInt("wire_len");
            if (wire != 0 && (wire < buffer.length() || wire > MAX_WIRE_LENGTH)) {
                throw refusals.refuse(Errno.EINVAL, "wire_len is " + Integer.toUnsignedString(wire)
                        + ", not between " + buffer.length() + " and " + MAX_WIRE_LENGTH);
            }
            buffer.setWireLength(wire == 0 ? buffer.length() : wire);
            // Linux keeps the lower half of what it is given.
            buffer.setSegmentSize(context.getInt("gso_size") & 0xffff);
            if (Integer.compareUnsigned(context.getInt("gso_segs"), MAX_SEGMENTS) > 0) {
                throw refusals.refuse(Errno.EINVAL, "gso_segs is more than " + MAX_SEGMENTS);
            }
        }

        private byte[] given(@Nullable ContextInput context) {
            if (context == null) {
                return new byte[0];
            }
            for (String name : GIVEN) {
                var field = LAYOUT.named(name).orElseThrow();
                box.get(buffer.context() + field.offset(), context.bytes(), field.offset(), field.size());
            }
            return context.bytes();
        }
    }
}
