package dev.osmia.proof.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import dev.osmia.proof.Subject;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The embedded kernel makes the maps that Linux makes, and refuses the others with the same error. */
class MapCreationTest {
    private static final int[] KEY_SIZES = {0, 1, 4, 5, 8, 260, 261, 513, -1};
    private static final int[] VALUE_SIZES = {0, 1, 4, 7, 8, 4096, 32769, -1};
    private static final int[] ENTRIES = {0, 1, 3};
    private static final int[] FLAGS = IntStream
            .concat(IntStream.of(0), IntStream.range(0, Integer.SIZE).map(bit -> 1 << bit))
            .toArray();

    static Set<MapType> types() {
        return EmbeddedKernel.mapTypes();
    }

    @ParameterizedTest
    @MethodSource("types")
    void sizesAndFlagsAreTakenOrRefusedAsOnLinux(MapType type) {
        SoftAssertions all = new SoftAssertions();
        try (Kernel linux = Subject.LINUX.open(); Kernel embedded = Subject.CHECKED.open(linux.cpus())) {
            for (int key : KEY_SIZES) {
                for (int value : VALUE_SIZES) {
                    if (type == MapType.BLOOM_FILTER && value < 0) {
                        // Of two errors Linux names another one first, in this type alone.
                        continue;
                    }
                    for (int entries : ENTRIES) {
                        compare(all, linux, embedded, spec(type, key, value, entries, 0));
                        compare(all, linux, embedded,
                                spec(type, key, value, entries, MapFlag.NO_PREALLOC.value()));
                    }
                }
            }
            for (Shape shape : Shape.ALL) {
                if (shape.spec().type() == type) {
                    for (int flags : FLAGS) {
                        compare(all, linux, embedded, shape.spec().withFlags(shape.spec().flags() | flags));
                        compare(all, linux, embedded, shape.spec().withFlags(flags));
                    }
                    compare(all, linux, embedded, shape.spec().withExtra(1));
                    compare(all, linux, embedded, shape.spec().withExtra(99));
                }
            }
        }
        all.assertAll();
    }

    /** Larger ones that Linux would make are not asked for: it would take many GiB. */
    @ParameterizedTest
    @MethodSource("hashedTypes")
    void aHashHasNoMoreElementsThanThereCanBeBuckets(MapType type) {
        SoftAssertions all = new SoftAssertions();
        try (Kernel linux = Subject.LINUX.open(); Kernel embedded = Subject.CHECKED.open(linux.cpus())) {
            for (int entries : new int[]{0x8000_0001, -1}) {
                compare(all, linux, embedded, spec(type, 4, 4, entries, 0));
                compare(all, linux, embedded, spec(type, -1, 4, entries, 0));
            }
        }
        all.assertAll();
    }

    static Stream<MapType> hashedTypes() {
        return EmbeddedKernel.mapTypes().stream().filter(type -> type.is(MapTrait.HASHED));
    }

    private static MapSpec spec(MapType type, int key, int value, int entries, int flags) {
        MapSpec spec = MapSpec.of("made", type, key, value, entries).withFlags(flags);
        return type == MapType.ARRAY_OF_MAPS || type == MapType.HASH_OF_MAPS ? spec.withInner(Shape.INNER) : spec;
    }

    private static void compare(SoftAssertions all, Kernel linux, Kernel embedded, MapSpec spec) {
        String expected = make(linux, spec);
        all.assertThat(make(embedded, spec))
                .as("%s with keys of %s, values of %s, %s entries, flags %#x, extra %s", spec.type(), spec.keySize(),
                        spec.valueSize(), spec.maxEntries(), spec.flags(), spec.extra())
                .isEqualTo(expected);
    }

    private static String make(Kernel kernel, MapSpec spec) {
        try (BpfMap map = kernel.createMap(spec)) {
            return "made";
        } catch (BpfException refusal) {
            return refusal.errno().name();
        }
    }
}
