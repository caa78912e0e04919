package dev.osmia.cli;

import dev.osmia.cli.Commands.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.osmia.cli.Commands.osmia;
import static org.assertj.core.api.Assertions.assertThat;

/** What the command says about itself. */
class HelpTest {

    @ParameterizedTest
    @ValueSource(strings = {"run", "verify", "bench", "disasm", "asm", "conformance", "completion"})
    void everyCommandHasHelpWithExamples(String command) {
        Result result = osmia(command, "--help");
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("Usage: osmia " + command + " [OPTIONS]").contains("Examples", "--debug");
        assertThat(result.out().lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(100);
        assertThat(osmia("--help").out()).contains("  " + command);
        assertThat(result.out()).doesNotContainPattern("-\\w+=[A-Z]");
    }

    @Test
    void versionIsFilledInByTheBuild() {
        assertThat(osmia("--version").out()).matches("osmia \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void withoutACommandTheHelpGoesToStandardError() {
        Result result = osmia();
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("Commands");
    }

    @Test
    void aMisspelledCommandIsRecognised() {
        Result result = osmia("rnu");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("there is no command rnu; did you mean run?").contains("'osmia --help'");
    }

    @Test
    void helpIsACommandToo() {
        assertThat(osmia("help")).isEqualTo(osmia("--help"));
        assertThat(osmia("help", "disasm")).isEqualTo(osmia("disasm", "--help"));
    }
}
