package dev.osmia.embedded.internal.net;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** The packet memory of one virtual CPU: what a run has given back is used for the next. */
public final class PacketPool {
    private final Machine machine;
    private final Deque<XdpFrame> frames = new ArrayDeque<>();
    private final Map<ProgramType, Deque<SocketBuffer>> buffers = new EnumMap<>(ProgramType.class);

    private PacketPool(Machine machine) {
        this.machine = machine;
    }

    /** The pool of a CPU, which the current thread must hold. */
    public static PacketPool of(Machine machine, VirtualCpu cpu) {
        return cpu.keep(PacketPool.class, () -> new PacketPool(machine));
    }

    /** A frame; {@link #give} it back. */
    public XdpFrame takeFrame() {
        XdpFrame frame = frames.poll();
        return frame == null ? new XdpFrame(machine) : frame;
    }

    /** Takes a frame back. */
    public void give(XdpFrame frame) {
        frames.push(frame);
    }

    /** A socket buffer for programs of a type; {@link #give} it back. */
    public SocketBuffer takeBuffer(ProgramType type) {
        SocketBuffer buffer = spare(type).poll();
        return buffer == null ? new SocketBuffer(machine, type) : buffer;
    }

    /** Takes a socket buffer back. */
    public void give(SocketBuffer buffer) {
        spare(buffer.type()).push(buffer);
    }

    private Deque<SocketBuffer> spare(ProgramType type) {
        return buffers.computeIfAbsent(type, _ -> new ArrayDeque<>());
    }
}
