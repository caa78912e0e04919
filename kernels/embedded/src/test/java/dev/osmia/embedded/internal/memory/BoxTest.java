package dev.osmia.embedded.internal.memory;

import dev.osmia.kernel.BpfException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class BoxTest {
    private final Box box = new Box();
    private final BoxAllocator allocator = new BoxAllocator(box);

    @Test
    void isAlignedToItsSizeSoThatTheLowHalfOfAnAddressIsEnough() {
        assertThat(box.base() & Box.MASK).isZero();
        long address = allocator.allocate(8);
        box.putLong(address, 0x1122334455667788L);
        assertThat(box.getLong(address & Box.MASK)).isEqualTo(0x1122334455667788L);
        assertThat(box.normal(address & Box.MASK)).isEqualTo(address);
    }

    @Test
    void wildAddressesStayInside() {
        for (long wild : new long[]{0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, box.base() - 1,
                box.base() + Box.SIZE, box.base() + Box.SIZE - 1, 0xdead_beef_dead_beefL}) {
            box.putLong(wild, 42);
            assertThat(box.getLong(wild)).isEqualTo(42);
            assertThat(box.getInt(wild)).isEqualTo(42);
            assertThat(box.getShort(wild)).isEqualTo((short) 42);
            assertThat(box.getByte(wild)).isEqualTo((byte) 42);
        }
    }

    @Test
    void claimsOnlyItsOwnAddressesAndTheirLowHalves() {
        assertThat(box.claims(box.base() + 5)).isTrue();
        assertThat(box.claims(5)).isTrue();
        assertThat(box.claims(box.base() + Box.SIZE)).isFalse();
        assertThat(box.claims(-1)).isFalse();
    }

    @Test
    void nothingLiesWhereANullPointerPoints() {
        assertThat(allocator.allocate(1)).isGreaterThanOrEqualTo(box.base() + 4096);
    }

    @Test
    void blocksAreZeroedAlsoWhenTheyAreUsedAgain() {
        long block = allocator.allocate(100);
        allocator.allocate(1);
        box.fill(block, 100, (byte) 7);
        allocator.free(block, 100);
        assertThat(allocator.allocate(100)).isEqualTo(block);
        assertThat(box.get(block, 100)).containsOnly(0);
    }

    @Test
    void freeBlocksMergeSoThatNothingIsLost() {
        long first = allocator.allocate(64);
        long second = allocator.allocate(64);
        long third = allocator.allocate(64);
        allocator.allocate(64);
        allocator.free(first, 64);
        allocator.free(third, 64);
        allocator.free(second, 64);
        assertThat(allocator.allocate(192)).isEqualTo(first);
    }

    @Test
    void randomUseNeverHandsOutTheSameMemoryTwice() {
        Random random = new Random(42);
        List<long[]> live = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            if (live.size() < 50 || random.nextBoolean()) {
                long size = random.nextLong(1, 5001);
                live.add(new long[]{allocator.allocate(size), size});
            } else {
                long[] block = live.remove(random.nextInt(live.size()));
                allocator.free(block[0], block[1]);
            }
        }
        live.sort((a, b) -> Long.compare(a[0], b[0]));
        for (int index = 1; index < live.size(); index++) {
            assertThat(live.get(index)[0]).isGreaterThanOrEqualTo(live.get(index - 1)[0] + live.get(index - 1)[1]);
        }
        live.forEach(block -> allocator.free(block[0], block[1]));
        assertThat(allocator.used()).isZero();
    }

    @Test
    void aFullBoxSaysSo() {
        assertThatThrownBy(() -> allocator.allocate(Box.SIZE)).isInstanceOf(BpfException.class)
                .hasMessageContaining("4096 MiB");
        assertThatThrownBy(() -> allocator.allocate(Long.MAX_VALUE)).isInstanceOf(BpfException.class);
        assertThatThrownBy(() -> allocator.allocate(-1)).isInstanceOf(BpfException.class);
    }

    @Test
    void whatMapsLeaveOverServesTheKernelItself() {
        for (long size = 1 << 20; size >= 64; size /= 2) {
            while (allocator.tryAllocate(size) != 0) {
                // until maps get no more
            }
        }
        assertThat(allocator.allocate(1 << 20)).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 65_536, 1 << 20, (1 << 20) + 64})
    void freedMemoryIsZeroForTheNext(long size) {
        allocator.allocate(64);
        long block = allocator.allocate(size);
        allocator.allocate(64);
        box.fill(block, size, (byte) 7);
        allocator.free(block, size);
        assertThat(allocator.allocate(size)).isEqualTo(block);
        assertThat(box.slice(block, size).mismatch(MemorySegment.ofArray(new byte[(int) size]))).isEqualTo(-1);
    }

    @Test
    void whatALargeBlockTookGoesBackToTheSystem() throws IOException {
        Path statistics = Path.of("/proc/self/statm");
        assumeTrue(Files.exists(statistics), "only Linux tells how many pages a process has");
        long size = 256 << 20;
        long block = allocator.allocate(size);
        box.fill(block, size, (byte) 7);
        long before = residentPages(statistics);
        allocator.free(block, size);
        assertThat(residentPages(statistics)).isLessThan(before - size / 2 / 4096);
    }

    private static long residentPages(Path statistics) throws IOException {
        return Long.parseLong(Files.readString(statistics).split(" ", -1)[1]);
    }

    @Test
    void aReleasedBoxReadsAsZerosAndNeverFaults() {
        long address = allocator.allocate(8);
        box.putLong(address, 1);
        box.release();
        assertThat(box.getLong(address)).isZero();
    }
}
