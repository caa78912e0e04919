package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What helpers do for a program is bounded like what it does itself. */
class BoundedWorkTest {
    private static final int LARGE = 32 << 20;

    private static Kernel kernel() {
        return EmbeddedKernel.builder().unverified().cpus(1).instructionLimit(10_000_000).open();
    }

    @Test
    void visitsOfALargeMapCountThoughItIsEmpty() {
        try (Kernel kernel = kernel();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.HASH, 4, 4, 1 << 20));
                BpfProgram program = Programs.load(kernel, """
                        r6 = 100
                        again:
                        r1 = map[m]
                        r2 = subprog[callback]
                        r3 = 0
                        r4 = 0
                        call 164
                        r6 += -1
                        if r6 != 0x0 goto again
                        exit
                        callback:
                        r0 = 0
                        exit
                        """, map)) {
            assertThatThrownBy(() -> Programs.run(program)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("still running after 10000000 instructions");
        }
    }

    @Test
    void whatHelpersGoThroughCounts() {
        try (Kernel kernel = kernel();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.ARRAY, 4, LARGE, 1));
                BpfProgram program = Programs.load(kernel, """
                        *(u32 *)(r10 -4) = 0
                        r2 = r10
                        r2 += -4
                        r1 = map[m]
                        call 1
                        r6 = r0
                        r7 = 1000
                        again:
                        r1 = r6
                        r2 = 33554432
                        r3 = 0
                        call 113
                        r7 += -1
                        if r7 != 0x0 goto again
                        exit
                        """, map)) {
            assertThatThrownBy(() -> Programs.run(program)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("still running");
        }
    }
}
