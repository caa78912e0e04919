package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.KernelConfig;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class LinuxConfigTest extends LinuxTest {
    private static ObjectSpec object(String name) throws IOException {
        return ObjectSpec.read(Path.of("../../core/object/src/test/resources/dev/osmia/object/" + name + ".o"));
    }

    @Test
    void programsLearnTheVersionAndTheOptionsOfTheRunningKernel() throws IOException {
        KernelConfig config = kernel.config();
        assumeTrue(config.options().containsKey("CONFIG_BPF"), config.source() + " does not say how it was built");
        ObjectSpec spec = object("kconfig.clang19");
        try (BpfObject loaded = kernel.load(spec)) {
            loaded.program("use").test(TestInput.packet(new byte[64]));
            byte[] results = Objects.requireNonNull(loaded.map(".bss").lookup(new byte[4]));

            assertThat(variable(spec, results, "version")).isEqualTo(KernelConfig.version(
                    System.getProperty("os.version"))).isNotZero();
            assertThat(variable(spec, results, "cookie")).isEqualTo(1);
            assertThat(variable(spec, results, "wrapper")).as("libbpf asks with a kprobe")
                    .isEqualTo("y".equals(config.options().get("CONFIG_KPROBES")) ? 1 : 0);
            assertThat(variable(spec, results, "system_call")).isEqualTo(1);
            assertThat(variable(spec, results, "net")).isEqualTo(1);
            assertThat(results[spec.variable("bpf").offset()]).isEqualTo((byte) 'y');
            assertThat(variable(spec, results, "missing")).isZero();
        }
    }

    private static int variable(ObjectSpec spec, byte[] section, String name) {
        int offset = spec.variable(name).offset();
        return u32(Arrays.copyOfRange(section, offset, offset + 4));
    }

    @Test
    void anOptionThatMustBeThereAndIsNotIsNamed() {
        assertThatThrownBy(() -> kernel.load(object("kconfig-strong.clang19")))
                .isInstanceOfSatisfying(BpfException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.ESRCH))
                .hasMessageContaining("extern CONFIG_NO_SUCH_OPTION is not set by ");
    }
}
