package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What programs get from maps; the results are those of Linux 6.18. */
class ProgramMapTest {
    private static String update(int key, int value, int flags) {
        return """
                *(u32 *)(r10 -4) = %d
                *(u64 *)(r10 -16) = %d
                r1 = map[m]
                r2 = r10
                r2 += -4
                r3 = r10
                r3 += -16
                r4 = %d
                call 2
                """.formatted(key, value, flags);
    }

    @ParameterizedTest
    @CsvSource({"ARRAY, 1, 7, 0, 0", "ARRAY, 1, 7, 1, -17", "ARRAY, 4, 7, 0, -7", "ARRAY, 1, 7, 3, -22",
            "HASH, 1, 7, 0, 0", "HASH, 1, 7, 1, 0", "HASH, 1, 7, 2, -2", "HASH, 1, 7, 3, -22", "HASH, 9, 7, 1, -17",
            "PERCPU_ARRAY, 1, 7, 4, -22", "PERCPU_HASH, 1, 7, 2, -2", "PERCPU_HASH, 9, 7, 0, 0",
            "LRU_HASH, 9, 7, 1, -17", "LRU_PERCPU_HASH, 9, 7, 2, 0"})
    void updatesFromProgramsAnswerAsInLinux(MapType type, int key, int value, int flags, int expected) {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().cpus(2).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 4));
                BpfProgram program = Programs.load(kernel, update(key, value, flags) + "exit", map)) {
            if (type != MapType.ARRAY && type != MapType.PERCPU_ARRAY) {
                map.update(bytes(4, 9), new byte[map.transferSize()], 0);
            }
            assertThat(Programs.run(program)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"PERCPU_ARRAY", "PERCPU_HASH", "LRU_PERCPU_HASH"})
    void aProgramSetsTheValueOfItsCpuAlone(MapType type) {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().cpus(2).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 5, 4));
                BpfProgram program = Programs.load(kernel, update(1, 7, 0) + "exit", map)) {
            assertThat(Programs.run(program)).isZero();
            byte[] value = map.lookup(bytes(4, 1));
            assertThat(value).hasSize(8 * kernel.cpus());
            long sum = 0;
            for (int cpu = 0; cpu < kernel.cpus(); cpu++) {
                sum += ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong(8 * cpu);
            }
            assertThat(sum).isEqualTo(7);
        }
    }

    @Test
    void anUpdateReplacesAnElementOfAHashMapAndLeavesTheOldValueToItsFinder() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().cpus(2).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.HASH, 4, 8, 4).withFlags(1));
                BpfProgram program = Programs.load(kernel, update(1, 7, 0) + """
                        r1 = map[m]
                        r2 = r10
                        r2 += -4
                        call 1
                        if r0 != 0x0 goto +1
                        exit
                        r6 = r0
                        """ + update(1, 8, 0) + """
                        *(u64 *)(r6 +0) = 99
                        r1 = map[m]
                        r2 = r10
                        r2 += -4
                        call 1
                        if r0 != 0x0 goto +1
                        exit
                        r0 = *(u64 *)(r0 +0)
                        exit
                        """, map)) {
            assertThat(Programs.run(program)).isEqualTo(8);
        }
    }

    /** Adds up keys and values, doubles values, and stops when it has seen {@code most}. */
    private static String visit(int most, int flags) {
        return """
                *(u64 *)(r10 -8) = 0
                *(u64 *)(r10 -16) = 0
                r1 = map[m]
                r2 = subprog[+9]
                r3 = r10
                r3 += -16
                r4 = %d
                call 164
                r1 = *(u64 *)(r10 -16)
                r0 *= 1000
                r0 += r1
                exit
                r1 = *(u32 *)(r2 +0)
                r5 = *(u64 *)(r3 +0)
                r1 += r5
                r5 <<= 1
                *(u64 *)(r3 +0) = r5
                r5 = *(u64 *)(r4 +0)
                r5 += r1
                *(u64 *)(r4 +0) = r5
                r5 = *(u64 *)(r4 +8)
                r5 += 1
                *(u64 *)(r4 +8) = r5
                r0 = 0
                if r5 < %d goto +1
                r0 = 1
                exit
                """.formatted(flags, most);
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY", "PERCPU_ARRAY", "HASH", "PERCPU_HASH", "LRU_HASH",
            "LRU_PERCPU_HASH"})
    void aVisitShowsKeysAndValuesAndCountsThem(MapType type) {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().cpus(1).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 4));
                BpfProgram all = Programs.load(kernel, visit(100, 0), map);
                BpfProgram some = Programs.load(kernel, visit(2, 0), map)) {
            for (int key = 0; key < 4; key++) {
                map.update(bytes(4, key), bytes(8, 10), 0);
            }
            assertThat(Programs.run(all)).isEqualTo(4 * 1000 + 40 + 6);
            assertThat(map.lookup(bytes(4, 3))).isEqualTo(bytes(8, 20));
            assertThat(Programs.run(some) / 1000).isEqualTo(2);
        }
    }

    @Test
    void aVisitTakesNoFlags() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.ARRAY, 4, 8, 4));
                BpfProgram program = Programs.load(kernel, visit(100, 1), map)) {
            assertThat(Programs.run(program)).isEqualTo(-22 * 1000);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ARRAY | r0 = *(u64 *)(r0 +1) | outside of any live element",
            "HASH | r0 = *(u64 *)(r0 +1) | outside of any live element",
            "HASH | r0 = *(u64 *)(r0 -8) | outside of any live element",
            "PERCPU_ARRAY | r0 = *(u64 *)(r0 +4) | outside of any live element",
            "PERCPU_HASH | r0 = *(u64 *)(r0 +4) | outside of any live element"})
    void anAccessThatLeavesAValueIsStopped(MapType type, String access, String reason) {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().cpus(2).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 4));
                BpfProgram program = Programs.load(kernel, update(1, 7, 0) + """
                        r1 = map[m]
                        r2 = r10
                        r2 += -4
                        call 1
                        %s
                        exit
                        """.formatted(access), map)) {
            assertThatThrownBy(() -> Programs.run(program)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining(reason);
        }
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY", "HASH", "LRU_HASH", "PERCPU_HASH"})
    void aReadOnlyMapIsNotWrittenByPrograms(MapType type) {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 4).withFlags(0x80));
                BpfProgram byHelper = Programs.load(kernel, update(1, 7, 0) + "exit", map);
                BpfProgram byAddress = Programs.load(kernel, """
                        *(u32 *)(r10 -4) = 1
                        r1 = map[m]
                        r2 = r10
                        r2 += -4
                        call 1
                        *(u64 *)(r0 +0) = 1
                        exit
                        """, map)) {
            map.update(bytes(4, 1), new byte[map.transferSize()], 0);
            assertThatThrownBy(() -> Programs.run(byHelper)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("read-only");
            assertThatThrownBy(() -> Programs.run(byAddress)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void aProgramSeesTheContentsThatAMapIsMadeWith() {
        byte[] contents = {1, 2, 3, 4, 5};
        MapSpec spec = MapSpec.of("m", MapType.ARRAY, 4, 5, 1)
                .withContents(new MapContents.Bytes(contents))
                .withFrozen(true);
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open(); BpfMap map = kernel.createMap(spec)) {
            assertThat(map.lookup(bytes(4, 0))).isEqualTo(contents);
            assertThat(new MapScript(map).run("0=1")).isEqualTo("EPERM");
        }
    }
}
