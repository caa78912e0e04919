package dev.osmia.examples;

import dev.osmia.capture.CaptureReader;
import dev.osmia.capture.Packet;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;

import java.io.IOException;
import java.nio.file.Path;

/** Counts the flows of a capture with an XDP program, without Linux and without privileges. */
public final class FlowCounter {
    private FlowCounter() {
    }

    /** Prints how many flows the program of an object finds in a capture; takes the two files' names. */
    public static void main(String[] arguments) throws IOException {
        System.out.println(count(Path.of(arguments[0]), Path.of(arguments[1])) + " flows");
    }

    static long count(Path object, Path capture) throws IOException {
        ObjectSpec spec = ObjectSpec.read(object);
        try (EmbeddedKernel kernel = EmbeddedKernel.open();
                BpfObject loaded = kernel.load(spec);
                CaptureReader packets = CaptureReader.open(capture)) {
            BpfProgram program = loaded.programs().values().iterator().next();
            for (Packet packet : packets) {
                program.test(TestInput.packet(packet.data()));
            }
            BpfMap flows = loaded.map("flows");
            long[] found = {0};
            flows.forEach((key, value) -> found[0]++);
            return found[0];
        }
    }
}
