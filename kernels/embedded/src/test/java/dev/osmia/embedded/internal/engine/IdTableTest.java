package dev.osmia.embedded.internal.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class IdTableTest {
    @Test
    void idsRiseAndRoomFollowsWhatLives() {
        IdTable<String> table = new IdTable<>();
        Queue<Integer> live = new ArrayDeque<>();
        int largest = 0;
        for (int round = 1; round <= 100_000; round++) {
            int id = table.nextId();
            table.put(id, "thing " + id);
            live.add(id);
            if (live.size() > 10) {
                table.remove(live.remove());
            }
            largest = Math.max(largest, table.room());
            assertThat(id).isEqualTo(round);
        }

        assertThat(largest).isLessThanOrEqualTo(64);
        assertThat(table.values()).containsExactlyInAnyOrderElementsOf(live.stream().map(id -> "thing " + id).toList());
    }

    @Test
    void roomShrinksAgainAfterManyLivedAtOnce() {
        IdTable<Integer> table = new IdTable<>();
        int[] ids = IntStream.range(0, 10_000).map(index -> table.nextId()).toArray();
        IntStream.of(ids).forEach(id -> table.put(id, id));
        assertThat(table.room()).isGreaterThanOrEqualTo(10_000);

        IntStream.of(ids).forEach(table::remove);
        for (int round = 0; round < 40_000; round++) {
            int id = table.nextId();
            table.put(id, id);
            table.remove(id);
        }

        assertThat(table.room()).isEqualTo(16);
        assertThat(table.values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatLivesIsFoundAndNothingElse(long seed) {
        Random random = new Random(seed);
        IdTable<Integer> table = new IdTable<>();
        Map<Integer, Integer> expected = new HashMap<>();
        for (int round = 0; round < 20_000; round++) {
            if (expected.isEmpty() || random.nextInt(100) < 50 + 20 * Math.sin(round / 1000.0)) {
                int id = table.nextId();
                table.put(id, -id);
                expected.put(id, -id);
            } else {
                int id = expected.keySet()
                        .stream()
                        .skip(random.nextInt(Math.min(5, expected.size())))
                        .findFirst()
                        .orElseThrow();
                table.remove(id);
                expected.remove(id);
            }
            int probe = random.nextInt(round + 2);
            assertThat(table.get(probe)).isEqualTo(expected.get(probe));
        }
        expected.forEach((id, value) -> assertThat(table.get(id)).isEqualTo(value));
        assertThat(table.values()).hasSameSizeAs(expected.values());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 17, 33})
    void anIdThatWasNeverGivenOutHasNothing(int id) {
        IdTable<String> table = new IdTable<>();
        table.put(table.nextId(), "first");
        table.put(table.nextId(), "second");
        table.remove(2);

        assertThat(table.get(id)).isNull();
        assertThat(table.get(1)).isEqualTo("first");
    }
}
