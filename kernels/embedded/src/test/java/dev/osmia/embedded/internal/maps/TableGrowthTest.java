package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableGrowthTest {
    private static final int CYCLES = 20_000;

    @Test
    void idsOfMapsRiseWhileOldOnesStayReachable() {
        try (EmbeddedKernel kernel = EmbeddedKernel.open();
                BpfMap first = kernel.createMap(MapSpec.of("first", MapType.ARRAY, 4, 4, 1))) {
            int last = first.id();
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                try (BpfMap map = kernel.createMap(MapSpec.of("next", MapType.ARRAY, 4, 4, 1))) {
                    assertThat(map.id()).isEqualTo(last + 1);
                    last = map.id();
                }
            }
            first.update(new byte[4], new byte[]{1, 2, 3, 4}, 0);
            assertThat(first.lookup(new byte[4])).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void idsOfProgramsRiseToo() {
        try (EmbeddedKernel kernel = EmbeddedKernel.open()) {
            for (int cycle = 1; cycle <= CYCLES; cycle++) {
                try (BpfProgram program = Programs.load(kernel, "r0 = 0\nexit\n")) {
                    assertThat(program.id()).isEqualTo(cycle);
                }
            }
        }
    }
}
