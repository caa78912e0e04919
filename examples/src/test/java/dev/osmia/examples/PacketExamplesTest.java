package dev.osmia.examples;

import dev.osmia.capture.CaptureReader;
import dev.osmia.capture.Packet;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

import static org.assertj.core.api.Assertions.assertThat;

/** The example programs on the captures, against what Linux 6.18 has made of the same packets. */
class PacketExamplesTest {

    /** Return values by count, then bytes and CRC-32 of all packets afterwards, one behind the other. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            flows      | count_flows | web  | {2=446} 180933 7621e1bb
            flows      | count_flows | scan | {2=91} 7822 bfd974fc
            blocklist  | filter      | web  | {1=8, 2=438} 180933 7621e1bb
            blocklist  | filter      | scan | {1=30, 2=61} 7822 bfd974fc
            syncount   | count_syn   | web  | {0=446} 180933 7621e1bb
            tailparse  | ethernet    | web  | {2=446} 180933 7621e1bb
            tailparse  | inet6       | scan | {1=88, 2=3} 7822 bfd974fc
            tailparse  | udp         | web  | {1=321, 2=125} 180933 7621e1bb
            subprogs   | check       | web  | {2=446} 180933 7621e1bb
            events     | report      | web  | {2=446} 180933 7621e1bb
            events     | report      | scan | {2=91} 7822 bfd974fc
            tenants    | count_lengths | web | {2=446} 180933 7621e1bb
            sockfilter | keep        | web  | {0=88, 96=338, 65535=20} 180933 e3060fd2
            sockfilter | keep        | scan | {0=10, 96=81} 7822 c762e0d6
            nat        | move_port   | web  | {2=349, 3=97} 180933 d4e9b637
            nat        | wrap        | web  | {2=227, 3=219} 185313 b7e6ec65
            events     | report      | web  | {2=446} 180933 7621e1bb
            printk     | watch       | web  | {2=446} 180933 7621e1bb
            vlan       | tag         | web  | {0=446} 180933 7621e1bb
            vlan       | untag       | web  | {0=446} 180609 b55e9b2b
            vlan       | untag       | scan | {0=91} 7822 bfd974fc
            """)
    void makesOfPacketsWhatLinuxMakesOfThem(String file, String name, String capture, String outcome)
            throws IOException {
        ObjectSpec spec = ObjectSpec.read(Path.of(file + ".bpf.o"));
        for (EngineKind engine : EngineKind.values()) {
            try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).open();
                    BpfObject object = kernel.load(spec)) {
                assertThat(run(object.program(name), Path.of(capture + ".pcap"))).as(engine.name()).isEqualTo(outcome);
            }
        }
    }

    private static String run(BpfProgram program, Path capture) throws IOException {
        Map<Integer, Integer> verdicts = new TreeMap<>();
        CRC32 sum = new CRC32();
        int bytes = 0;
        try (CaptureReader packets = CaptureReader.open(capture)) {
            for (Packet packet : packets) {
                TestResult result = program.test(TestInput.packet(packet.data()));
                verdicts.merge(result.returnValue(), 1, Integer::sum);
                sum.update(result.data());
                bytes += result.data().length;
            }
        }
        return verdicts + " " + bytes + " " + Long.toHexString(sum.getValue());
    }
}
