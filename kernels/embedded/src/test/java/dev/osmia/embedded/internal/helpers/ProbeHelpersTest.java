package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HexFormat;
import java.util.Map;

import static dev.osmia.embedded.internal.helpers.HelperCall.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The results are those that Linux 6.18 gives for the kernel's memory. */
class ProbeHelpersTest {

    private static String start(HelperCall.Result result, int bytes) {
        return HexFormat.of().formatHex(result.out(), 0, bytes);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROBE_READ", "PROBE_READ_KERNEL", "PROBE_READ_USER", "COPY_FROM_USER"})
    void whatLivesIsRead(Helper helper) {
        assertThat(Engines.call(helper, OUT, 3, "hello")).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isZero();
            assertThat(start(outcome.result(), 4)).isEqualTo("68656caa");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"PROBE_READ_STR", "PROBE_READ_KERNEL_STR", "PROBE_READ_USER_STR"})
    void aTextIsReadToItsEndOrToTheTargets(Helper helper) {
        assertThat(Engines.call(helper, OUT, 16, "hello")).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(6);
            assertThat(start(outcome.result(), 7)).isEqualTo("68656c6c6f00aa");
        });
        assertThat(Engines.call(helper, OUT, 3, "hello")).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(3);
            assertThat(start(outcome.result(), 4)).isEqualTo("686500aa");
        });
        assertThat(Engines.call(helper, OUT, 1, "hello"))
                .allSatisfy(outcome -> assertThat(start(outcome.result(), 2)).isEqualTo("00aa"));
        assertThat(Engines.call(helper, OUT, 64, "x".repeat(200))).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(64);
            assertThat(outcome.result().text()).isEqualTo("x".repeat(63));
        });
    }

    @ParameterizedTest
    @CsvSource({"PROBE_READ, 0, -14", "PROBE_READ, 16, -14", "PROBE_READ, -1, -14", "PROBE_READ_KERNEL, 0, -34",
            "PROBE_READ_KERNEL, 16, -34", "PROBE_READ_KERNEL, -1, -14", "PROBE_READ_KERNEL, 140737488351232, -34",
            "PROBE_READ_USER, 0, -14", "PROBE_READ_USER, -1, -14", "PROBE_READ_USER, 140737488351232, -14",
            "COPY_FROM_USER, 0, -14", "PROBE_READ_STR, 0, -14", "PROBE_READ_KERNEL_STR, 0, -34",
            "PROBE_READ_KERNEL_STR, -1, -14", "PROBE_READ_USER_STR, 16, -14"})
    void whatDoesNotLiveLeavesZeros(Helper helper, long address, int result) {
        assertThat(Engines.call(helper, OUT, 8, address)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(result);
            assertThat(start(outcome.result(), 9)).isEqualTo("0000000000000000aa");
        });
    }

    @ParameterizedTest
    @CsvSource({"PROBE_READ, 0", "PROBE_READ_KERNEL, -34", "PROBE_READ_STR, 0", "PROBE_READ_KERNEL_STR, 0"})
    void nothingIsReadFromNull(Helper helper, int result) {
        assertThat(Engines.call(helper, OUT, 0, 0)).allSatisfy(outcome -> {
            assertThat(outcome.result().value()).isEqualTo(result);
            assertThat(start(outcome.result(), 1)).isEqualTo("aa");
        });
    }

    @Test
    void programsCannotWriteIntoAUsersMemory() {
        try (Kernel kernel = EmbeddedKernel.open()) {
            assertThatThrownBy(() -> HelperCall.load(kernel, ProgramType.KPROBE, "call 36\nexit\n", Map.of()))
                    .isInstanceOfSatisfying(BpfException.class,
                            refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL))
                    .hasMessageContaining("bpf_probe_write_user");
        }
    }
}
