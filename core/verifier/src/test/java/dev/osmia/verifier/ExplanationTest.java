package dev.osmia.verifier;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explanations of rejections, as people read them. {@code -Dosmia.record=true} writes the goldens anew in place of comparing
 * with them; read what has changed as somebody who has made the mistake.
 */
class ExplanationTest {
    private static final int WIDTH = 100;

    private static List<String> mistakes() throws IOException {
        return Mistakes.all();
    }

    private static Explanation explain(String code) {
        ProgramSpec program = ProgramSpec.of("bare", ProgramType.XDP, Assembler.assemble(code, Dialect.LINUX));
        return new Verifier(VerifierSettings.PRIVILEGED).explain(program, Map.of()).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreExplainedAsTheirGoldensSay(String name) throws IOException {
        ProgramSpec wrong = Mistakes.programs(name, "wrong").getFirst();
        String text = Mistakes.verifier(name, wrong).explain(wrong, Mistakes.object(name).maps()).orElseThrow().text();
        if (Boolean.getBoolean("osmia.record")) {
            Mistakes.record(name, text);
        }
        assertThat(text).isEqualTo(Mistakes.expected(name));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void reasonsAreThoseOfTheVerdict(String name) throws IOException {
        ProgramSpec wrong = Mistakes.programs(name, "wrong").getFirst();
        Verifier verifier = Mistakes.verifier(name, wrong);
        Map<String, MapSpec> maps = Mistakes.object(name).maps();
        assertThat(verifier.verify(wrong, maps)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(verifier.explain(wrong, maps).map(Explanation::linux))
                        .hasValue(rejected.reasons()));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void programsThatFollowTheAdviceAreAccepted(String name) throws IOException {
        for (ProgramSpec fixed : Mistakes.programs(name, "fixed")) {
            Verifier verifier = Mistakes.verifier(name, fixed);
            assertThat(verifier.verify(fixed, Mistakes.object(name).maps())).isInstanceOf(Verdict.Accepted.class);
            assertThat(verifier.explain(fixed, Mistakes.object(name).maps())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void wordsStayWithinTheWidthOfAPage(String name) throws IOException {
        assertThat(Mistakes.expected(name).lines())
                .filteredOn(line -> !line.contains("Linux says") && !line.contains(" | "))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
    }

    @Test
    void codeWithoutLineInformationIsExplainedByItsInstructions() {
        Explanation explanation = explain("""
                r2 = *(u32 *)(r1 + 12)
                if r2 == 0 goto +1
                r0 = 2
                exit
                """);
        assertThat(explanation.place()).isEqualTo(new Explanation.Place(3, "exit", null));
        assertThat(explanation.cause()).contains("r0", "instruction 2");
        assertThat(explanation.path()).singleElement().satisfies(decision -> {
            assertThat(decision.place().slot()).isEqualTo(1);
            assertThat(decision.taken()).isTrue();
            assertThat(decision.next()).extracting(Explanation.Place::slot).isEqualTo(3);
        });
        assertThat(explanation.text()).doesNotContain("line ");
    }

    @Test
    void decisionsOnOtherPathsAreNotOnThePath() {
        Explanation explanation = explain("""
                r2 = *(u32 *)(r1 + 12)
                r3 = *(u32 *)(r1 + 16)
                if r2 == 0 goto +2
                if r3 == 7 goto +4
                goto +3
                if r3 == 9 goto +1
                goto +1
                exit
                r0 = 0
                exit
                """);
        assertThat(explanation.path()).extracting(decision -> decision.place().slot()).containsExactly(2, 5);
    }

    @Test
    void valuesAreFollowedOverTheStackToWhereTheyComeFrom() {
        Explanation explanation = explain("""
                r2 = *(u32 *)(r1 + 12)
                *(u64 *)(r10 - 8) = r2
                r2 = 0
                r4 = *(u64 *)(r10 - 8)
                r0 = *(u32 *)(r4 + 0)
                exit
                """);
        assertThat(explanation.knowledge()).singleElement().satisfies(knowledge -> {
            assertThat(knowledge.name()).isEqualTo("r4");
            assertThat(knowledge.history()).singleElement()
                    .satisfies(fact -> assertThat(fact.place().slot()).isZero());
        });
    }

    @Test
    void pathsOfAMillionInstructionsAreExplainedByTheirEnd() {
        Explanation explanation = explain("""
                r2 = *(u32 *)(r1 + 12)
                r3 = 0
                r3 += 1
                if r2 > r3 goto -2
                r0 = 2
                exit
                """);
        assertThat(explanation.cause()).contains("instruction 3", "has gone round");
        assertThat(explanation.path()).singleElement()
                .satisfies(decision -> assertThat(decision.times()).isGreaterThan(100_000));
    }

    @Test
    void rejectionsBeforeAnyPathHaveNoPathAndInventNone() {
        Explanation explanation = explain("""
                r0 = 2
                exit
                r0 = 1
                exit
                """);
        assertThat(explanation.place()).extracting(Explanation.Place::slot).isEqualTo(2);
        assertThat(explanation.path()).isEmpty();
        assertThat(explanation.knowledge()).isEmpty();
    }

    @Test
    void bytesThatAreNoInstructionsAreShownAsBytes() {
        ProgramSpec facts = ProgramSpec.of("damaged", ProgramType.XDP, Assembler.assemble("exit\n", Dialect.LINUX));
        byte[] code = new byte[16];
        code[0] = (byte) 0xff;
        code[8] = (byte) 0x95;
        Explanation explanation = new Verifier(VerifierSettings.PRIVILEGED).explain(facts, code, Map.of())
                .orElseThrow();
        assertThat(explanation.text()).contains("unknown opcode");
    }
}
