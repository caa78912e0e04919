package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/** Compiled programs load from map values as often as they say, since other threads may write there. */
class SharedMemoryTest {
    private static final int WARM_UPS = 20;
    private static final long CHANGE_MILLIS = 10;
    private static final long LIMIT_SECONDS = 20;

    /** Answers 1 if the number at an offset in the value changes between two loads: if HotSpot made one of them, it never did. */
    private static String loadingTwice(int offset) {
        return """
                *(u32 *)(r10 -4) = 0
                r2 = r10
                r2 += -4
                r1 = map[m]
                call 1
                if r0 == 0x0 goto none
                again:
                r7 = *(u64 *)(r0 +OFFSET)
                r8 = *(u64 *)(r0 +OFFSET)
                if r8 != r7 goto changed
                may_goto none
                goto again
                changed:
                r0 = 1
                exit
                none:
                r0 = 0
                exit
                """.replace("OFFSET", String.valueOf(offset));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 3})
    void twoLoadsAreTwo(int offset) throws InterruptedException {
        byte[] key = new byte[4];
        AtomicBoolean done = new AtomicBoolean();
        try (Kernel kernel = EmbeddedKernel.builder().engine(EngineKind.JIT).cpus(2).open();
                BpfMap map = kernel.createMap(MapSpec.of("m", MapType.ARRAY, 4, 16, 1));
                BpfProgram program = Programs.load(kernel, loadingTwice(offset), map)) {
            for (int run = 0; run < WARM_UPS; run++) {
                assertThat(Programs.run(program)).isZero();
            }
            Thread writer = Thread.ofPlatform().start(() -> {
                for (long number = 1; !done.get(); number++) {
                    map.update(key, ByteBuffer.allocate(16).putLong(offset, number).array(), 0);
                    try {
                        Thread.sleep(CHANGE_MILLIS);
                    } catch (InterruptedException _) {
                        return;
                    }
                }
            });
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            int seen = 0;
            while (seen == 0 && System.nanoTime() < end) {
                seen = Programs.run(program);
            }
            done.set(true);
            writer.join();
            assertThat(seen).isEqualTo(1);
        }
    }
}
