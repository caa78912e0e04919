package dev.osmia.object.internal;

import dev.osmia.abi.MapTrait;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.Pinning;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Defines maps by types, as {@link MapDefinition} reads them. */
final class MapDefinitionWriter {
    private static final int POINTER_BYTES = 8;

    private final @Nullable Btf btf;
    private final BtfBuilder types;
    private final Map<String, BtfType.SectionEntry> existing = new HashMap<>();
    private int intType;
    private int elementType;

    /**
     * Starts.
     *
     * @param btf the types that {@code types} started with, whose definitions are kept where they still say the same
     */
    MapDefinitionWriter(@Nullable Btf btf, BtfBuilder types) {
        this.btf = btf;
        this.types = types;
        if (btf != null) {
            btf.find(SectionRole.BTF_MAPS, BtfType.DataSection.class).ifPresent(id -> {
                for (BtfType.SectionEntry entry : ((BtfType.DataSection) btf.type(id)).entries()) {
                    existing.put(btf.name(entry.type()), entry);
                }
            });
        }
    }

    /**
     * The variable that defines a map.
     *
     * @param variable id of the variable's type
     * @param size bytes of the variable
     * @param valuesOffset where the initialisers start in it
     */
    record Written(int variable, int size, int valuesOffset) {}

    Written write(MapSpec map) {
        int elements = map.contents() instanceof MapContents.Names(var names) && !names.isEmpty()
                ? names.lastKey() + 1
                : 0;
        Written kept = kept(map, elements);
        if (kept != null) {
            return kept;
        }
        List<BtfType.Member> members = members(map);
        int size = members.size() * POINTER_BYTES;
        int valuesOffset = -1;
        if (map.inner() != null || elements > 0) {
            valuesOffset = size;
            members.add(new BtfType.Member("values", values(map.inner()), size * Byte.SIZE, 0));
        }
        int struct = types.add(new BtfType.Struct("", size, false, members));
        int variable = types.add(new BtfType.Var(map.name(), struct, BtfType.Linkage.GLOBAL));
        return new Written(variable, Math.addExact(size, Math.multiplyExact(elements, POINTER_BYTES)), valuesOffset);
    }

    private @Nullable Written kept(MapSpec map, int elements) {
        BtfType.SectionEntry entry = existing.get(map.name());
        if (btf == null || entry == null || !(btf.type(entry.type()) instanceof BtfType.Var variable)) {
            return null;
        }
        MapDefinition.Defined defined = MapDefinition.read(btf, map.name(), variable.type());
        boolean same = defined.map().equals(map.withContents(MapContents.NONE));
        if (!same || elements > 0 && defined.valuesOffset() < 0) {
            return null;
        }
        return new Written(entry.type(), Math.max(entry.size(), defined.valuesOffset() + elements * POINTER_BYTES),
                defined.valuesOffset());
    }

    private List<BtfType.Member> members(MapSpec map) {
        List<BtfType.Member> members = new ArrayList<>();
        number(members, "type", map.type().id());
        typeOrSize(members, "key", map.keyType(), map.keySize());
        boolean holdsMaps = map.inner() != null && map.type().is(MapTrait.HOLDS_MAPS);
        typeOrSize(members, "value", map.valueType(), holdsMaps ? 0 : map.valueSize());
        number(members, "max_entries", map.maxEntries());
        number(members, "map_flags", map.flags());
        number(members, "numa_node", map.numaNode());
        number(members, "pinning", map.pinning() == Pinning.NONE ? 0 : map.pinning().ordinal());
        if (map.extra() != 0) {
            constant(members, "map_extra", map.extra());
        }
        return members;
    }

    private void typeOrSize(List<BtfType.Member> members, String name, @Nullable TypeRef type, int size) {
        if (type == null) {
            number(members, name + "_size", size);
        } else if (type.btf() == btf) {
            members.add(new BtfType.Member(name, pointer(type.id()), offset(members), 0));
        } else {
            throw new IllegalArgumentException(
                    "type " + type.name() + " of a map's " + name + " is not of the object's BTF");
        }
    }

    private void number(List<BtfType.Member> members, String name, int value) {
        if (value < 0) {
            constant(members, name, Integer.toUnsignedLong(value));
        } else if (value > 0) {
            int array = types.add(new BtfType.Array(element(), integer(), value));
            members.add(new BtfType.Member(name, pointer(array), offset(members), 0));
        }
    }

    private void constant(List<BtfType.Member> members, String name, long value) {
        int constant = types.add(new BtfType.Enum64("", Long.BYTES, false,
                List.of(new BtfType.Enumerator(name + "_" + types.nextId(), value))));
        members.add(new BtfType.Member(name, constant, offset(members), 0));
    }

    /** The type that numbers count: of one byte, so that no array grows beyond what BTF takes. */
    private int element() {
        if (elementType == 0) {
            elementType = types.add(new BtfType.Int("char", 1, 8, 0, BtfType.IntEncoding.SIGNED));
        }
        return elementType;
    }

    private int values(@Nullable MapSpec inner) {
        int pointee;
        if (inner == null) {
            pointee = types.add(new BtfType.FuncProto(0, List.of()));
        } else {
            List<BtfType.Member> members = members(inner);
            pointee = types.add(new BtfType.Struct("", members.size() * POINTER_BYTES, false, members));
        }
        return types.add(new BtfType.Array(pointer(pointee), integer(), 0));
    }

    private static int offset(List<BtfType.Member> members) {
        return members.size() * POINTER_BYTES * Byte.SIZE;
    }

    private int pointer(int type) {
        return types.add(new BtfType.Ptr(type));
    }

    private int integer() {
        if (intType == 0) {
            intType = types.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
        }
        return intType;
    }
}
