package dev.osmia.object;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StructOpsTest {
    private static final int FLAGS_OFFSET = 24;
    private static final int NAME_OFFSET = 28;

    @ParameterizedTest
    @ValueSource(strings = {"structops.clang14", "structops.clang16", "structops.clang19", "structops.bigendian"})
    void everyTableIsAMapThatSaysWhichMemberIsWhichProgram(String name) {
        ObjectSpec spec = Fixtures.read(name);

        assertThat(spec.maps().keySet()).containsExactly("slow", "linked", "updated", "optional");
        assertThat(programs(spec, "slow"))
                .isEqualTo(Map.of("ssthresh", "threshold", "cong_avoid", "avoid", "undo_cwnd", "undo"));
        assertThat(programs(spec, "linked")).isEqualTo(Map.of("undo_cwnd", "undo", "init", "start"));
        assertThat(programs(spec, "updated")).isEqualTo(Map.of("undo_cwnd", "undo"));
        assertThat(spec.program("avoid").type()).isEqualTo(ProgramType.STRUCT_OPS);
        assertThat(spec.variables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"structops.clang14", "structops.clang16", "structops.clang19", "structops.bigendian"})
    void theOtherMembersKeepTheirBytesAndPointersAreZero(String name) {
        ObjectSpec spec = Fixtures.read(name);
        ByteBuffer slow = ByteBuffer.wrap(contents(spec, "slow").value()).order(spec.order());

        assertThat(slow.capacity()).isEqualTo(spec.map("slow").valueSize()).isEqualTo(56);
        assertThat(slow.getInt(FLAGS_OFFSET)).isEqualTo(5);
        assertThat(new String(slow.array(), NAME_OFFSET, 8, StandardCharsets.US_ASCII)).isEqualTo("bpf_slow");
        assertThat(slow.getLong(0)).isZero();
        assertThat(Objects.requireNonNull(spec.map("slow").valueType()).name()).isEqualTo("tcp_congestion_ops");
    }

    @ParameterizedTest
    @CsvSource({"slow, false, true", "linked, true, true", "updated, true, true", "optional, false, false"})
    void theSectionSaysHowTheTableIsRegistered(String map, boolean link, boolean autocreate) {
        MapSpec table = Fixtures.read("structops.clang19").map(map);

        assertThat(table.type()).isEqualTo(MapType.STRUCT_OPS);
        assertThat(table.keySize()).isEqualTo(4);
        assertThat(table.maxEntries()).isEqualTo(1);
        assertThat(table.flags()).isEqualTo(link ? MapFlag.LINK.value() : 0);
        assertThat(table.autocreate()).isEqualTo(autocreate);
    }

    @Test
    void aTableMayBeChangedAndMovedBeforeItIsWritten() {
        ObjectSpec changed = Fixtures.read("structops.clang19")
                .withMap("slow", map -> map.withFlags(MapFlag.LINK.value())
                        .withContents(new MapContents.StructOps(new byte[56], new TreeMap<>(Map.of("init", "start")))))
                .withMap("optional", map -> map.withAutocreate(true));

        ObjectSpec again = ObjectSpec.read("again.o", changed.write());

        assertThat(again.map("slow").flags()).isEqualTo(MapFlag.LINK.value());
        assertThat(programs(again, "slow")).isEqualTo(Map.of("init", "start"));
        assertThat(again.map("optional").autocreate()).isTrue();
        assertThat(programs(again, "linked")).isEqualTo(programs(changed, "linked"));
    }

    @Test
    void aProgramOfAnotherKindIsNoMemberOfATable() {
        ObjectSpec wrong = Fixtures.read("structops.clang19")
                .withProgram("undo", program -> program.withType(ProgramType.SOCKET_FILTER, null));

        assertThatThrownBy(() -> ObjectSpec.read("wrong.o", wrong.write()))
                .isInstanceOfSatisfying(ObjectFormatException.class, e -> {
                    assertThat(e.section()).isEqualTo(".struct_ops");
                    assertThat(e.offset()).isEqualTo(16);
                })
                .hasMessageContaining("member undo_cwnd of slow is undo")
                .hasMessageContaining("struct_ops/undo_cwnd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pointers.clang14", "pointers.clang16", "pointers.clang19"})
    void addressesInVariablesThatNoProgramUsesDoNoHarm(String name) {
        ObjectSpec spec = Fixtures.read(name);

        assertThat(spec.variable("to_function").map()).isEqualTo(".data");
        assertThat(spec.variableValue("limit")).isEqualTo(new byte[]{9, 0, 0, 0});
    }

    @Test
    void aProgramThatUsesAnAddressInAVariableIsRefused() {
        assertThatThrownBy(() -> Fixtures.read("pointers-used.clang19"))
                .isInstanceOfSatisfying(ObjectFormatException.class, e -> {
                    assertThat(e.section()).isEqualTo(".data");
                    assertThat(e.offset()).isEqualTo(24);
                })
                .hasMessageContaining("variable to_function, which program use uses, holds the address of twice");
    }

    private static Map<String, String> programs(ObjectSpec spec, String map) {
        return contents(spec, map).programs();
    }

    private static MapContents.StructOps contents(ObjectSpec spec, String map) {
        assertThat(spec.map(map).contents()).isInstanceOf(MapContents.StructOps.class);
        return (MapContents.StructOps) spec.map(map).contents();
    }

    @Test
    void contentsAreEqualByTheirBytesAndNames() {
        var one = new MapContents.StructOps(new byte[]{1}, new TreeMap<>(Map.of("init", "start")));

        assertThat(one).isEqualTo(new MapContents.StructOps(new byte[]{1}, new TreeMap<>(Map.of("init", "start"))))
                .hasSameHashCodeAs(new MapContents.StructOps(new byte[]{1}, one.programs()));
        assertThat(List.of(new MapContents.StructOps(new byte[]{2}, one.programs()),
                new MapContents.StructOps(new byte[]{1}, new TreeMap<>()))).doesNotContain(one);
    }
}
