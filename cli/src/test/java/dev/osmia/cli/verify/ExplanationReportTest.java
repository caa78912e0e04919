package dev.osmia.cli.verify;

import dev.osmia.abi.ProgramType;
import dev.osmia.cli.Console;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.Verifier;
import dev.osmia.verifier.VerifierSettings;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code osmia verify} prints of why a program is rejected. */
class ExplanationReportTest {
    private static final ProgramSpec WRONG = program("wrong", """
            r2 = *(u32 *)(r1 + 12)
            if r2 == 0 goto +1
            r0 = 2
            exit
            """);
    private static final ProgramSpec RIGHT = program("right", """
            r0 = 2
            exit
            """);

    private static ProgramSpec program(String name, String code) {
        return ProgramSpec.of(name, ProgramType.XDP, Assembler.assemble(code, Dialect.LINUX));
    }

    private static Explanation explanation() {
        return new Verifier(VerifierSettings.PRIVILEGED).explain(WRONG, Map.of()).orElseThrow();
    }

    private static Result result(ProgramSpec program) {
        Verifier verifier = new Verifier(VerifierSettings.PRIVILEGED);
        Verdict verdict = verifier.verify(program, Map.of());
        return new Result(program, verdict, verifier.explain(program, Map.of()).orElse(null), "");
    }

    private static String report(Function<Console, Report> kind, ProgramSpec... programs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            Console console = new Console(InputStream.nullInputStream(), out, out, false);
            try (Report report = kind.apply(console)) {
                for (ProgramSpec program : programs) {
                    report.add(result(program));
                }
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String text(ProgramSpec... programs) {
        return report(console -> new TextReport(console, "some.o", "some kernel", List.of()), programs);
    }

    private static String json(ProgramSpec... programs) {
        return report(console -> new JsonReport(console, "some.o", "some kernel", List.of()), programs);
    }

    @Test
    void explanationsFollowTheVerdictsOfAllPrograms() {
        assertThat(text(WRONG, RIGHT)).isEqualTo("""
                some.o, for some kernel
                  rejected    wrong (xdp): %d instructions processed
                  accepted    right (xdp): 2 instructions processed

                %s
                1 of 2 programs accepted
                """.formatted(((Verdict.Rejected) result(WRONG).verdict()).work().processed(), explanation().text()));
    }

    @Test
    void nothingIsExplainedWhereAllIsAccepted() {
        assertThat(text(RIGHT)).isEqualTo("""
                some.o, for some kernel
                  accepted    right (xdp): 2 instructions processed
                1 of 1 program accepted
                """);
        assertThat(json(RIGHT)).doesNotContain("explanation");
    }

    @Test
    void jsonHasAllOfAnExplanationAsData() {
        Explanation explanation = explanation();
        assertThat(json(WRONG)).contains("""
                "explanation":{"headline":"%s","place":{"slot":3,"instruction":"exit"},"linux":["R0 !read_ok"],\
                "cause":"%s","rule":"%s","knowledge":[{"name":"r0","known":"%s","history":[]}],\
                "path":[{"place":{"slot":1,"instruction":"if r2 == 0x0 goto pc+1"},"taken":true,\
                "next":{"slot":3,"instruction":"exit"},"times":1}],\
                "needed":"%s","advice":"%s"}""".formatted(explanation.headline(), explanation.cause(),
                explanation.rule(), explanation.knowledge().getFirst().known(), explanation.needed(),
                explanation.advice()));
    }
}
