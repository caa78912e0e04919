package dev.osmia.embedded.internal.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VirtualCpusTest {
    private final VirtualCpus cpus = Machine.create(2, _ -> {}).cpus();

    private int own() {
        VirtualCpu cpu = cpus.acquire();
        cpus.release(cpu);
        return cpu.id();
    }

    @Test
    void aThreadGoesBackToItsCpuFromOneThatItWasSentTo() {
        int before = own();
        int other = 1 - before;

        assertThat(cpus.<Integer>on(other, VirtualCpu::id)).isEqualTo(other);
        assertThat(cpus.<Integer>on(other, _ -> own())).isEqualTo(other);
        assertThat(own()).isEqualTo(before);
    }

    @Test
    void aThreadThatHasACpuStaysThere() {
        VirtualCpu held = cpus.acquire();

        assertThat(cpus.<Integer>on(1 - held.id(), VirtualCpu::id)).isEqualTo(held.id());
        assertThat(own()).isEqualTo(held.id());
        cpus.release(held);
    }
}
