package dev.osmia.verifier.internal.explain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class RulesTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9]+)(\\|)?");
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([A-Za-z0-9]+)>");
    /** What is known of every instruction. */
    private static final Set<String> ALWAYS = Set.of("program", "type", "subject", "insn", "line", "callee", "function",
            "access", "errno");

    private static List<Rule> rules() {
        return Rules.all();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyFamilySaysWhatIsWrongAndWhatToDo(Rule rule) {
        assertThat(List.of(rule.name(), rule.headline(), rule.rule(), rule.needed(), rule.advice()))
                .as(rule.name())
                .doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void causesExist(Rule rule) {
        assertThat(rule.cause().isEmpty() || Causes.ALL.containsKey(rule.cause())).as(rule.cause()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void placeholdersAreAlwaysKnownOrHaveATextForWhereTheyAreNot(Rule rule) {
        Set<String> unknown = new TreeSet<>();
        for (String text : List.of(rule.headline(), rule.rule(), rule.needed(), rule.advice())) {
            Matcher placeholders = PLACEHOLDER.matcher(text);
            while (placeholders.find()) {
                String name = placeholders.group(1);
                if (placeholders.group(2) == null && !ALWAYS.contains(name) && !isInEveryPattern(rule, name)) {
                    unknown.add(name);
                }
            }
        }
        assertThat(unknown).as(rule.name()).isEmpty();
    }

    private static boolean isInEveryPattern(Rule rule, String name) {
        return rule.patterns().stream().allMatch(pattern -> {
            Matcher groups = GROUP.matcher(pattern.pattern());
            boolean isThere = false;
            while (groups.find()) {
                isThere |= groups.group(1).equals(name);
            }
            return isThere;
        });
    }

    @Test
    void familiesHaveNamesOfTheirOwn() {
        assertThat(Rules.all()).extracting(Rule::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            invalid access to packet, off=12 size=2, R1(id=0,off=12,r=0)                    | packet-bounds
            R0 invalid mem access 'map_value_or_null'                                       | map-value-null
            R0 invalid mem access 'scalar'                                                  | dereference-number
            R3 type=map_value_or_null expected=fp                                           | null-pointer-pass
            R3 type=map_value expected=fp                                                   | wrong-argument
            invalid bpf_context access off=8 size=4                                         | context-access
            Unreleased reference id=2 alloc_insn=12                                         | reference-leak
            At program exit the register R0 has smin=2 smax=2 should have been in [0, 1]    | return-value
            bpf_spin_lock cannot be accessed directly by load/store                         | kernel-field
            R1 pointer arithmetic on map_value_or_null prohibited, null-check it first      | null-arithmetic
            R1 pointer arithmetic on sock prohibited                                        | pointer-arithmetic
            BPF program is too large. Processed 1000001 insn                                | too-complex
            ""                                                                              | silent
            something that no kernel says                                                   | other
            """)
    void messagesAreOfTheFirstFamilyThatFitsTheirBeginning(String message, String family) {
        assertThat(Rules.of(message).rule().name()).isEqualTo(family);
    }

    @Test
    void partsOfMessagesBecomePlaceholders() {
        assertThat(Rules.of("invalid access to packet, off=-1 size=2, R6(id=0,off=12,r=0)").groups())
                .isEqualTo(Map.of("off", "-1", "size", "2", "reg", "6"));
    }

    @Test
    void textsOfPlaceholdersMayHavePlaceholders() {
        assertThat(Template.fill("{a|{b} of {c|nothing}}, {d}", Map.of("b", "some", "d", "if (x) {y}")))
                .isEqualTo("some of nothing, if (x) {y}");
    }
}
