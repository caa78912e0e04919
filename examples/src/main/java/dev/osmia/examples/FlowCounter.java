package dev.osmia.examples;

import dev.osmia.capture.CaptureReader;
import dev.osmia.capture.Packet;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists the busiest flows of a capture with the XDP program {@code flows.bpf.c}, without Linux and without privileges. */
public final class FlowCounter {

    /** The members of {@code struct flow} that are of interest here; ports are in network byte order. */
    record Flow(byte[] saddr, byte[] daddr, short sport, short dport) {
        @Override
        public String toString() {
            return end(saddr, sport) + " -> " + end(daddr, dport);
        }

        private static String end(byte[] address, short port) {
            try {
                return InetAddress.getByAddress(address).getHostAddress() + " port "
                        + Short.toUnsignedInt(Short.reverseBytes(port));
            } catch (UnknownHostException wrongLength) {
                throw new IllegalArgumentException(wrongLength);
            }
        }
    }

    /** {@code struct traffic}. */
    record Traffic(long packets, long bytes) {}

    private FlowCounter() {
    }

    /** Prints the flows that the program of an object finds in a capture; takes the two files' names. */
    public static void main(String[] arguments) throws IOException {
        busiest(Path.of(arguments[0]), Path.of(arguments[1])).forEach(System.out::println);
    }

    static List<String> busiest(Path file, Path capture) throws IOException {
        ObjectSpec spec = ObjectSpec.read(file);
        try (Kernel kernel = EmbeddedKernel.open();
                BpfObject object = kernel.load(spec);
                CaptureReader packets = CaptureReader.open(capture)) {
            BpfProgram program = object.program("count_flows");
            for (Packet packet : packets) {
                program.test(TestInput.packet(packet.data()));
            }
            record Row(Flow flow, Traffic traffic) {}
            List<Row> rows = new ArrayList<>();
            object.map("flows", Flow.class, Traffic.class).forEach((flow, traffic) -> rows.add(new Row(flow, traffic)));
            rows.sort(Comparator.comparingLong((Row row) -> row.traffic().bytes()).reversed());
            return rows.stream().map(row -> row.flow() + ": " + row.traffic()).toList();
        }
    }
}
