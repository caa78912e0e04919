package dev.osmia.embedded.internal.entry;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ContextLayout;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.net.Ethernet;
import dev.osmia.embedded.internal.net.Interface;
import dev.osmia.embedded.internal.net.PacketPool;
import dev.osmia.embedded.internal.net.XdpFrame;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import org.jspecify.annotations.Nullable;

/** XDP programs ({@code bpf_prog_test_run_xdp}). */
final class XdpTestRun implements TestRun {
    private static final ContextLayout LAYOUT = ContextLayout.of("xdp_md").orElseThrow();
    /** {@code BPF_F_TEST_XDP_LIVE_FRAMES}. */
    private static final int LIVE_FRAMES = 1 << 1;
    /** Metadata is a multiple of this and at most so long ({@code xdp_metalen_invalid}). */
    private static final int META_UNIT = 4;
    private static final int MAX_META = XdpFrame.HEADROOM - XdpFrame.RESERVED;

    @Override
    public TestResult run(Execution execution, TestInput input) {
        Refusals refusals = Refusals.of(execution);
        checkEntry(refusals, execution, input);
        byte[] data = input.data();
        @Nullable
        ContextInput context = input.context().length == 0
                ? null
                : ContextInput.of(refusals, LAYOUT, input.context());
        int meta = 0;
        int linear = data.length;
        if (context != null) {
            checkBounds(refusals, context, data.length);
            meta = context.getInt("data");
            linear = context.getInt("data_end");
        }
        int room = XdpFrame.MAX_LINEAR + meta;
        linear = Math.min(linear, room);
        if (Integer.compareUnsigned(data.length - meta, Ethernet.HEADER) < 0) {
            throw refusals.refuse(Errno.EINVAL, "a packet has at least " + Ethernet.HEADER + " bytes, not "
                    + (data.length - meta));
        }
        Interface owner = owner(refusals, execution.machine(), context);
        if (data.length - linear > XdpFrame.MAX_PAGES * XdpFrame.PAGE) {
            throw refusals.refuse(Errno.ENOMEM, "a packet has at most " + linear + " bytes and "
                    + XdpFrame.MAX_PAGES + " pages, not " + data.length + " bytes");
        }
        return run(execution, input, owner, context, meta, linear);
    }

    private static void checkEntry(Refusals refusals, Execution execution, TestInput input) {
        AttachType attach = execution.program().spec().attachType();
        if (attach == AttachType.XDP_DEVMAP || attach == AttachType.XDP_CPUMAP) {
            throw refusals.refuse(Errno.EINVAL, "programs of maps of devices or CPUs cannot be run by hand");
        }
        if ((execution.program().spec().flags() & ProgramFlag.XDP_DEV_BOUND_ONLY.value()) != 0) {
            throw refusals.refuse(Errno.EINVAL, "programs that are bound to a device cannot be run by hand");
        }
        if ((input.flags() & ~LIVE_FRAMES) != 0) {
            throw refusals.refuse(Errno.EINVAL, "flags 0x" + Integer.toHexString(input.flags())
                    + " are not for XDP programs");
        }
        if (input.flags() != 0) {
            throw refusals.refuse(Errno.EOPNOTSUPP, "the embedded kernel sends no packets from a test run");
        }
    }

    private static void checkBounds(Refusals refusals, ContextInput context, int size) {
        int data = context.getInt("data");
        int end = context.getInt("data_end");
        if (context.getInt("data_meta") != 0 || Integer.compareUnsigned(end, size) > 0
                || Integer.compareUnsigned(data, end) > 0) {
            throw refusals.refuse(Errno.EINVAL, "data_meta <= data <= data_end <= " + size
                    + " does not hold with data_meta 0 in the context");
        }
        if (data % META_UNIT != 0 || Integer.compareUnsigned(data, MAX_META) > 0) {
            throw refusals.refuse(Errno.EINVAL,
                    Integer.toUnsignedString(data) + " bytes of metadata are no multiple of "
                            + META_UNIT + " or more than " + MAX_META);
        }
    }

    private static Interface owner(Refusals refusals, Machine machine, @Nullable ContextInput context) {
        if (context == null) {
            return machine.interfaces().loopback();
        }
        int index = context.getInt("ingress_ifindex");
        int queue = context.getInt("rx_queue_index");
        if (context.getInt("egress_ifindex") != 0 || (index == 0 && queue != 0)) {
            throw refusals.refuse(Errno.EINVAL, "egress_ifindex, or rx_queue_index without ingress_ifindex, is set");
        }
        Interface owner = index == 0 ? machine.interfaces().loopback() : machine.interfaces().at(index);
        if (owner == null) {
            throw refusals.refuse(Errno.ENODEV, "there is no interface " + index);
        }
        if (queue != 0) {
            throw refusals.refuse(Errno.EINVAL, "interface " + owner.name() + " has one queue, 0");
        }
        return owner;
    }

    private static TestResult run(Execution execution, TestInput input, Interface owner,
            @Nullable ContextInput context, int meta, int linear) {
        Machine machine = execution.machine();
        VirtualCpu cpu = machine.cpus().acquire();
        try {
            return run(execution, input, owner, context, meta, linear, PacketPool.of(machine, cpu));
        } finally {
            machine.cpus().release(cpu);
        }
    }

    private static TestResult run(Execution execution, TestInput input, Interface owner,
            @Nullable ContextInput context, int meta, int linear, PacketPool pool) {
        XdpFrame frame = pool.takeFrame();
        try {
            frame.fill(owner, input.data(), meta, linear);
            Repeated result = Repeated.run(execution, frame, input.repeat());
            byte[] contextOut = new byte[0];
            if (context != null) {
                context.putInt("data", frame.metadata());
                context.putInt("data_end", frame.metadata() + frame.linear());
                contextOut = context.bytes();
            }
            return new TestResult(result.value(), frame.bytesWithMetadata(), contextOut, result.nanos());
        } finally {
            pool.give(frame);
        }
    }
}
