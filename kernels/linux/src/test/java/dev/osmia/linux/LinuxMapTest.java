package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class LinuxMapTest extends LinuxTest {
    private static final int NO_PREALLOC = 1;
    private static final int NOEXIST = 1;
    private static final int EXIST = 2;
    private static final byte[] NO_KEY = {};

    private static MapSpec keyed(MapType type) {
        return MapSpec.of("keyed", type, 4, 8, 4);
    }

    private static byte[] onEveryCpu(BpfMap map, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(map.transferSize()).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH"})
    void aHashMapAddsReplacesFindsAndRemoves(MapType type) {
        BpfMap map = create(keyed(type));

        assertThat(map.lookup(u32(7))).isNull();
        map.update(u32(7), onEveryCpu(map, 1), NOEXIST);
        map.update(u32(7), onEveryCpu(map, 2), EXIST);
        assertThat(map.lookup(u32(7))).isEqualTo(onEveryCpu(map, 2));
        assertThat(map.nextKey(null)).isEqualTo(u32(7));
        assertThat(map.nextKey(u32(7))).isNull();
        assertThat(map.lookupAndDelete(u32(7))).isEqualTo(onEveryCpu(map, 2));
        assertThat(map.lookupAndDelete(u32(7))).isNull();
        assertThat(map.delete(u32(7))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "PERCPU_ARRAY"})
    void anArrayStartsWithZerosAndKeepsItsElements(MapType type) {
        BpfMap map = create(keyed(type));

        assertThat(map.lookup(u32(3))).isEqualTo(onEveryCpu(map, 0));
        map.update(u32(3), onEveryCpu(map, 9), 0);
        assertThat(map.lookup(u32(3))).isEqualTo(onEveryCpu(map, 9));
        assertThat(map.lookup(u32(4))).isNull();
        assertThat(map.nextKey(u32(2))).isEqualTo(u32(3));
        assertThat(map.nextKey(u32(3))).isNull();
        assertErrno(Errno.EINVAL, () -> map.delete(u32(3)));
        assertErrno(Errno.EEXIST, () -> map.update(u32(3), onEveryCpu(map, 1), NOEXIST));
        assertErrno(Errno.E2BIG, () -> map.update(u32(4), onEveryCpu(map, 1), 0));
    }

    @Test
    void aPerCpuMapHasAValueOfItsOwnForEachCpu() {
        BpfMap map = create(MapSpec.of("percpu", MapType.PERCPU_ARRAY, 4, 5, 1));
        byte[] values = new byte[8 * kernel.cpus()];
        for (int cpu = 0; cpu < kernel.cpus(); cpu++) {
            values[8 * cpu] = (byte) (cpu + 1);
        }

        map.update(u32(0), values, 0);

        assertThat(map.transferSize()).isEqualTo(values.length);
        assertThat(map.lookup(u32(0))).isEqualTo(values);
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH"})
    void aHashMapRefusesWhatItsFlagsAndItsSizeForbid(MapType type) {
        BpfMap map = create(keyed(type).withMaxEntries(1));
        map.update(u32(1), onEveryCpu(map, 1), 0);

        assertErrno(Errno.EEXIST, () -> map.update(u32(1), onEveryCpu(map, 2), NOEXIST));
        assertErrno(Errno.ENOENT, () -> map.update(u32(2), onEveryCpu(map, 2), EXIST));
        assertErrno(Errno.E2BIG, () -> map.update(u32(2), onEveryCpu(map, 2), 0));
        assertErrno(Errno.EINVAL, () -> map.update(u32(1), onEveryCpu(map, 2), 64));
    }

    @Test
    void aFullLruMapForgetsAnElementToMakeRoom() {
        BpfMap map = create(keyed(MapType.LRU_HASH).withMaxEntries(2));
        for (int key = 0; key < 1000; key++) {
            map.update(u32(key), u64(key), 0);
        }

        assertThat(map.lookup(u32(999))).isEqualTo(u64(999));
        assertThat(map.lookup(u32(0))).isNull();
    }

    @Test
    void aTrieFindsTheLongestPrefix() {
        BpfMap map = create(MapSpec.of("trie", MapType.LPM_TRIE, 8, 8, 4).withFlags(NO_PREALLOC));
        map.update(prefix(8, 10, 0, 0, 0), u64(8), 0);
        map.update(prefix(16, 10, 1, 0, 0), u64(16), 0);

        assertThat(map.lookup(prefix(32, 10, 1, 2, 3))).isEqualTo(u64(16));
        assertThat(map.lookup(prefix(32, 10, 2, 2, 3))).isEqualTo(u64(8));
        assertThat(map.lookup(prefix(32, 11, 2, 2, 3))).isNull();
        assertErrno(Errno.EINVAL, () -> map.update(prefix(33, 10, 0, 0, 0), u64(0), 0));
    }

    private static byte[] prefix(int bits, int... address) {
        ByteBuffer key = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(bits);
        for (int part : address) {
            key.put((byte) part);
        }
        return key.array();
    }

    @ParameterizedTest
    @MethodSource
    void queuesAndStacksPeekAndPopInTheirOrder(MapType type, int first, int second) {
        BpfMap map = create(MapSpec.of("line", type, 0, 8, 2));
        map.update(NO_KEY, u64(1), 0);
        map.update(NO_KEY, u64(2), 0);

        assertErrno(Errno.E2BIG, () -> map.update(NO_KEY, u64(3), 0));
        assertThat(map.lookup(NO_KEY)).isEqualTo(u64(first));
        assertThat(map.lookupAndDelete(NO_KEY)).isEqualTo(u64(first));
        assertThat(map.lookupAndDelete(NO_KEY)).isEqualTo(u64(second));
        assertThat(map.lookupAndDelete(NO_KEY)).isNull();
    }

    static Stream<Arguments> queuesAndStacksPeekAndPopInTheirOrder() {
        return Stream.of(arguments(MapType.QUEUE, 1, 2), arguments(MapType.STACK, 2, 1));
    }

    @Test
    void aBloomFilterKnowsWhatWasAdded() {
        BpfMap map = create(MapSpec.of("bloom", MapType.BLOOM_FILTER, 0, 8, 1000).withExtra(3));
        map.update(NO_KEY, u64(5), 0);

        assertThat(map.lookup(u64(5))).isEqualTo(u64(5));
        assertThat(map.lookup(u64(6))).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void aMapOfMapsHoldsMapsOfItsTemplate(MapType type) {
        MapSpec inner = MapSpec.of("inner", MapType.ARRAY, 4, 8, 1);
        BpfMap outer = create(MapSpec.of("outer", type, 4, 4, 2).withInner(inner));
        BpfMap held = create(inner);

        outer.update(u32(1), u32(held.handle()), 0);

        assertThat(outer.lookup(u32(1))).isEqualTo(u32(held.id()));
        assertThat(outer.lookup(u32(0))).isNull();
        BpfMap stranger = create(MapSpec.of("stranger", MapType.HASH, 4, 8, 1));
        assertErrno(Errno.EINVAL, () -> outer.update(u32(0), u32(stranger.handle()), 0));
        assertErrno(Errno.EBADF, () -> outer.update(u32(0), u32(1 << 20), 0));
        assertThat(outer.delete(u32(1))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEVMAP", "DEVMAP_HASH"})
    void aDeviceMapHoldsInterfaces(MapType type) {
        BpfMap map = create(MapSpec.of("devices", type, 4, 4, 2));
        int loopback = SystemCalls.interfaceIndex("lo");

        map.update(u32(1), u32(loopback), 0);

        assertThat(map.lookup(u32(1))).isEqualTo(u32(loopback));
        assertErrno(Errno.EINVAL, () -> map.update(u32(0), u32(1 << 20), 0));
        assertThat(map.delete(u32(1))).isTrue();
    }

    @Test
    void aCpuMapHoldsQueueLengths() {
        BpfMap map = create(MapSpec.of("cpus", MapType.CPUMAP, 4, 4, 1));

        map.update(u32(0), u32(192), 0);

        assertThat(map.lookup(u32(0))).isEqualTo(u32(192));
        assertThat(map.delete(u32(0))).isTrue();
    }

    @Test
    void aPerfEventArrayGetsAnElementForEachCpu() {
        BpfMap map = create(MapSpec.of("events", MapType.PERF_EVENT_ARRAY, 4, 4, 0));

        assertThat(map.spec().maxEntries()).isEqualTo(kernel.cpus());
        assertErrno(Errno.EBADF, () -> map.update(u32(0), u32(1 << 20), 0));
        assertErrno(Errno.ENOTSUPP, () -> map.lookup(u32(0)));
    }

    @ParameterizedTest
    @EnumSource(names = {"RINGBUF", "USER_RINGBUF"})
    void aRingBufferHasWholePagesAndNoElements(MapType type) {
        BpfMap map = create(MapSpec.of("ring", type, 0, 0, 5000));

        assertThat(map.spec().maxEntries()).isEqualTo(8192);
        assertErrno(Errno.ENOTSUPP, () -> map.lookup(NO_KEY));
        assertErrno(Errno.ENOTSUPP, () -> map.update(NO_KEY, NO_KEY, 0));
        assertErrno(Errno.ENOTSUPP, () -> map.nextKey(null));
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "LRU_HASH", "PERCPU_HASH", "ARRAY", "PERCPU_ARRAY", "LRU_PERCPU_HASH"})
    void batchesVisitEveryElementOnce(MapType type) {
        BpfMap map = create(keyed(type).withMaxEntries(64));
        List<BpfMap.Element> elements = new ArrayList<>();
        for (int key = 0; key < 64; key++) {
            elements.add(new BpfMap.Element(u32(key), onEveryCpu(map, key)));
        }

        map.updateBatch(elements, 0);

        List<Integer> seen = new ArrayList<>();
        byte[] cursor = null;
        do {
            BpfMap.Batch batch = map.lookupBatch(cursor, 16);
            batch.elements().forEach(element -> seen.add(u32(element.key())));
            cursor = batch.cursor();
        } while (cursor != null);
        assertThat(seen).doesNotHaveDuplicates().hasSize(seen.size()).allMatch(key -> key < 64);
        assertThat(seen.size()).isGreaterThanOrEqualTo(type == MapType.LRU_HASH || type == MapType.LRU_PERCPU_HASH
                ? 1
                : 64);
    }

    @Test
    void batchesRemove() {
        BpfMap map = create(keyed(MapType.HASH));
        map.updateBatch(List.of(new BpfMap.Element(u32(1), u64(1)), new BpfMap.Element(u32(2), u64(2)),
                new BpfMap.Element(u32(3), u64(3))), NOEXIST);

        assertThat(map.deleteBatch(List.of(u32(1), u32(9), u32(2)))).isEqualTo(1);
        assertThat(map.lookupAndDeleteBatch(null, 4).elements()).extracting(element -> u32(element.key()))
                .containsExactlyInAnyOrder(2, 3);
        assertThat(map.nextKey(null)).isNull();
    }

    @Test
    void aMapTypeWithoutBatchesIsWalkedOneByOne() {
        BpfMap map = create(MapSpec.of("devices", MapType.DEVMAP_HASH, 4, 4, 4));
        byte[] loopback = u32(SystemCalls.interfaceIndex("lo"));

        map.updateBatch(List.of(new BpfMap.Element(u32(5), loopback), new BpfMap.Element(u32(6), loopback)), 0);

        BpfMap.Batch first = map.lookupBatch(null, 1);
        assertThat(first.elements()).hasSize(1);
        assertThat(map.lookupBatch(first.cursor(), 1).elements()).hasSize(1);
        assertThat(map.lookupAndDeleteBatch(null, 4).elements()).hasSize(2);
        assertThat(map.deleteBatch(List.of(u32(5)))).isZero();
    }

    @Test
    void aFrozenMapIsNotChangedFromOutside() {
        BpfMap map = create(keyed(MapType.ARRAY).withContents(new MapContents.Bytes(u64(5)))
                .withFrozen(true)
                .withMaxEntries(1));

        assertThat(map.lookup(u32(0))).isEqualTo(u64(5));
        assertErrno(Errno.EPERM, () -> map.update(u32(0), u64(1), 0));
        assertErrno(Errno.EPERM, map::freeze);
    }

    @Test
    void aMapThatLinuxRefusesIsExplained() {
        BpfException refusal = catchThrowableOfType(BpfException.class,
                () -> create(MapSpec.of("bad", MapType.ARRAY, 8, 8, 1)));

        assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
        assertThat(refusal).hasMessageContaining("create array map bad").hasMessageContaining("keys of 4 bytes");
    }

    @Test
    void keysAndValuesOfTheWrongSizeNeverReachTheKernel() {
        BpfMap map = create(keyed(MapType.HASH));

        assertThatThrownBy(() -> map.lookup(new byte[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> map.update(u32(1), new byte[9], 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hash map keyed takes a value of 8 bytes, not 9");
    }

    @Test
    void theKernelTellsWhatItMade() {
        LinuxMap map = kernel.createMap(keyed(MapType.HASH).withName("a name of many letters"));

        MapInfo info = map.info();

        assertThat(info).isEqualTo(new MapInfo(MapType.HASH.id(), map.id(), "a_name_of_many_", 4, 8, 4, 0, 0, 0, 0,
                0));
    }

    @Test
    void useAfterClosingIsAnError() {
        BpfMap map = create(keyed(MapType.HASH));
        map.close();
        map.close();

        assertThatThrownBy(() -> map.lookup(u32(1))).isInstanceOf(IllegalStateException.class)
                .hasMessage("map keyed is closed");
    }

    @Test
    void closingTheKernelClosesItsMaps() {
        BpfMap map = create(keyed(MapType.HASH));
        kernel.close();

        assertThatThrownBy(() -> map.lookup(u32(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> create(keyed(MapType.HASH))).isInstanceOf(IllegalStateException.class)
                .hasMessage("the kernel is closed");
    }

    private static void assertErrno(Errno errno, ThrowingCallable action) {
        assertThatThrownBy(action).isInstanceOfSatisfying(BpfException.class,
                refusal -> assertThat(refusal.errno()).isEqualTo(errno));
    }
}
