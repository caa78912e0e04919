package dev.osmia.embedded;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** Test runs and packet helpers against what Linux has answered; the table's head explains it. */
class PacketProgramsTest {
    private static final EmbeddedKernel CHECKED = EmbeddedKernel.builder().engine(EngineKind.CHECKED).open();
    private static final EmbeddedKernel INTERPRETER = EmbeddedKernel.builder().engine(EngineKind.INTERPRETER).open();

    static List<PacketCase> cases() {
        try (InputStream table = PacketProgramsTest.class.getResourceAsStream("linux-6.18-packets.txt")) {
            return PacketCase.read(new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @AfterAll
    static void close() {
        CHECKED.close();
        INTERPRETER.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theCheckedEngineAnswersAsLinuxDoes(PacketCase packetCase) {
        assertThat(packetCase.run(CHECKED)).isEqualTo(packetCase.outcome());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theInterpreterAnswersAsLinuxDoes(PacketCase packetCase) {
        assertThat(packetCase.run(INTERPRETER)).isEqualTo(packetCase.outcome());
    }
}
