package dev.osmia.embedded;

import dev.osmia.abi.TcAction;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.net.SocketBuffer;

import java.util.concurrent.CopyOnWriteArrayList;

/** The tc programs of one direction of a port, in the order in which they run. */
final class PacketFilters {
    private final CopyOnWriteArrayList<EmbeddedProgram> programs = new CopyOnWriteArrayList<>();

    /** Adds a program behind the others; false if it is among them. */
    boolean add(EmbeddedProgram program) {
        return programs.addIfAbsent(program);
    }

    void remove(EmbeddedProgram program) {
        programs.remove(program);
    }

    boolean isEmpty() {
        return programs.isEmpty();
    }

    /** What the programs decide; that a packet passes if none does. */
    TcAction verdict(VirtualCpu cpu, SocketBuffer packet) {
        for (EmbeddedProgram program : programs) {
            TcAction action = TcAction.of(program.verdict(cpu, packet)).orElse(TcAction.UNSPEC);
            switch (action) {
                case OK, SHOT, REDIRECT -> {
                    return action;
                }
                default -> packet.showBounds();
            }
        }
        return TcAction.OK;
    }
}
