package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Hook;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Which programs may call which kernel functions, and what else is asked of them. */
class KfuncLoadingTest {

    @ParameterizedTest
    @CsvSource({"SCHED_CLS, bpf_dynptr_from_xdp", "XDP, bpf_dynptr_from_skb", "SYSCALL, bpf_dynptr_slice_rdwr",
            "CGROUP_SKB, bpf_dynptr_slice_rdwr", "XDP, bpf_cast_to_kern_ctx", "SYSCALL, bpf_no_such_function"})
    void aFunctionThatIsNotForTheTypeOrNotHereIsNamed(ProgramType type, String function) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            BpfException refusal = catchThrowableOfType(BpfException.class,
                    () -> KfuncPrograms.run(kernel, type, "kfunc " + function + "; exit"));

            assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
            assertThat(refusal).hasMessageContaining(function).hasMessageContaining(type.shortName());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "kfunc bpf_rcu_read_lock                       | ends with bpf_rcu_read_lock",
            "kfunc bpf_rcu_read_unlock                     | bpf_rcu_read_unlock without bpf_rcu_read_lock",
            "kfunc bpf_preempt_disable; kfunc bpf_preempt_disable; kfunc bpf_preempt_enable | ends with bpf_preempt_dis",
            "kfunc bpf_preempt_enable                      | bpf_preempt_enable without bpf_preempt_disable",
            "r1 = &8; kfunc bpf_local_irq_save             | ends with bpf_local_irq_save",
            "r1 = &8; kfunc bpf_local_irq_restore          | bpf_local_irq_restore without bpf_local_irq_save",
            "r1 = &8; kfunc bpf_local_irq_save; r1 = &16; kfunc bpf_local_irq_save; r1 = &8; kfunc bpf_local_irq_restore "
                    + "| out of order",
            "r1 = 0; kfunc bpf_local_irq_save              | argument 1 of bpf_local_irq_save"})
    void aSectionIsEnteredAndLeft(String text, String reason) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            assertThatThrownBy(() -> KfuncPrograms.run(kernel, ProgramType.SYSCALL, text + "; r0 = 0; exit"))
                    .isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void whatOneRunLeavesOpenIsNotTheNextOnes() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            assertThatThrownBy(
                    () -> KfuncPrograms.run(kernel, ProgramType.SYSCALL, "kfunc bpf_rcu_read_lock; r0 = 0; exit"))
                    .isInstanceOf(ProgramTrap.class);
            assertThat(KfuncPrograms.run(kernel, ProgramType.SYSCALL,
                    "kfunc bpf_rcu_read_lock; kfunc bpf_rcu_read_unlock; r0 = 3; exit")).isEqualTo(3);
        }
    }

    /** In Linux too such programs are for devices alone, whose driver answers so where the hardware knows nothing. */
    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void portsKnowNothingOfHardwareMetadata(EngineKind engine) {
        ObjectSpec spec = KfuncCase.spec("metadata");
        ProgramSpec bound = Objects.requireNonNull(spec.programs().get("metadata"))
                .withFlags(ProgramFlag.XDP_DEV_BOUND_ONLY.value());
        Map<String, BpfMap> maps = new HashMap<>();
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().engine(engine).open()) {
            spec.maps().forEach((name, map) -> maps.put(name, kernel.createMap(map)));
            BpfProgram program = kernel.loadProgram(bound, maps);
            BpfException refusal = catchThrowableOfType(BpfException.class,
                    () -> program.test(TestInput.packet(new byte[64])));
            assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);

            try (BpfLink _ = program.attach(Hook.xdp("eth0"))) {
                kernel.port("eth0").receive(new byte[64]);
            }
            BpfMap results = Objects.requireNonNull(maps.get(".bss"));
            ByteBuffer out = ByteBuffer.wrap(Objects.requireNonNull(results.lookup(new byte[4])))
                    .order(ByteOrder.nativeOrder());
            assertThat(new long[]{out.getLong(0), out.getLong(8), out.getLong(16)})
                    .containsOnly(Errno.EOPNOTSUPP.result());
        }
    }
}
