package dev.osmia.verifier.cases;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code map NAME TYPE KEY VALUE ENTRIES}, with what else there is to say. */
final class MapText {
    private MapText() {
    }

    /** The table of functions of which a program is one: {@code tcp_congestion_ops.ssthresh}. */
    static MapSpec functions(String place, String program) {
        String[] parts = place.split("\\.", -1);
        int key = Types.ALL.find("int", BtfType.Int.class).orElseThrow();
        return MapSpec.of("functions", MapType.STRUCT_OPS, Integer.BYTES, Integer.BYTES, 1)
                .withTypes(new TypeRef(Types.ALL, key), new TypeRef(Types.ALL, Types.id(parts[0])))
                .withContents(new MapContents.StructOps(new byte[Integer.BYTES],
                        new TreeMap<>(Map.of(parts[1], program))));
    }

    static MapSpec read(Settings line, Map<String, MapSpec> others) {
        MapSpec map = MapSpec.of(line.word(1), MapType.valueOf(line.word(2).toUpperCase(Locale.ROOT)), line.number(3),
                line.number(4), line.number(5));
        int flags = 0;
        for (String flag : line.list("flags")) {
            flags |= MapFlag.valueOf(flag.toUpperCase(Locale.ROOT)).value();
        }
        map = map.withFlags(flags).withExtra(Long.decode(line.get("extra", "0"))).withFrozen(line.has("frozen"));
        String value = line.get("value");
        if (value != null) {
            int key = Types.ALL.find("int", BtfType.Int.class).orElseThrow();
            map = map.withTypes(new TypeRef(Types.ALL, key),
                    new TypeRef(Types.ALL, Types.id(value)));
        }
        String inner = line.get("inner");
        if (inner != null) {
            map = map.withInner(others.get(inner));
        }
        String data = line.get("data");
        return data == null ? map : map.withContents(new MapContents.Bytes(HexFormat.of().parseHex(data)));
    }
}
