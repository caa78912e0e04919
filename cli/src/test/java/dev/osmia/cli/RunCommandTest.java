package dev.osmia.cli;

import dev.osmia.capture.CaptureReader;
import dev.osmia.cli.Commands.Result;
import dev.osmia.cli.run.SectionsProbe;
import dev.osmia.linux.LinuxKernel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static dev.osmia.cli.Commands.example;
import static dev.osmia.cli.Commands.osmia;
import static dev.osmia.cli.Commands.osmiaReading;
import static dev.osmia.cli.Commands.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** {@code osmia run}: what it prints, and how it fails. */
class RunCommandTest {
    /** Times differ from run to run. */
    private static String timeless(String text) {
        return text.replaceAll("\\d+\\.\\d+ s on the .* kernel(, [\\d,]+ packets/s)?", "TIME");
    }

    @Test
    void showsVerdictsAndMapsByTheirTypes() {
        Result result = osmia("run", example("flows.bpf.o"), "--pcap", example("web.pcap"), "--limit", "4");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(timeless(result.out())).isEqualToNormalizingNewlines("""
                program      type  verdict  count
                count_flows  xdp   PASS       446

                flows (lru_hash, 52 of 4,096):
                saddr             daddr             sport  dport  proto  packets    bytes
                fd77::1           fd77::2           43888     80      6       22    1,984
                fd77::1           fd77::2           43898     80      6       22    1,984
                fd77::2           fd77::1              80  43898      6       22   26,103
                ::ffff:10.77.0.2  ::ffff:10.77.0.1     80  52974      6       21   25,597
                … 48 more; --limit 0 shows all
                total                                                        414  176,285

                outcomes (percpu_hash, 3 of 4):
                outcome   value
                COUNTED     414
                NO_PORTS     24
                NOT_IP        8
                total       446

                446 packets, 180,933 bytes: TIME
                """);
    }

    @Test
    void runsLoopsOfIterators() {
        Result result = osmia("run", example("collatz.bpf.o"), "--data", "e803000000000000");
        assertThat(result.out()).contains("longest_sequence  syscall  0            1", "start  871");
    }

    @Test
    void showsTheContextThatASyscallProgramHasChanged() {
        Result result = osmia("run", example("primes.bpf.o"), "--data", "e8 03 00 00 00 00 00 00");
        assertThat(timeless(result.out())).isEqualToNormalizingNewlines("""
                program       type     verdict  count
                count_primes  syscall  0            1

                context of count_primes afterwards:
                name    value
                below   1,000
                primes  168

                variables:
                name       value
                composite  00 00 00 00 01 00 01 00 01 01 01 00 01 00 01 01 01 00 01 00…

                TIME
                """);
    }

    @Test
    void sortsByWhatIsBusiestAndAddsCpusUp() {
        Result result = osmia("run", example("syncount.bpf.o"), "--pcap", example("scan.pcap"), "--limit", "2");
        assertThat(timeless(result.out())).isEqualToNormalizingNewlines("""
                program    type       verdict  count
                count_syn  sched_cls  OK          91

                services (percpu_hash, 26 of 1,024):
                address    port  opened  accepted  refused
                10.77.0.2    80       5         5        0
                10.77.0.2    10       1         0        1
                … 24 more; --limit 0 shows all
                total                30         5       25

                total (percpu_array, 1 of 1):
                key  opened  accepted  refused
                  0      30         5       25

                91 packets, 7,822 bytes: TIME
                """);
    }

    @Test
    void namesWhatDoesNotRunAndWhatMapsHold() {
        Result result = osmia("run", example("tailparse.bpf.o"), "--pcap", example("scan.pcap"));
        assertThat(result.out())
                .contains("not run: vlan, inet, inet6, tcp, udp, icmp (reached by tail calls through map "
                        + "parsers; --program NAME runs one by itself)")
                .contains("key  holds")
                .contains("  1  inet");
    }

    @Test
    void jsonHasEveryCpuAndWholeNumbers() {
        Result result = osmia("run", example("flows.bpf.o"), "--pcap", example("scan.pcap"), "--json");
        assertThat(result.out()).startsWith("{\"object\":")
                .endsWith("}" + System.lineSeparator())
                .contains("\"verdicts\":{\"PASS\":91}")
                .contains("{\"key\":\"COUNTED\",\"value\":81,\"cpus\":[");
    }

    @Test
    void keepsWhatPassedAsItIsAfterwards(@TempDir Path folder) throws IOException {
        Path kept = folder.resolve("kept.pcapng");
        Result result = osmia("run", example("blocklist.bpf.o"), "--pcap", example("scan.pcap"), "-w", kept.toString());
        assertThat(result.out()).contains("61 kept in " + kept);
        try (CaptureReader packets = CaptureReader.open(kept)) {
            assertThat(packets.packets().count()).isEqualTo(61);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "@flows.bpf.o --pcap @web.pcap --map-size flows=8 | flows (lru_hash, 8 of 8)",
            "@flows.bpf.o --pcap @web.pcapng | 446 packets",
            "@flows.bpf.o --pcap @scan.pcap --instruction-limit 1000 | PASS        91",
            "@flows.bpf.o --pcap @scan.pcap --engine interpreter | PASS        91",
            "@flows.bpf.o --data 00112233445566778899aabb0800450000 --repeat 3 | 3 runs a packet",
            "@tailparse.bpf.o --program udp --pcap @scan.pcap | DROP        80",
            "@vlan.bpf.o --program untag --pcap @scan.pcap | untag    sched_cls  OK          91"})
    void takesOptions(String arguments, String expected) {
        Result result = osmia(words("run " + arguments));
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains(expected.strip());
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "missing.o --pcap x.pcap | 1 | osmia: missing.o: no such file",
            "@web.pcap --pcap @web.pcap | 1 | web.pcap: offset 0x0",
            "@flows.bpf.o --pcap @flows.bpf.o | 1 | expected a pcap file",
            "@flows.bpf.o --pcap missing.pcap | 1 | osmia: missing.pcap: no such file",
            "@flows.bpf.o --pcap @web.pcap --program nope | 2 | has no program nope; it has count_flows",
            "@flows.bpf.o --pcap @web.pcap --map-size nope=1 | 2 | has no map nope; it has flows, outcomes",
            "@flows.bpf.o --pcap @web.pcap --map-size flow=1 | 2 | has no map flow; did you mean flows?",
            "@flows.bpf.o --pcap @web.pcap --map-size flows=0 | 2 | flows=0: expected from 1 to 2147483648 for a map of type lru_hash",
            "@events.bpf.o --pcap @web.pcap --map-size events=0 | 2 | expected a power of two and a multiple of the page size",
            "@flows.bpf.o --pcap @web.pcap --set nope=1 | 2 | has no variable nope; it has none",
            "@nat.bpf.o --pcap @web.pcap --set service_prot=1 | 2 | has no variable service_prot; did you mean service_port?",
            "@nat.bpf.o --pcap @web.pcap --set service_port=many | 2 | service_port=many: expected a number such as 80",
            "@nat.bpf.o --pcap @web.pcap --set service_port=99999 | 2 | service_port=99999: variable service_port has 2 bytes",
            "@nat.bpf.o --pcap @web.pcap --set service_port=hex:01 | 2 | service_port=hex:01: expected the 2 bytes",
            "@flows.bpf.o --data 00zz | 2 | neither hexadecimal digits nor the name of a file",
            "@flows.bpf.o --data 0011 | 2 | a packet has at least 14 bytes, an Ethernet header, and --data has 2",
            "@primes.bpf.o --pcap @web.pcap | 2 | it takes a context, --data HEX, and no packets",
            "@hook.bpf.o --pcap @web.pcap | 2 | quota: it is for hook quota of a Java host",
            "@nat.bpf.o --pcap @web.pcap -w never.pcap | 2 | -w keeps the packets of one program",
            "@hook.bpf.o --pcap @web.pcap --program quota | 2 | program quota cannot be run",
            "@flows.bpf.o | 2 | it takes packets: give --pcap FILE or --data HEX",
            "@flows.bpf.o --pcap @web.pcap --pcap @scan.pcap | 2 | --pcap is given 2 times, expected once",
            "@flows.bpf.o --pcap @web.pcap --data 00 | 2 | --pcap and --data cannot both be given",
            "@flows.bpf.o --pcap @web.pcap --map-size flows | 2 | expected NAME=VALUE",
            "@flows.bpf.o --pcap @web.pcap --map-size flows=x | 2 | flows=x: expected a whole number from 0 to 4294967295",
            "@flows.bpf.o --pcap @web.pcap --limit 2147483648 | 2 | --limit 2147483648: expected a whole number from 0 to 2147483647",
            "@flows.bpf.o --pcap @web.pcap --instruction-limit 0 | 2 | expected a whole number from 1 to 9223372036854775807",
            "@flows.bpf.o --kernel linux --instruction-limit 9 | 2 | --instruction-limit is for --engine checked",
            "@flows.bpf.o --engine interpreter --instruction-limit 9 | 2 | --instruction-limit is for --engine checked",
            "@flows.bpf.o --pcap @web.pcap --instruction-limit 9 | 1 | still running after 9 instructions; --instruction-limit N allows more",
            "@flows.bpf.o --pcap @web.pcap --repeat 0 | 2 | --repeat 0: expected a whole number from 1 to 2147483647",
            "@flows.bpf.o --pcap @web.pcap --repeat x | 2 | --repeat x: expected a whole number from 1 to 2147483647",
            "@flows.bpf.o --pcap @web.pcap --engine jitt | 2 | 'jitt' is not known, expected checked or interpreter or jit or tiered",
            "@flows.bpf.o --kernel linux --engine checked | 2 | --engine is for --kernel embedded",
            "@flows.bpf.o --pcpa @web.pcap | 2 | there is no option --pcpa; did you mean --pcap?",
            "@flows.bpf.o --pcap | 2 | Missing required parameter",
            "| 2 | Missing required parameter: 'FILE.o'"})
    void saysWhatIsWrong(@Nullable String arguments, int status, String expected) {
        Result result = osmia(words("run " + (arguments == null ? "" : arguments)));
        assertThat(result.err()).contains(expected).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(status);
    }

    /** An object whose program has a slot that is no instruction. */
    private static String strange(Path folder) {
        String object = folder.resolve("strange.o").toString();
        assertThat(osmiaReading("r0 = 2\n.8byte 0x2a\nexit\n", "asm", "-", "-o", object).err()).isEmpty();
        return object;
    }

    @ParameterizedTest
    @ValueSource(strings = {"checked", "interpreter"})
    void whatIsNoInstructionIsRefusedInOneLine(String engine, @TempDir Path folder) {
        String object = strange(folder);
        assertThat(osmia("run", object, "--pcap", example("web.pcap"), "--engine", engine))
                .isEqualTo(new Result(1, "", "osmia: " + object + ": load program main: EINVAL (instruction 1: unknown "
                        + "opcode 0x2a, expected one of RFC 9669)" + System.lineSeparator()));
    }

    @Test
    void linuxSaysItselfWhyItTakesNoSuchInstruction(@TempDir Path folder) {
        assumeTrue(LinuxKernel.unavailableReason().isEmpty(), () -> LinuxKernel.unavailableReason().orElse(""));
        String object = strange(folder);
        Result result = osmia("run", object, "--pcap", example("web.pcap"), "--kernel", "linux");
        assertThat(result).isEqualTo(new Result(1, "", result.err()));
        assertThat(result.err().lines())
                .startsWith("osmia: " + object + ": load program main: EINVAL (unknown opcode 2a)",
                        "unknown opcode 2a");
    }

    @Test
    void showsTheStackTraceOnRequestOnly() {
        assertThat(osmia("run", "missing.o", "--debug").err()).contains("\tat dev.osmia.");
    }

    @Test
    void whatWouldBeKeptOfAFailedRunIsNot(@TempDir Path folder) throws IOException {
        Path kept = Files.writeString(folder.resolve("kept.pcap"), "precious");
        Path cut = folder.resolve("cut.pcap");
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(Path.of(example("scan.pcap"))), 1000));
        Result result = osmia("run", example("blocklist.bpf.o"), "--pcap", cut.toString(), "-w", kept.toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(kept).hasContent("precious");
    }

    @Test
    void whatIsReadIsNotWritten(@TempDir Path folder) throws IOException {
        Path capture = Files.copy(Path.of(example("scan.pcap")), folder.resolve("same.pcap"));
        Path link = Files.createSymbolicLink(folder.resolve("link.pcap"), capture);
        Result result = osmia("run", example("blocklist.bpf.o"), "--pcap", capture.toString(), "-w", link.toString());
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("-w " + link + ": that file is read, expected another one");
        assertThat(capture).hasSameBinaryContentAs(Path.of(example("scan.pcap")));
    }

    @Test
    void aWrongProgramIsRefusedAndATrapNamesInstructionAndPacket(@TempDir Path folder) {
        String object = folder.resolve("wild.o").toString();
        Commands.osmiaReading("r0 = *(u64 *)(r1 +4096)\nexit\n", "asm", "-", "-o", object, "--name", "wild");
        Result refused = osmia("run", object, "--pcap", example("scan.pcap"));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("load program wild: EACCES (instruction 0: invalid bpf_context access "
                + "off=4096 size=8)\nerror: `r0 = *(u64 *)(r1 +4096)` reads 8 bytes of the context at offset 4096");
        Result result = osmia("run", object, "--pcap", example("scan.pcap"), "--unverified");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("program wild stopped at instruction 0 (r0 = *(u64 *)(r1 +4096))")
                .contains("(packet 1 of " + example("scan.pcap") + ")");
    }

    @ParameterizedTest
    @CsvSource({"xpd, xdp", "xdp_prog, xdp", "nonsense, ''", "kprob/vfs_read, kprobe/vfs_read", "scoket, socket"})
    void anUnknownSectionIsTakenForANearOne(String section, String near) {
        assertThat(SectionsProbe.explain(section)).contains(near.isEmpty()
                ? "which is no program type of Linux's"
                : "did you mean " + near + "?");
    }

    @ParameterizedTest
    @CsvSource({"flows, web", "blocklist, scan", "syncount, scan", "tailparse, web", "tenants, web", "sockfilter, web",
            "subprogs, web"})
    void linuxPrintsTheSame(String object, String capture) {
        assumeTrue(LinuxKernel.unavailableReason().isEmpty(), () -> LinuxKernel.unavailableReason().orElse(""));
        String[] run = {"run", example(object + ".bpf.o"), "--pcap", example(capture + ".pcap"), "--limit", "0"};
        String[] onLinux = Arrays.copyOf(run, run.length + 2);
        onLinux[run.length] = "--kernel";
        onLinux[run.length + 1] = "linux";
        assertThat(withoutPosition(timeless(osmia(onLinux).out())))
                .isEqualTo(withoutPosition(timeless(osmia(run).out())));
    }

    /** What the last packet left in a per-CPU slot is summed over the CPUs, and Linux may move the run to another. */
    private static String withoutPosition(String text) {
        return text.replaceFirst("(?m)(^position \\(percpu_array.*\n.*\n +0) +\\d+$", "$1 SUM");
    }

    @Test
    void eventsAreDecodedByTheStructThatIsCalledLikeTheRing() {
        assumeTrue(LinuxKernel.unavailableReason().isEmpty(), () -> LinuxKernel.unavailableReason().orElse(""));
        Result result = osmia("run", example("events.bpf.o"), "--pcap", example("web.pcap"), "--limit", "2", "--kernel",
                "linux");
        assertThat(result.out()).contains("""
                events (ringbuf, 46 events):
                packet  saddr      daddr      sport  dport  kind        sequence
                    37  10.77.0.1  10.77.0.2  52948     80  OPENING   3582865507
                    38  10.77.0.2  10.77.0.1     80  52948  ACCEPTED  3547906106
                … 44 more; --limit 0 shows all
                """).contains("reported    46");
    }
}
