package dev.osmia.verifier;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The approved logs beside the programs are what Linux 6.18 writes; another test asks the running Linux. */
class VerifierLogTest {
    private static final Verifier VERIFIER = new Verifier(VerifierSettings.PRIVILEGED);
    private static final int EVERYTHING = VerifierLog.ALL_PATHS | VerifierLog.STATISTICS;

    private static String read(String name) throws IOException {
        try (InputStream in = VerifierLogTest.class.getResourceAsStream("log/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String log(String name, VerifierLog log) throws IOException {
        LoggedProgram logged = LoggedProgram.of(read(name + ".asm"));
        VERIFIER.verify(logged.program(), logged.maps(), log);
        return log.text().replaceFirst("time \\d+ usec", "time 0 usec");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lookup", "index", "rounds", "circle", "open", "function", "stack", "packet", "unset",
            "held",
            "instructions"})
    void showsAllPathsAsLinuxDoes(String name) throws IOException {
        assertThat(log(name, new VerifierLog(EVERYTHING))).isEqualTo(read(name + ".all.log"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lookup", "circle", "packet", "unset", "held"})
    void showsThePathThatIsWrongAsLinuxDoes(String name) throws IOException {
        assertThat(log(name, new VerifierLog(VerifierLog.PATH))).isEqualTo(read(name + ".path.log"));
    }

    @Test
    void showsOnlyTheReasonAndStatisticsIfNothingElseIsAskedFor() throws IOException {
        assertThat(log("unset", new VerifierLog(VerifierLog.STATISTICS))).isEqualTo("""
                R6 !read_ok
                verification time 0 usec
                stack depth 0
                processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);
    }

    @Test
    void keepsTheEndOfALogThatIsTooLong() throws IOException {
        VerifierLog whole = new VerifierLog(VerifierLog.ALL_PATHS);
        VerifierLog end = new VerifierLog(VerifierLog.ALL_PATHS, 200);
        String all = log("packet", whole);
        assertThat(log("packet", end)).hasSize(200).isEqualTo(all.substring(all.length() - 200));
        assertThat(end.isTruncated()).isTrue();
        assertThat(whole.isTruncated()).isFalse();
    }

    @Test
    void beginsAnewWithEachVerification() throws IOException {
        VerifierLog log = new VerifierLog(VerifierLog.PATH);
        String first = log("unset", log);
        log("packet", log);
        assertThat(log("unset", log)).isEqualTo(first);
    }

    @Test
    void showsASourceLineOnceForAllItsInstructions() {
        byte[] code = HexFormat.of()
                .parseHex("b700000000000000" + "0700000001000000" + "0700000001000000"
                        + "9500000000000000");
        Code decoded = Code.decode(code, java.nio.ByteOrder.LITTLE_ENDIAN);
        List<SourceLine> lines = List.of(new SourceLine(0, 1, 2, "src/a.c", "int x = 0;", 3, 7),
                new SourceLine(1, 1, 3, "src/a.c", "\t\tx++; x++;", 4, 3),
                new SourceLine(2, 1, 3, "src/a.c", "\t\tx++; x++;", 4, 8));
        ProgramSpec program = new ProgramSpec("p", "", ProgramType.SOCKET_FILTER, null, "", 0, true, "GPL", 0, decoded,
                new TreeMap<>(), List.of(new Subprogram(0, "p", 0)), null, lines, List.of());
        VerifierLog log = new VerifierLog(VerifierLog.ALL_PATHS);
        VERIFIER.verify(program, Map.of(), log);
        assertThat(log.text()).contains("""
                0: R1=ctx() R10=fp0
                ; int x = 0; @ a.c:3
                0: (b7) r0 = 0                        ; R0=0
                ; x++; x++; @ a.c:4
                1: (07) r0 += 1                       ; R0=1
                2: (07) r0 += 1                       ; R0=2
                3: (95) exit
                """);
    }

    @Test
    void showsSlotsThatNoAssemblerCouldMake() {
        byte[] code = HexFormat.of()
                .parseHex("7bea000000000000" + "c300000033000000" + "b700000000000000"
                        + "9500000000000000");
        VerifierLog log = new VerifierLog(VerifierLog.ALL_PATHS);
        ProgramSpec program = ProgramSpec.of("p", ProgramType.SOCKET_FILTER, Code.of());
        VERIFIER.verify(program, code, Map.of(), log);
        assertThat(log.text()).contains("""
                      0: 0......... (7b) *(u64 *)(r10 +0) = r14
                      1: 0......... BUG_c3
                """).contains("\n0: (7b) *(u64 *)(r10 +0) = r14\nR14 is invalid\n");
    }

    @Test
    void showsNoAddressesToThoseWhoMayNotKnowThem() throws IOException {
        LoggedProgram logged = LoggedProgram.of(read("lookup.asm"));
        VerifierLog log = new VerifierLog(VerifierLog.ALL_PATHS);
        new Verifier(VerifierSettings.PRIVILEGED.withPolicy(VerifierPolicy.STRICT)).verify(logged.program(),
                logged.maps(), log);
        assertThat(log.text()).contains("(18) r1 = 0x0 ");
    }

    @Test
    void refusesLevelsThatLinuxDoesNotHave() {
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifierLog(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifierLog(8));
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifierLog(VerifierLog.PATH, 0));
    }
}
