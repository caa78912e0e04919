package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

class LruTest {
    private static final String LOOK_UP_1 = """
            *(u32 *)(r10 -4) = 1
            r1 = map[m]
            r2 = r10
            r2 += -4
            call 1
            r0 = 0
            exit
            """;

    private static Set<Long> keys(BpfMap map) {
        TreeSet<Long> keys = new TreeSet<>();
        for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
            keys.add(MapScript.number(key));
        }
        return keys;
    }

    private static void put(BpfMap map, long key) {
        map.update(bytes(4, key), new byte[map.transferSize()], 0);
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"LRU_HASH", "LRU_PERCPU_HASH"})
    void aFullMapEvictsTheElementThatCameFirst(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 4))) {
            for (long key = 1; key <= 6; key++) {
                put(map, key);
            }
            assertThat(keys(map)).containsExactly(3L, 4L, 5L, 6L);
        }
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"LRU_HASH", "LRU_PERCPU_HASH"})
    void whatAProgramLookedUpIsKeptAndWhatUserSpaceLookedUpIsNot(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 3));
                BpfProgram program = Programs.load(kernel, LOOK_UP_1, map)) {
            put(map, 1);
            put(map, 2);
            put(map, 3);
            Programs.run(program);
            assertThat(map.lookup(bytes(4, 2))).isNotNull();
            put(map, 4);
            assertThat(keys(map)).containsExactly(1L, 3L, 4L);
        }
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"LRU_HASH", "LRU_PERCPU_HASH"})
    void anUpdateOfAnElementEvictsNoneAndKeepsIt(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, 3))) {
            put(map, 1);
            put(map, 2);
            put(map, 3);
            put(map, 1);
            assertThat(keys(map)).containsExactly(1L, 2L, 3L);
            put(map, 4);
            assertThat(keys(map)).containsExactly(1L, 3L, 4L);
        }
    }

    @Test
    void listsPerCpuShareTheElementsEqually() {
        MapSpec spec = MapSpec.of("m", MapType.LRU_HASH, 4, 8, 7).withFlags(2);
        try (Kernel kernel = EmbeddedKernel.builder().cpus(2).open(); BpfMap map = kernel.createMap(spec)) {
            for (long key = 0; key < 20; key++) {
                put(map, key);
            }
            assertThat(keys(map)).containsExactly(16L, 17L, 18L, 19L);
        }
    }

    /** Second chance over a queue. */
    private static final class Model {
        final int places;
        final Map<Long, Boolean> queue = new LinkedHashMap<>();

        Model(int places) {
            this.places = places;
        }

        void put(long key) {
            if (queue.remove(key) != null) {
                queue.put(key, true);
                return;
            }
            while (queue.size() >= places) {
                long oldest = queue.keySet().iterator().next();
                if (Boolean.TRUE.equals(queue.remove(oldest))) {
                    queue.put(oldest, false);
                }
            }
            queue.put(key, false);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomUseEvictsAsASecondChanceQueueDoes(long seed) {
        Random random = new Random(seed);
        Model model = new Model(20);
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.LRU_HASH, 4, 8, 20))) {
            for (int step = 0; step < 3000; step++) {
                long key = random.nextInt(40);
                if (random.nextInt(5) == 0) {
                    assertThat(map.delete(bytes(4, key))).isEqualTo(model.queue.remove(key) != null);
                } else {
                    put(map, key);
                    model.put(key);
                }
                assertThat(keys(map)).isEqualTo(new TreeSet<>(model.queue.keySet()));
            }
        }
    }

    @Test
    void manyThreadsNeverFindItFullAndNeverMakeItTooLarge() throws Exception {
        try (Kernel kernel = EmbeddedKernel.builder().cpus(4).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.LRU_HASH, 4, 8, 3))) {
            List<Throwable> failures = Threads.run(4, thread -> {
                Random random = new Random(thread);
                for (int step = 0; step < 5000; step++) {
                    long key = random.nextInt(12);
                    if (random.nextInt(4) == 0) {
                        map.delete(bytes(4, key));
                    } else {
                        put(map, key);
                    }
                }
            });
            assertThat(failures).isEmpty();
            for (long key = 100; key < 110; key++) {
                put(map, key);
            }
            assertThat(new ArrayList<>(keys(map))).containsExactly(107L, 108L, 109L);
        }
    }
}
