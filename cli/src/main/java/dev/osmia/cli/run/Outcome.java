package dev.osmia.cli.run;

import dev.osmia.cli.show.Shown;
import dev.osmia.object.MapSpec;

import java.util.List;
import java.util.Map;

/**
 * What a session gave.
 *
 * @param kernel who ran the programs
 * @param tallies the programs that ran
 * @param left the programs that did not, and why
 * @param packets how many packets were given
 * @param bytes how many bytes they had
 * @param written how many packets were kept, -1 if none were to be
 * @param maps what the maps hold
 * @param references the maps that hold maps or programs
 * @param events what came out of ring buffers
 * @param variables the global variables
 * @param trace what the programs printed
 * @param nanos how long it took to give all packets
 */
record Outcome(String kernel, List<Tally> tallies, Map<String, String> left, long packets, long bytes, long written,
        List<MapRows> maps, List<MapSpec> references, List<Events> events, List<Shown.Part> variables,
        List<TraceLine> trace, long nanos) {

    /** A line that a program printed, and the number of the packet that was last given. */
    record TraceLine(long packet, String text) {}
}
