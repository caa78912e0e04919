package dev.osmia.embedded;

import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.KernelConfig;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KernelConfigTest {
    private static ObjectSpec object(String name) throws IOException {
        return ObjectSpec.read(Path.of("../../core/object/src/test/resources/dev/osmia/object/" + name + ".o"));
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void programsLearnWhichLinuxTheKernelStandsForAndItsOptions(EngineKind engine) throws IOException {
        ObjectSpec spec = object("kconfig.clang16");
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).option("CONFIG_NET", "m").open();
                BpfObject loaded = kernel.load(spec)) {
            loaded.program("use").test(TestInput.packet(new byte[64]));
            ByteBuffer results = ByteBuffer.wrap(Objects.requireNonNull(loaded.map(".bss").lookup(new byte[4])))
                    .order(ByteOrder.nativeOrder());

            assertThat(results.getInt(spec.variable("version").offset())).isEqualTo(KernelConfig.version("6.18"));
            assertThat(results.getInt(spec.variable("system_call").offset())).isEqualTo(1);
            assertThat(results.getInt(spec.variable("net").offset())).isEqualTo(2);
            assertThat(results.get(spec.variable("bpf").offset())).isEqualTo((byte) 'y');
            assertThat(results.getLong(spec.variable("missing").offset())).isZero();
        }
    }

    @Test
    void aLimitThatLetsNothingRunIsRefused() {
        assertThatThrownBy(() -> EmbeddedKernel.builder().instructionLimit(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a run has at least 1 instruction, not 0");
    }

    @Test
    void anOptionThatMustBeThereAndIsNotIsNamedUnlessTheHostSetsIt() throws IOException {
        ObjectSpec spec = object("kconfig-strong.clang19");
        try (EmbeddedKernel kernel = EmbeddedKernel.open()) {
            assertThatThrownBy(() -> kernel.load(spec))
                    .isInstanceOf(BpfException.class)
                    .hasMessageContaining("extern CONFIG_NO_SUCH_OPTION is not set by the embedded kernel");
        }
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().option("CONFIG_NO_SUCH_OPTION", "y").open();
                BpfObject loaded = kernel.load(spec)) {
            assertThat(loaded.programs()).containsOnlyKeys("use");
        }
    }

    @Test
    void aMapThatIsNotMadeWithItsObjectIsLeftOut() throws IOException {
        ObjectSpec spec = object("kconfig.clang19").withMap(".bss", map -> map.withAutocreate(false))
                .withProgram("use", program -> program.withAutoload(false));
        try (EmbeddedKernel kernel = EmbeddedKernel.open(); BpfObject loaded = kernel.load(spec)) {
            assertThat(loaded.maps()).doesNotContainKey(".bss").containsKey(".kconfig");
        }
    }
}
