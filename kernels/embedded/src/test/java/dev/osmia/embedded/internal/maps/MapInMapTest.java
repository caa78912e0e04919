package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static dev.osmia.embedded.internal.maps.MapScript.guarded;
import static org.assertj.core.api.Assertions.assertThat;

class MapInMapTest {
    private static final MapSpec INNER = MapSpec.of("inner", MapType.ARRAY, 4, 8, 4);

    private static MapSpec outer(MapType type, @Nullable MapSpec inner) {
        return MapSpec.of("outer", type, 4, 4, 4).withInner(inner);
    }

    private static String put(BpfMap outer, int key, BpfMap inner, long flags) {
        return guarded(() -> {
            outer.update(bytes(4, key), bytes(4, inner.handle()), flags);
            return "ok";
        });
    }

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void userSpaceWritesHandlesAndReadsIds(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap outer = kernel.createMap(outer(type, INNER));
                BpfMap one = kernel.createMap(INNER);
                BpfMap other = kernel.createMap(INNER)) {
            assertThat(outer.lookup(bytes(4, 1))).isNull();
            assertThat(put(outer, 1, one, 0)).isEqualTo("ok");
            assertThat(outer.lookup(bytes(4, 1))).isEqualTo(bytes(4, one.id()));
            assertThat(put(outer, 1, other, 0)).isEqualTo("ok");
            assertThat(outer.lookup(bytes(4, 1))).isEqualTo(bytes(4, other.id()));
            assertThat(outer.delete(bytes(4, 1))).isTrue();
            assertThat(outer.delete(bytes(4, 1))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"ARRAY_OF_MAPS, 1, 1, EINVAL", "ARRAY_OF_MAPS, 4, 0, E2BIG", "ARRAY_OF_MAPS, 1, 4, EINVAL",
            "HASH_OF_MAPS, 1, 2, ENOENT", "HASH_OF_MAPS, 1, 1, ok", "HASH_OF_MAPS, 1, 4, EINVAL",
            "HASH_OF_MAPS, 1, 3, EINVAL"})
    void flagsAreThoseOfLinux(MapType type, int key, long flags, String expected) {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap outer = kernel.createMap(outer(type, INNER));
                BpfMap inner = kernel.createMap(INNER)) {
            assertThat(put(outer, key, inner, flags)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"ARRAY, 4, 8, 4, 0, ok", "ARRAY, 4, 8, 5, 0, EINVAL", "ARRAY, 4, 4, 4, 0, EINVAL",
            "ARRAY, 4, 8, 4, 0x1000, EINVAL", "HASH, 4, 8, 4, 0, EINVAL", "ARRAY, 4, 8, 4, 0x8, ok"})
    void anInnerMapFitsItsTemplate(MapType type, int key, int value, int entries, String flags, String expected) {
        MapSpec wanted = MapSpec.of("inner", type, key, value, entries).withFlags(Integer.decode(flags));
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap outer = kernel.createMap(outer(MapType.ARRAY_OF_MAPS, INNER));
                BpfMap inner = kernel.createMap(wanted)) {
            assertThat(put(outer, 0, inner, 0)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"ARRAY, 0x1000, ok", "HASH, 0, ok", "PERCPU_ARRAY, 0, ok", "LRU_HASH, 0, ok"})
    void theNumberOfElementsMattersInPlainArraysAlone(MapType type, String flags, String expected) {
        MapSpec template = MapSpec.of("inner", type, 4, 8, 4).withFlags(Integer.decode(flags));
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap outer = kernel.createMap(outer(MapType.HASH_OF_MAPS, template));
                BpfMap inner = kernel.createMap(template.withMaxEntries(9))) {
            assertThat(put(outer, 0, inner, 0)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"ARRAY_OF_MAPS, EINVAL", "PROG_ARRAY, ENOTSUPP"})
    void someMapsAreNoInnerMaps(MapType type, String expected) {
        MapSpec inner = MapSpec.of("inner", type, 4, 4, 4).withInner(type == MapType.ARRAY_OF_MAPS ? INNER : null);
        try (Kernel kernel = EmbeddedKernel.open()) {
            assertThat(guarded(() -> {
                kernel.createMap(outer(MapType.HASH_OF_MAPS, inner)).close();
                return "ok";
            })).isEqualTo(expected);
        }
    }

    @Test
    void aHandleThatIsNoMapIsRefused() {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap outer = kernel.createMap(outer(MapType.ARRAY_OF_MAPS, INNER))) {
            assertThat(new MapScript(outer).run("0=9999 0? 0! > * 0- 4-"))
                    .isEqualTo("EBADF none ENOTSUPP 0 4 none E2BIG");
        }
    }

    private static final String READ_INNER = """
            *(u32 *)(r10 -4) = 1
            r1 = map[outer]
            r2 = r10
            r2 += -4
            call 1
            if r0 != 0x0 goto +2
            r0 = -1
            exit
            r1 = r0
            r2 = r10
            r2 += -4
            call 1
            if r0 != 0x0 goto +2
            r0 = -2
            exit
            r0 = *(u64 *)(r0 +0)
            exit
            """;

    @ParameterizedTest
    @EnumSource(value = MapType.class, names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void anInnerMapLivesAsLongAsAnotherMapHoldsIt(MapType type) {
        try (Kernel kernel = EmbeddedKernel.open();
                BpfMap outer = kernel.createMap(outer(type, INNER));
                BpfProgram program = Programs.load(kernel, READ_INNER, outer)) {
            assertThat(Programs.run(program)).isEqualTo(-1);
            try (BpfMap inner = kernel.createMap(INNER)) {
                inner.update(bytes(4, 1), bytes(8, 77), 0);
                outer.update(bytes(4, 1), bytes(4, inner.handle()), 0);
            }
            assertThat(Programs.run(program)).isEqualTo(77);
            outer.delete(bytes(4, 1));
            assertThat(Programs.run(program)).isEqualTo(-1);
        }
    }
}
