package dev.osmia.embedded.internal.entry;

import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.net.Packet;

/**
 * What repeated runs on one packet gave.
 *
 * @param value the last run's verdict
 * @param nanos mean duration of a run in nanoseconds
 */
record Repeated(int value, long nanos) {

    /** Runs a program as often as said, at least once; each run finds what the one before has left. */
    static Repeated run(Execution execution, Packet packet, int repeat) {
        int times = Math.max(repeat, 1);
        long value = 0;
        long start = System.nanoTime();
        for (int time = 0; time < times; time++) {
            value = execution.run(packet.context(), packet, packet.regions());
        }
        return new Repeated((int) value, (System.nanoTime() - start) / times);
    }
}
