package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

class MapConcurrencyTest {
    private static final int THREADS = 4;
    private static final int STEPS = 4000;

    private static MapSpec spec(MapType type) {
        return type == MapType.LPM_TRIE
                ? MapSpec.of("m", type, 8, 24, 64).withFlags(1)
                : MapSpec.of("m", type, 4, 24, 64);
    }

    /** A value that says three times which key it belongs to. */
    private static byte[] value(int key) {
        return ByteBuffer.allocate(24).putLong(key).putLong(key).putLong(key).array();
    }

    private static byte[] key(BpfMap map, int number) {
        if (map.type() == MapType.LPM_TRIE) {
            return ByteBuffer.allocate(8)
                    .put(bytes(4, 8 + number % 25))
                    .put(bytes(4, Integer.reverse(number) >>> 8))
                    .array();
        }
        return bytes(4, number);
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"HASH", "LRU_HASH", "LPM_TRIE"})
    void readersNeverSeeTheValueOfAnotherKey(MapType type) throws Exception {
        try (Kernel kernel = EmbeddedKernel.builder().cpus(3).open(); BpfMap map = kernel.createMap(spec(type))) {
            List<Throwable> failures = Threads.run(THREADS, thread -> {
                Random random = new Random(thread);
                for (int step = 0; step < STEPS; step++) {
                    int number = random.nextInt(40);
                    byte[] key = key(map, number);
                    switch (random.nextInt(4)) {
                        case 0 -> map.update(key, value(number), 0);
                        case 1 -> map.delete(key);
                        default -> {
                            byte[] found = map.lookup(key);
                            if (found != null && type != MapType.LPM_TRIE) {
                                assertThat(found).isEqualTo(value(number));
                            } else if (found != null) {
                                ByteBuffer words = ByteBuffer.wrap(found);
                                assertThat(words.getLong(0)).isEqualTo(words.getLong(8)).isEqualTo(words.getLong(16));
                            }
                        }
                    }
                }
            });
            assertThat(failures).isEmpty();
            for (int number = 0; number < 40; number++) {
                map.delete(key(map, number));
            }
            assertThat(map.nextKey(null)).isNull();
        }
    }

    @Test
    void aHashMapIsNeverFullerThanItMayBe() throws Exception {
        try (Kernel kernel = EmbeddedKernel.builder().cpus(4).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.HASH, 4, 24, 5))) {
            List<Throwable> failures = Threads.run(THREADS, thread -> {
                Random random = new Random(thread);
                for (int step = 0; step < STEPS; step++) {
                    int number = random.nextInt(10);
                    try {
                        if (random.nextBoolean()) {
                            map.update(bytes(4, number), value(number), 0);
                        } else {
                            map.delete(bytes(4, number));
                        }
                    } catch (BpfException refusal) {
                        assertThat(refusal.errno()).isEqualTo(Errno.E2BIG);
                    }
                }
            });
            assertThat(failures).isEmpty();
            MapScript script = new MapScript(map);
            for (int number = 0; number < 10; number++) {
                script.run(number + "-");
            }
            assertThat(script.run("0=1 1=1 2=1 3=1 4=1 5=1")).isEqualTo("ok ok ok ok ok E2BIG");
        }
    }

    @Test
    void innerMapsComeAndGoWhileTheyAreRead() throws Exception {
        MapSpec inner = MapSpec.of("inner", MapType.HASH, 4, 8, 4);
        try (Kernel kernel = EmbeddedKernel.builder().cpus(3).open();
                BpfMap outer = kernel.createMap(MapSpec.of("outer", MapType.HASH_OF_MAPS, 4, 4, 8).withInner(inner))) {
            List<Throwable> failures = Threads.run(THREADS, thread -> {
                Random random = new Random(thread);
                for (int step = 0; step < 500; step++) {
                    byte[] key = bytes(4, random.nextInt(8));
                    try (BpfMap made = kernel.createMap(inner)) {
                        made.update(bytes(4, 1), bytes(8, thread), 0);
                        outer.update(key, bytes(4, made.handle()), 0);
                    }
                    outer.lookup(bytes(4, random.nextInt(8)));
                    outer.delete(bytes(4, random.nextInt(8)));
                }
            });
            assertThat(failures).isEmpty();
        }
    }
}
