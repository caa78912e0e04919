package dev.osmia.embedded;

import dev.osmia.embedded.internal.jit.BigProgram;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs on both sides of what HotSpot compiles as one method compute the same compiled and interpreted. */
class BigProgramsTest {
    private static List<Integer> results(EngineKind engine, ProgramSpec spec) {
        List<Integer> results = new ArrayList<>();
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).open();
                BpfProgram program = kernel.loadProgram(spec, Map.of())) {
            assertThat(((EmbeddedProgram) program).loaded().compilation().code() != null).as("compiled")
                    .isEqualTo(engine == EngineKind.JIT);
            for (int seed = 0; seed < 5; seed++) {
                byte[] packet = new byte[64];
                new Random(seed).nextBytes(packet);
                results.add(program.test(TestInput.packet(packet)).returnValue());
            }
        }
        return results;
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 400, 1_000, 10_000, 60_000})
    void theyComputeTheSameCompiled(int size) {
        ProgramSpec spec = BigProgram.of(size, size);
        assertThat(spec.code().instructions()).hasSizeBetween(size - 2, size + 2);
        assertThat(results(EngineKind.JIT, spec)).isEqualTo(results(EngineKind.INTERPRETER, spec)).doesNotContain(0);
    }
}
