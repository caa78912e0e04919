package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import dev.osmia.linux.LinuxKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static dev.osmia.cli.Commands.example;
import static dev.osmia.cli.Commands.osmia;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code osmia bench} says what each engine takes; what that is differs from machine to machine. */
class BenchCommandTest {
    private static final String PACKET = "ff".repeat(64);
    private static final boolean HAS_LINUX = LinuxKernel.unavailableReason().isEmpty();

    @Test
    void printsATableOfNanoseconds() {
        Result result = osmia("bench", example("flows.bpf.o"), "--data", PACKET);
        assertThat(result.status()).isZero();
        assertThat(result.out().lines().toList()).satisfiesExactly(
                head -> assertThat(head.strip().split(" +")).containsExactly("program", "type", "checked",
                        "interpreter", "jit", "linux"),
                row -> assertThat(row).matches("count_flows +xdp( +[\\d,]+){3} +" + (HAS_LINUX ? "[\\d,]+" : "-")),
                unit -> assertThat(unit).isEqualTo("nanoseconds a run"));
    }

    @Test
    void printsOneObjectAProgramAsJson() {
        Result result = osmia("bench", example("primes.bpf.o"), "--data", "e803000000000000", "--json");
        assertThat(result.status()).isZero();
        Map<String, Double> nanos = new LinkedHashMap<>();
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), result.out())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    texts.add(parser.currentName() + "=" + parser.getString());
                } else if (token.isNumeric()) {
                    nanos.put(parser.currentName(), parser.getDoubleValue());
                }
            }
        }
        assertThat(texts).containsExactly("program=count_primes");
        assertThat(nanos.keySet()).startsWith("checked", "interpreter", "jit").hasSize(HAS_LINUX ? 4 : 3);
        assertThat(nanos.values()).allMatch(each -> each > 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "missing.o --data 00 | 1 | osmia: missing.o: no such file",
            "@flows.bpf.o | 2 | it takes packets",
            "@flows.bpf.o --data 0011 | 2 | a packet has at least 14 bytes",
            "@flows.bpf.o --data 0g | 2 | --data 0g: neither hexadecimal digits nor the name of a file",
            "@flows.bpf.o --program nope | 2 | has no program nope; it has count_flows",
            "@hook.bpf.o --data 00 | 2 | it is for hook quota of a Java host"})
    void saysWhatIsWrong(String arguments, int status, String expected) {
        String[] words = ("bench " + arguments).split(" ");
        for (int index = 0; index < words.length; index++) {
            words[index] = words[index].startsWith("@") ? example(words[index].substring(1)) : words[index];
        }
        Result result = osmia(words);
        assertThat(result.err()).contains(expected).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(result.status()).isEqualTo(status);
    }
}
