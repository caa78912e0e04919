package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfMap.Batch;
import dev.osmia.kernel.BpfMap.Element;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchTest {
    private static final int ENTRIES = 100;

    private static List<Element> elements(BpfMap map) {
        List<Element> elements = new ArrayList<>();
        for (int number = 0; number < ENTRIES; number++) {
            elements.add(new Element(MapScript.bytes(4, number), MapScript.bytes(map.transferSize(), number * 3L)));
        }
        return elements;
    }

    private static Map<Long, Long> collect(BpfMap map, boolean deletes) {
        Map<Long, Long> found = new TreeMap<>();
        byte @Nullable [] cursor = null;
        do {
            Batch batch = deletes ? map.lookupAndDeleteBatch(cursor, 7) : map.lookupBatch(cursor, 7);
            for (Element element : batch.elements()) {
                assertThat(found.put(MapScript.number(element.key()), MapScript.number(element.value()))).isNull();
            }
            cursor = batch.cursor();
        } while (cursor != null);
        return found;
    }

    private static Map<Long, Long> expected() {
        Map<Long, Long> all = new TreeMap<>();
        for (long number = 0; number < ENTRIES; number++) {
            all.put(number, number * 3);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY", "PERCPU_ARRAY", "HASH", "PERCPU_HASH", "LRU_HASH",
            "LRU_PERCPU_HASH"})
    void batchesShowEveryElementOnce(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, ENTRIES))) {
            map.updateBatch(elements(map), 0);
            assertThat(collect(map, false)).isEqualTo(expected());
        }
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH"})
    void batchesThatDeleteLeaveNothing(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", type, 4, 8, ENTRIES))) {
            map.updateBatch(elements(map), 0);
            assertThat(collect(map, true)).isEqualTo(expected());
            assertThat(map.nextKey(null)).isNull();
        }
    }

    @Test
    void aBatchOfKeysIsDeletedUpToTheFirstThatIsMissing() {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.HASH, 4, 8, ENTRIES))) {
            map.updateBatch(elements(map), 0);
            List<byte[]> keys = List.of(MapScript.bytes(4, 1), MapScript.bytes(4, 2), MapScript.bytes(4, 200),
                    MapScript.bytes(4, 3));
            assertThat(map.deleteBatch(keys)).isEqualTo(2);
            assertThat(map.lookup(MapScript.bytes(4, 3))).isNotNull();
        }
    }

    @Test
    void aBatchStopsAtTheFirstElementThatDoesNotFit() {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.HASH, 4, 8, 10))) {
            assertThatThrownBy(() -> map.updateBatch(elements(map), 0)).isInstanceOfSatisfying(BpfException.class,
                    refusal -> assertThat(refusal.errno()).isEqualTo(Errno.E2BIG));
            assertThat(collect(map, false)).hasSize(10);
        }
    }

    @Test
    void aBatchTakesTheFlagsOfUpdate() {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.HASH, 4, 8, ENTRIES))) {
            map.updateBatch(elements(map), UpdateFlag.NOEXIST.value());
            assertThat(collect(map, false)).hasSize(elements(map).size());
            assertThatThrownBy(() -> map.updateBatch(elements(map), UpdateFlag.NOEXIST.value()))
                    .isInstanceOfSatisfying(BpfException.class,
                            refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EEXIST));
        }
    }
}
