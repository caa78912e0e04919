package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.internal.timers.Clock;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;

import static dev.osmia.embedded.internal.helpers.HelperCall.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How far names are cut and padded is what Linux 6.18 does. */
class ClockAndIdentityTest {

    /** All 64 bits that a helper without arguments returns. */
    private static long ask(EngineKind engine, Helper helper) {
        String text = """
                r6 = r1
                call %d
                *(u64 *)(r6 +0) = r0
                r0 = 0
                exit
                """.formatted(helper.id());
        try (Kernel kernel = EmbeddedKernel.builder().engine(engine).cpus(1).open();
                BpfProgram program = HelperCall.load(kernel, ProgramType.SYSCALL, text, Map.<String, BpfMap>of())) {
            byte[] context = program.test(TestInput.context(new byte[8])).context();
            return ByteBuffer.wrap(context).order(ByteOrder.nativeOrder()).getLong();
        }
    }

    @ParameterizedTest
    @EnumSource
    void clocksGoWithTheJvms(EngineKind engine) {
        long before = System.nanoTime();
        long now = ask(engine, Helper.KTIME_GET_NS);
        long boot = ask(engine, Helper.KTIME_GET_BOOT_NS);
        long after = System.nanoTime();
        assertThat(now).isBetween(before, after);
        assertThat(boot).isBetween(now, after);
        long real = Clock.REAL.nanos();
        assertThat(ask(engine, Helper.KTIME_GET_TAI_NS)).isBetween(real, Clock.REAL.nanos());
    }

    @Test
    void coarseTimeAndJiffiesStandStillBetweenTicks() {
        long before = System.nanoTime();
        long coarse = Clock.coarse();
        assertThat(coarse % 4_000_000).isZero();
        assertThat(coarse).isBetween(before - 4_000_000, System.nanoTime());
        long jiffies = Clock.jiffies();
        assertThat(jiffies).isBetween(0xffff_ffffL - 75_000 + 1 + Math.floorDiv(before, 4_000_000L),
                0xffff_ffffL - 75_000 + 1 + Math.floorDiv(System.nanoTime(), 4_000_000L));
    }

    @ParameterizedTest
    @EnumSource
    void aProgramRunsInThisProcessAndThread(EngineKind engine) {
        long ids = ask(engine, Helper.GET_CURRENT_PID_TGID);
        assertThat(ids >>> 32).isEqualTo(ProcessHandle.current().pid());
        assertThat((int) ids).isEqualTo((int) Thread.currentThread().threadId());
        assertThat(ask(engine, Helper.GET_SMP_PROCESSOR_ID)).isZero();
        assertThat(ask(engine, Helper.GET_NUMA_NODE_ID)).isZero();
        assertThat(ask(engine, Helper.GET_PRANDOM_U32)).isBetween(0L, 0xffff_ffffL);
    }

    @ParameterizedTest
    @CsvSource({"short, 1, 00", "short, 2, 7300", "short, 5, 73686f7200", "short, 8, 73686f7274000000",
            "a name that is long, 18, 61206e616d65207468617420697320000000"})
    void aThreadsNameIsCutAndPadded(String name, int size, String expected) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName(name);
        try {
            assertThat(Engines.call(Helper.GET_CURRENT_COMM, OUT, size)).allSatisfy(outcome -> {
                assertThat(outcome.result().value()).isZero();
                assertThat(HexFormat.of().formatHex(outcome.result().out(), 0, size + 1)).isEqualTo(expected + "aa");
            });
        } finally {
            thread.setName(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET_CURRENT_TASK", "GET_CURRENT_CGROUP_ID"})
    void whatHasNoMeaningInAJvmIsRefusedAtLoad(Helper helper) {
        try (Kernel kernel = EmbeddedKernel.open()) {
            assertThatThrownBy(() -> HelperCall.load(kernel, ProgramType.SYSCALL,
                    "call %d%nexit%n".formatted(helper.id()), Map.of()))
                    .isInstanceOfSatisfying(BpfException.class,
                            refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL))
                    .hasMessageContaining(helper.functionName());
        }
    }
}
