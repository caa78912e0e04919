package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.CompiledCode;
import dev.osmia.isa.Code;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/** When programs are compiled, and what becomes of the code. */
class CompilationTest {
    private static final TestInput PACKET = TestInput.packet(new byte[64]);
    private static final Code CODE = Assembler.assemble("r0 = 2\nexit\n", Dialect.LINUX);
    private static final ProgramSpec PASS = ProgramSpec.of("pass", ProgramType.XDP, CODE);

    private static EmbeddedKernel kernel(EngineKind engine) {
        return EmbeddedKernel.builder().engine(engine).open();
    }

    private static @Nullable CompiledCode code(BpfProgram program) {
        return ((EmbeddedProgram) program).loaded().compilation().code();
    }

    private static boolean comesTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    void aProgramThatRunsOftenIsCompiledMeanwhile() {
        try (EmbeddedKernel kernel = kernel(EngineKind.TIERED);
                BpfProgram program = kernel.loadProgram(PASS, Map.of())) {
            assertThat(program.test(PACKET).returnValue()).isEqualTo(2);
            assertThat(code(program)).as("after one run").isNull();
            assertThat(program.test(PACKET.withRepeat(200)).returnValue()).isEqualTo(2);
            assertThat(comesTrue(() -> code(program) != null)).as("compiled").isTrue();
            assertThat(program.test(PACKET).returnValue()).isEqualTo(2);
        }
    }

    @Test
    void compilationComesFirstWhereThatIsAskedFor() {
        try (EmbeddedKernel kernel = kernel(EngineKind.JIT);
                BpfProgram program = kernel.loadProgram(PASS, Map.of())) {
            assertThat(code(program)).isNotNull();
        }
    }

    @Test
    void codeGoesWithItsProgram() {
        List<WeakReference<CompiledCode>> codes = new ArrayList<>();
        try (EmbeddedKernel kernel = kernel(EngineKind.JIT)) {
            for (int round = 0; round < 300; round++) {
                try (BpfProgram program = kernel.loadProgram(PASS, Map.of())) {
                    assertThat(program.test(PACKET).returnValue()).isEqualTo(2);
                    codes.add(new WeakReference<>(code(program)));
                }
            }
            assertThat(comesTrue(() -> {
                System.gc();
                return codes.stream().filter(code -> code.get() != null).count() <= 1;
            })).as("unloaded").isTrue();
        }
    }

    @Test
    void thereIsOneThreadThatCompilesWhateverIsLoaded() {
        try (EmbeddedKernel kernel = kernel(EngineKind.TIERED)) {
            for (int round = 0; round < 300; round++) {
                try (BpfProgram program = kernel.loadProgram(PASS, Map.of())) {
                    assertThat(program.test(PACKET.withRepeat(150)).returnValue()).isEqualTo(2);
                }
            }
            assertThat(Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().equals("osmia-jit")))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }
}
