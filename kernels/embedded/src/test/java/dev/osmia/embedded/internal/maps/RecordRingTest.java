package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records behind dynptrs, on a ring that only notes what happens to it. */
class RecordRingTest {
    private static final int ROOM = 64;

    /** Has room for one record. */
    private static final class NotingRing extends EmbeddedMap implements RecordRing {
        private final List<String> events = new ArrayList<>();
        private final Machine machine;
        private final long record;
        private int size;

        private NotingRing(Machine machine) {
            super(new MapMemory(machine), MapSpec.of("ring", MapType.ARRAY, 4, ROOM, 1));
            this.machine = machine;
            record = memory().allocate(ROOM);
        }

        static NotingRing of(EmbeddedKernel kernel) {
            EmbeddedMap neighbour = (EmbeddedMap) kernel.createMap(MapSpec.of("m", MapType.ARRAY, 4, 4, 1));
            NotingRing ring = new NotingRing(neighbour.machine());
            ring.machine.maps().add(ring);
            return ring;
        }

        @Override
        public long reserve(long size) {
            this.size = (int) size;
            return size > ROOM ? 0 : record;
        }

        @Override
        public void submit(long address, long flags) {
            assertThat(address).isEqualTo(record);
            events.add("submit " + HexFormat.of().formatHex(machine.box().get(record, size)) + " " + flags);
        }

        @Override
        public void discard(long address, long flags) {
            assertThat(address).isEqualTo(record);
            events.add("discard " + flags);
        }
    }

    private static String reserve(int size, int flags) {
        return """
                r1 = map[ring]
                r2 = %d
                r3 = %d
                r4 = r10
                r4 += -16
                call 198
                r6 = r0
                """.formatted(size, flags);
    }

    private static String release(int helper, int flags) {
        return """
                r1 = r10
                r1 += -16
                r2 = %d
                call %d
                """.formatted(flags, helper);
    }

    private static final String WRITE = """
            *(u32 *)(r10 -20) = 117835012
            r1 = r10
            r1 += -16
            r2 = 2
            r3 = r10
            r3 += -20
            r4 = 4
            r5 = 0
            call 202
            r6 = r0
            """;
    private static final String END = "r0 = r6\nexit\n";

    private static int run(EngineKind engine, List<String> events, String text) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().engine(engine).open();
                NotingRing ring = NotingRing.of(kernel);
                BpfProgram program = Programs.load(kernel, text, ring)) {
            try {
                return Programs.run(program);
            } finally {
                events.addAll(ring.events);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aRecordIsReservedWrittenAndHandedOver(EngineKind engine) {
        List<String> events = new ArrayList<>();
        assertThat(run(engine, events, reserve(8, 0) + WRITE + release(199, 1) + END)).isZero();
        assertThat(events).containsExactly("submit 0000040506070000 1");
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aRecordIsGivenUp(EngineKind engine) {
        List<String> events = new ArrayList<>();
        assertThat(run(engine, events, reserve(8, 0) + release(200, 2) + END)).isZero();
        assertThat(events).containsExactly("discard 2");
    }

    /** As in Linux, which wants such a dynptr handed over all the same. */
    @ParameterizedTest
    @CsvSource({"65, 0, -22", "8, 1, -22", "16777216, 0, -7", "16777216, 1, -22"})
    void whereThereIsNoRecordTheDynptrLeadsNowhere(int size, int flags, int expected) {
        for (EngineKind engine : EngineKind.values()) {
            List<String> events = new ArrayList<>();
            assertThat(run(engine, events, reserve(size, flags) + release(199, 0) + END)).isEqualTo(expected);
            assertThat(run(engine, events, reserve(size, flags) + WRITE + release(199, 0) + END)).isEqualTo(-22);
            assertThat(events).isEmpty();
        }
    }

    @Test
    void aRecordIsReleasedOnce() {
        List<String> events = new ArrayList<>();
        String copied = """
                r1 = *(u64 *)(r10 -16)
                *(u64 *)(r10 -40) = r1
                r1 = *(u64 *)(r10 -8)
                *(u64 *)(r10 -32) = r1
                """;
        String again = "r1 = r10\nr1 += -40\nr2 = 0\ncall 199\n";
        assertThatThrownBy(
                () -> run(EngineKind.CHECKED, events, reserve(8, 0) + copied + release(199, 0) + again + END))
                .isInstanceOf(ProgramTrap.class)
                .hasMessageContaining("leads astray");
        assertThat(events).hasSize(1);
    }

    @Test
    void aRecordIsWrittenUntilItIsReleased() {
        String data = "r1 = r10\nr1 += -16\nr2 = 0\nr3 = 8\ncall 203\nr7 = r0\n";
        String store = "*(u64 *)(r7 +0) = 1\n";
        List<String> events = new ArrayList<>();
        assertThat(run(EngineKind.CHECKED, events, reserve(8, 0) + data + store + release(199, 0) + END)).isZero();
        assertThatThrownBy(
                () -> run(EngineKind.CHECKED, events, reserve(8, 0) + data + release(199, 0) + store + END))
                .isInstanceOf(ProgramTrap.class);
    }

    @Test
    void aRecordThatIsKeptIsGivenUpForTheProgram() {
        List<String> events = new ArrayList<>();
        assertThatThrownBy(() -> run(EngineKind.CHECKED, events, reserve(8, 0) + END))
                .isInstanceOf(ProgramTrap.class)
                .hasMessageContaining("has not given back the record of 8 bytes in array map ring");
        assertThat(events).containsExactly("discard 0");
    }

    @Test
    void anotherMapTakesNoRecords() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open();
                EmbeddedMap map = (EmbeddedMap) kernel.createMap(MapSpec.of("ring", MapType.ARRAY, 4, 4, 1));
                BpfProgram program = Programs.load(kernel, reserve(8, 0) + END, map)) {
            assertThatThrownBy(() -> Programs.run(program)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("takes no records");
        }
    }
}
