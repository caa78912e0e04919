package dev.osmia.proof.verdicts;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The maps that random programs use. Programs name a map by its place in {@link #ALL}. */
final class Maps {
    static final MapSpec DATA = MapSpec.of("data", MapType.ARRAY, 4, 128, 1);
    static final MapSpec CELLS = MapSpec.of("cells", MapType.ARRAY, 4, 16, 4);
    static final MapSpec TABLE = MapSpec.of("table", MapType.HASH, 4, 24, 6);
    static final MapSpec CONSTANTS = MapSpec.of("constants", MapType.ARRAY, 4, 64, 1)
            .withFlags(MapFlag.RDONLY_PROG.value())
            .withContents(new MapContents.Bytes(constants()))
            .withFrozen(true);
    static final MapSpec RING = MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096);
    static final MapSpec PROGRAMS = MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 4);
    static final MapSpec LOCKED = locked();
    static final MapSpec EACH_CPU = MapSpec.of("each_cpu", MapType.PERCPU_ARRAY, 4, 16, 2);
    static final MapSpec WIDE = MapSpec.of("wide", MapType.HASH, 16, 64, 4);
    static final MapSpec OUTER = MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 2).withInner(CELLS.withName("inner"));
    static final MapSpec STACKED = MapSpec.of("stacked", MapType.STACK, 0, 8, 4);

    static final List<MapSpec> ALL = List.of(DATA, CELLS, TABLE, CONSTANTS, RING, PROGRAMS, LOCKED, EACH_CPU, WIDE,
            OUTER,
            STACKED);
    static final Map<String, MapSpec> BY_NAME = ALL.stream()
            .collect(Collectors.toMap(MapSpec::name, Function.identity()));

    private Maps() {
    }

    private static byte[] constants() {
        byte[] bytes = new byte[64];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (at < 16 ? at : at < 32 ? 0 : at * 37);
        }
        return bytes;
    }

    private static MapSpec locked() {
        BtfBuilder types = new BtfBuilder();
        int number = types.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        int lock = types.add(new BtfType.Struct("bpf_spin_lock", 4, false,
                List.of(new BtfType.Member("val", number, 0, 0))));
        int value = types.add(new BtfType.Struct("value", 24, false, List.of(new BtfType.Member("a", number, 0, 0),
                new BtfType.Member("lock", lock, 32, 0), new BtfType.Member("b", number, 64, 0),
                new BtfType.Member("c", number, 96, 0), new BtfType.Member("d", number, 128, 0),
                new BtfType.Member("e", number, 160, 0))));
        return MapSpec.of("locked", MapType.ARRAY, 4, 24, 2)
                .withTypes(new TypeRef(types.build(), number), new TypeRef(types.build(), value));
    }
}
