package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/** Values with a spin lock in their first four bytes and a number behind it; the results are those of Linux 6.18. */
class ValueFieldsTest {
    private static final TypeRef KEY;
    private static final TypeRef VALUE;
    static {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        int lock = builder.add(new BtfType.Struct("bpf_spin_lock", 4, false,
                List.of(new BtfType.Member("val", number, 0, 0))));
        int value = builder.add(new BtfType.Struct("value", 8, false,
                List.of(new BtfType.Member("lock", lock, 0, 0), new BtfType.Member("number", number, 32, 0))));
        Btf btf = builder.build();
        KEY = new TypeRef(btf, number);
        VALUE = new TypeRef(btf, value);
    }

    private static MapSpec spec(MapType type, int valueSize) {
        return MapSpec.of("m", type, 4, valueSize, 4).withTypes(KEY, VALUE);
    }

    private static byte[] value(int lock, int number) {
        return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(lock).putInt(number).array();
    }

    @ParameterizedTest
    @CsvSource({"HASH, 0", "HASH, 4", "ARRAY, 0", "ARRAY, 4"})
    void userSpaceNeitherWritesNorReadsTheLock(MapType type, long flags) {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(spec(type, 8))) {
            map.update(bytes(4, 1), value(0xffff, 7), flags);
            map.update(bytes(4, 1), value(0xffff, 8), flags);
            assertThat(map.lookup(bytes(4, 1), flags)).isEqualTo(value(0, 8));
            assertThat(map.lookup(bytes(4, 1))).isEqualTo(value(0, 8));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "HASH | 1=1/5 1=2/5 1=3/6 2=1/6 1=1/7 freeze | ok EEXIST ok ENOENT EINVAL ENOTSUPP",
            "ARRAY | 1=1/5 1=3/6 9=1/4 1=1/7 1?/4 1?/5 freeze | EEXIST ok E2BIG EINVAL 0 EINVAL ENOTSUPP",
            "LRU_HASH | 1=1/4 1=1 freeze | EINVAL ok ok", "PERCPU_ARRAY | 1=1/4 freeze | EINVAL ok"})
    void theLockFlagNeedsALock(MapType type, String words, String expected) {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(spec(type, 8))) {
            assertThat(new MapScript(map).run(words)).isEqualTo(expected);
        }
    }

    @Test
    void aTypeOfAnotherSizeIsAsGoodAsNone() {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(spec(MapType.HASH, 4))) {
            assertThat(new MapScript(map).run("1=5 1? 1=5/4")).isEqualTo("ok 5 EINVAL");
        }
    }

    @Test
    void anUpdateUnderTheLockChangesTheElementInPlace() {
        try (Kernel kernel = EmbeddedKernel.open();
                EmbeddedMap map = (EmbeddedMap) kernel.createMap(spec(MapType.HASH, 8))) {
            map.update(bytes(4, 1), value(0, 1), 0);
            long before = address(map);
            map.update(bytes(4, 1), value(0, 2), 4);
            assertThat(address(map)).isEqualTo(before);
        }
    }

    private static long address(EmbeddedMap map) {
        var machine = map.machine();
        var cpu = machine.cpus().acquire();
        long key = machine.allocator().allocate(4);
        try {
            machine.box().putInt(key, 1);
            return map.find(cpu, key);
        } finally {
            machine.allocator().free(key, 4);
            machine.cpus().release(cpu);
        }
    }
}
