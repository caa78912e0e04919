package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.BoxAllocator;
import dev.osmia.embedded.internal.memory.Region;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReclamationTest {
    private final Kernel kernel = EmbeddedKernel.builder().cpus(2).open();
    private final Machine machine = machine(kernel);
    private final Box box = machine.box();
    private final BoxAllocator allocator = machine.allocator();

    private static Machine machine(Kernel kernel) {
        try (BpfMap map = kernel.createMap(MapSpec.of("any", MapType.ARRAY, 4, 8, 1))) {
            return ((EmbeddedMap) map).machine();
        }
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private long address(EmbeddedMap map, int key) {
        VirtualCpu cpu = machine.cpus().acquire();
        long place = allocator.allocate(8);
        try {
            box.put(place, bytes(map.spec().keySize(), key));
            return map.find(cpu, place);
        } finally {
            allocator.free(place, 8);
            machine.cpus().release(cpu);
        }
    }

    private static byte[] key(EmbeddedMap map, int key) {
        return bytes(map.spec().keySize(), key);
    }

    @ParameterizedTest
    @CsvSource({"HASH, 0, 4", "PERCPU_HASH, 0, 4", "LRU_HASH, 0, 4", "LPM_TRIE, 1, 5"})
    void theMemoryOfADeletedElementIsNotReusedInTheSameRun(MapType type, int flags, int keySize) {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", type, keySize, 8, 1000).withFlags(flags));
        byte[] value = new byte[map.transferSize()];
        VirtualCpu run = machine.cpus().acquire();
        map.update(key(map, 1), value, 0);
        long seen = address(map, 1);
        assertThat(seen).isNotZero();
        map.delete(key(map, 1));
        for (int step = 0; step < 300; step++) {
            map.update(key(map, 1), value, 0);
            assertThat(address(map, 1)).isNotEqualTo(seen);
            map.delete(key(map, 1));
        }
        machine.cpus().release(run);
    }

    @Test
    void memoryIsReusedOnceNoRunCanKnowIt() {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", MapType.HASH, 4, 8, 1000));
        map.update(key(map, 1), new byte[8], 0);
        long before = machine.allocator().used();
        for (int step = 0; step < 100_000; step++) {
            map.update(key(map, 1), new byte[8], 0);
        }
        assertThat(machine.allocator().used()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"HASH, 0, 4", "PERCPU_HASH, 0, 4", "LRU_HASH, 0, 4", "LPM_TRIE, 1, 5"})
    void aSingleRunTakesNoMoreMemoryThanTwiceItsMaps(MapType type, int flags, int keySize) {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", type, keySize, 4096, 100).withFlags(flags));
        byte[] value = new byte[map.transferSize()];
        long before = allocator.used();
        VirtualCpu run = machine.cpus().acquire();
        for (int step = 0; step < 20_000; step++) {
            map.update(key(map, 1), value, 0);
        }
        machine.cpus().release(run);
        assertThat(allocator.used() - before).isLessThan(600L * map.transferSize());
    }

    /** Readers, who take no lock, may be at an element that goes to another chain. */
    @Test
    void aReaderFindsWhatIsThereWhileOneRunReusesElements() throws InterruptedException {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", MapType.HASH, 4, 8, 2000));
        for (int stable = 0; stable < 1000; stable++) {
            map.update(key(map, stable), bytes(8, stable), 0);
        }
        assertThat(Threads.run(2, thread -> {
            VirtualCpu run = machine.cpus().acquire();
            try {
                for (int step = 0; step < 200_000; step++) {
                    if (thread == 0) {
                        map.update(key(map, 1000 + step % 1000), bytes(8, step), 0);
                    } else {
                        assertThat(map.lookup(key(map, step % 1000))).isEqualTo(bytes(8, step % 1000));
                    }
                }
            } finally {
                machine.cpus().release(run);
            }
        })).isEmpty();
    }

    @Test
    void anElementThatAnUpdateReplacedKeepsItsValueForTheRunThatFoundIt() {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", MapType.HASH, 4, 8, 10));
        map.update(key(map, 1), bytes(8, 11), 0);
        VirtualCpu run = machine.cpus().acquire();
        long seen = address(map, 1);
        map.update(key(map, 1), bytes(8, 22), 0);
        assertThat(box.getLong(seen)).isEqualTo(11);
        assertThat(address(map, 1)).isNotEqualTo(seen);
        machine.cpus().release(run);
    }

    @Test
    void aClosedMapStaysForARunThatIsUnderWayAndThenGivesItsMemoryBack() {
        long before = allocator.used();
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", MapType.HASH, 4, 8, 10));
        map.update(key(map, 1), bytes(8, 11), 0);
        VirtualCpu run = machine.cpus().acquire();
        long seen = address(map, 1);
        map.close();
        assertThat(machine.maps().at(map.address())).isSameAs(map);
        assertThat(box.getLong(seen)).isEqualTo(11);
        machine.cpus().release(run);
        MapFactory.create(machine, MapSpec.of("m", MapType.HASH, 4, 8, 10)).close();
        assertThat(allocator.used()).isEqualTo(before);
        assertThat(machine.regions().at(seen)).isNull();
    }

    @Test
    void aMapThatSomebodyHoldsOutlivesItsHandle() {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", MapType.ARRAY, 4, 8, 10));
        assertThat(map.retain()).isTrue();
        map.close();
        map.close();
        assertThatThrownBy(() -> map.lookup(key(map, 1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(machine.maps().find(map.address())).isSameAs(map);
        map.release();
        assertThat(machine.maps().find(map.address())).isNull();
        assertThat(map.retain()).isFalse();
    }

    @Test
    void aMapThatDoesNotFitIntoTheBoxLeavesNothingBehind() {
        long before = allocator.used();
        assertThat(MapScript.guarded(() -> {
            MapFactory.create(machine, MapSpec.of("m", MapType.ARRAY, 4, 1 << 30, 8)).close();
            return "ok";
        })).isEqualTo("ENOMEM");
        assertThat(allocator.used()).isEqualTo(before);
    }

    @Test
    void programsMayTouchNothingButLiveValues() {
        EmbeddedMap map = MapFactory.create(machine, MapSpec.of("m", MapType.HASH, 4, 6, 10));
        map.update(key(map, 1), new byte[6], 0);
        long value = address(map, 1);
        Region region = machine.regions().at(value);
        assertThat(region).isNotNull();
        assertThat(region.allows(value, 6)).isTrue();
        assertThat(region.allows(value + 5, 1)).isTrue();
        assertThat(region.allows(value, 7)).isFalse();
        assertThat(region.allows(value - 8, 8)).isFalse();
        assertThat(region.allows(value + (value - region.start()) + 8, 1)).isFalse();
    }
}
