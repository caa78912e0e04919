package dev.osmia.abi;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A fact is a type, what was varied, three numbers that stayed, and pairs of a number tried and the error (or 0). */
class MapFactsTest {
    private static final int PAGE = 4096;
    private static final int CPUS = 256;

    static Stream<Arguments> facts() {
        return Facts.of("maps")
                .stream()
                .map(fact -> Arguments.of(
                        MapType.of(Integer.parseInt(fact.get(0))).orElseThrow(), fact.get(1),
                        fact.subList(5, fact.size())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("facts")
    void mapsAreCreatedAsLinuxCreatesThem(MapType type, String varied, List<String> answers) {
        assertThat(answers).allSatisfy(answer -> {
            long number = Long.parseLong(answer.substring(0, answer.indexOf(':')));
            Optional<Errno> linux = Errno.of(Integer.parseInt(answer.substring(answer.indexOf(':') + 1)));

            assertThat(refusal(type.rules(), varied, number)).isEqualTo(linux);
        });
    }

    private static Optional<Errno> refusal(MapRules rules, String varied, long number) {
        return switch (varied) {
            case "key" -> rules.key().refusal(number);
            case "value" -> rules.value().refusal(number);
            case "entries" -> rules.entries().refusal(number, PAGE, CPUS);
            default -> rules.flagsRefusal((int) number | MapFlag.mask(rules.requiredFlags()));
        };
    }

    @Test
    void typesThatWereNotAskedAreThoseThatNeedAnotherMapOrBtf() {
        Set<MapType> asked = Facts.of("maps")
                .stream()
                .map(fact -> MapType.of(Integer.parseInt(fact.get(0))).orElseThrow())
                .collect(Collectors.toSet());
        Set<MapType> needMore = EnumSet.allOf(MapType.class);
        needMore.removeIf(type -> !type.is(MapTrait.HOLDS_MAPS) && !type.is(MapTrait.NEEDS_BTF));

        assertThat(EnumSet.complementOf(EnumSet.copyOf(asked))).isEqualTo(needMore);
    }

    @ParameterizedTest
    @CsvSource({"HASH, 8, 4194247, 1, 1, ", "HASH, 8, 4194248, 1, 1, E2BIG", "HASH, 4194254, 1, 1, 1, ",
            "HASH, 4194255, 1, 1, 1, E2BIG", "HASH, 0, 5000000, 1, 1, EINVAL", "LRU_HASH, 4, 4, 1, 0x18, EINVAL",
            "LRU_HASH, 4, 4, 1, 0x180, EINVAL", "LRU_HASH, 4, 4, 1, 0x88, ", "LRU_HASH, 4, 4, 1, 6, EINVAL",
            "LRU_HASH, 0, 4194304, 1, 1, ENOTSUPP", "SOCKHASH, 600, 5, 1, 0, EINVAL", "SOCKHASH, 600, 4, 1, 0, E2BIG",
            "BLOOM_FILTER, 0, 4194304, 1, 0, ", "BLOOM_FILTER, 0, 4194305, 1, 0, E2BIG",
            "ARENA, 0, 0, 1048576, 0x400, ", "ARENA, 0, 0, 1048577, 0x400, E2BIG",
            "HASH, 4294967295, 4294967295, 4294967295, 0, E2BIG", "RINGBUF, 0, 0, 2147483648, 0, "})
    void theErrorOfAWholeRequestIsTheOneThatLinuxGives(MapType type, long key, long value, long entries, Integer flags,
            @Nullable Errno error) {
        assertThat(type.rules().refusal(key, value, entries, flags, PAGE, CPUS)).isEqualTo(Optional.ofNullable(error));
    }

    @Test
    void keysAndValuesAreWhereTheyMakeSense() {
        assertThat(Stream.of(MapType.values()).filter(type -> !type.hasKeys())).containsExactlyInAnyOrder(MapType.QUEUE,
                MapType.STACK, MapType.BLOOM_FILTER, MapType.RINGBUF, MapType.USER_RINGBUF, MapType.ARENA);
        assertThat(Stream.of(MapType.values()).filter(type -> !type.hasValues()))
                .containsExactlyInAnyOrder(MapType.RINGBUF, MapType.USER_RINGBUF, MapType.ARENA);
    }

    @Test
    void everyCpuHasItsOwnValuesInPerCpuMaps() {
        assertThat(Stream.of(MapType.values()).filter(MapType::isPerCpu))
                .containsExactlyInAnyOrder(MapType.PERCPU_HASH, MapType.PERCPU_ARRAY, MapType.LRU_PERCPU_HASH,
                        MapType.PERCPU_CGROUP_STORAGE);
    }

    @Test
    void whatLinuxCannotCompareIsNoInnerMap() {
        assertThat(Stream.of(MapType.values()).filter(type -> !type.canBeInner())).containsExactlyInAnyOrder(
                MapType.PROG_ARRAY, MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS, MapType.CGROUP_STORAGE,
                MapType.PERCPU_CGROUP_STORAGE, MapType.STRUCT_OPS);
    }

    @Test
    void rulesSayWhatTheyAskFor() {
        assertThat(MapType.STACK_TRACE.rules().value()).hasToString("a multiple of 8 from 8 to 1016");
        assertThat(MapType.DEVMAP.rules().value()).hasToString("4 or 8");
        assertThat(MapType.QUEUE.rules().key()).hasToString("0");
        assertThat(MapType.RINGBUF.rules().entries()).hasToString("a power of two and a multiple of the page size");
    }
}
