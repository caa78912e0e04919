package dev.osmia.kernel;

import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.object.TypeRef;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The BTF of the C struct that {@link RecordCodec#natural} lays a record out as. */
final class RecordStruct {
    private static final Map<Class<?>, BtfType.Int> INTEGERS = Map.of(byte.class, integer("signed char", 1),
            short.class,
            integer("short", 2), char.class, new BtfType.Int("unsigned short", 2, 16, 0, IntEncoding.UNSIGNED),
            int.class,
            integer("int", 4), long.class, integer("long long", 8), boolean.class,
            new BtfType.Int("_Bool", 1, 8, 0, IntEncoding.BOOL));

    private final BtfBuilder types = new BtfBuilder();
    private final Map<Class<?>, Integer> ids = new HashMap<>();

    private RecordStruct() {
    }

    /**
     * The struct of a record.
     *
     * @throws IllegalArgumentException if a component is neither an integer nor such a record
     */
    static TypeRef of(Class<? extends Record> type) {
        RecordCodec layout = RecordCodec.natural(type);
        RecordStruct struct = new RecordStruct();
        int id = struct.add(type, layout);
        return new TypeRef(struct.types.build(), id);
    }

    private static BtfType.Int integer(String name, int size) {
        return new BtfType.Int(name, size, Byte.SIZE * size, 0, IntEncoding.SIGNED);
    }

    private int add(Class<?> type, RecordCodec layout) {
        List<BtfType.Member> members = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        for (int index = 0; index < components.length; index++) {
            int member = member(components[index].getType());
            members.add(new BtfType.Member(cName(components[index].getName()), member,
                    Byte.SIZE * layout.offset(index), 0));
        }
        return types.add(new BtfType.Struct(cName(type.getSimpleName()), layout.size(), false, members));
    }

    private int member(Class<?> type) {
        Integer known = ids.get(type);
        if (known == null) {
            BtfType.Int integer = INTEGERS.get(type);
            known = integer == null ? add(type, RecordCodec.natural(type)) : types.add(integer);
            ids.put(type, known);
        }
        return known;
    }

    /** {@code packetCount} as C writes it: {@code packet_count}. */
    private static String cName(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
