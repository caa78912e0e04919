package dev.osmia.object.internal;

import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.Pinning;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A map as its variable's struct type defines it: {@code __uint} is a pointer to an array of that many integers,
 * {@code __ulong} an enum with that value, {@code __type} a pointer to the type, {@code __array} an array of pointers
 * to what the map holds.
 */
final class MapDefinition {
    private static final String KNOWN = "type, key, key_size, value, value_size, max_entries, map_flags, map_extra, "
            + "numa_node, pinning or values";

    private final Btf btf;
    private final String name;
    private final @Nullable MapDefinition outer;

    private long type;
    private long keySize = -1;
    private long valueSize = -1;
    private int keyType;
    private int valueType;
    private long maxEntries;
    private long flags;
    private long extra;
    private long numaNode;
    private Pinning pinning = Pinning.NONE;
    private @Nullable MapSpec inner;
    private int valuesOffset = -1;

    /** A definition that breaks a rule; the message says which. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        Fault(String problem) {
            super(problem, null, false, false);
        }
    }

    private MapDefinition(Btf btf, String name, @Nullable MapDefinition outer) {
        this.btf = btf;
        this.name = name;
        this.outer = outer;
    }

    /** A map and where in its variable the static initialisers start, -1 if it can have none. */
    record Defined(MapSpec map, int valuesOffset) {}

    /**
     * Reads a definition.
     *
     * @param type the type of the map's variable
     * @throws Fault if it is none
     */
    static Defined read(Btf btf, String name, int type) {
        MapDefinition definition = new MapDefinition(btf, name, null);
        return new Defined(definition.read(type), definition.valuesOffset);
    }

    private MapSpec read(int typeId) {
        if (!(btf.type(btf.resolve(typeId)) instanceof BtfType.Struct struct)) {
            throw new Fault("map " + name + " is a " + btf.kind(btf.resolve(typeId)) + ", expected a struct");
        }
        for (BtfType.Member member : struct.members()) {
            field(member);
        }
        MapType mapType = MapType.of((int) type)
                .orElseThrow(() -> new Fault("map " + name + " has type " + type + ", which Linux 6.18 does not know"));
        if (inner != null && !mapType.is(MapTrait.HOLDS_MAPS)) {
            throw new Fault("map " + name + " of type " + mapType.linuxName()
                    + " has maps as values, expected ARRAY_OF_MAPS or HASH_OF_MAPS");
        }
        if ((inner != null || valuesOffset >= 0) && valueSize < 0) {
            valueSize = Integer.BYTES;
        }
        return new MapSpec(name, mapType, (int) Math.max(keySize, 0), (int) Math.max(valueSize, 0), (int) maxEntries,
                (int) flags, extra, (int) numaNode, reference(keyType), reference(valueType), inner, pinning,
                MapContents.NONE, false, true);
    }

    private @Nullable TypeRef reference(int id) {
        return id == 0 ? null : new TypeRef(btf, id);
    }

    private void field(BtfType.Member member) {
        switch (member.name()) {
            case "type" -> type = number(member);
            case "max_entries" -> maxEntries = number(member);
            case "map_flags" -> flags = number(member);
            case "map_extra" -> extra = number(member);
            case "numa_node" -> numaNode = number(member);
            case "key_size" -> keySize = agreed(member, keySize, number(member));
            case "value_size" -> valueSize = agreed(member, valueSize, number(member));
            case "key" -> {
                keyType = pointee(member);
                keySize = agreed(member, keySize, size(member, keyType));
            }
            case "value" -> {
                valueType = pointee(member);
                valueSize = agreed(member, valueSize, size(member, valueType));
            }
            case "pinning" -> pinning = pinning(number(member));
            case "values" -> values(member);
            default -> throw new Fault("map " + name + " has field " + member.name() + ", expected " + KNOWN);
        }
    }

    private long number(BtfType.Member member) {
        BtfType memberType = btf.type(btf.resolve(member.type()));
        if (memberType instanceof BtfType.Ptr pointer
                && btf.type(btf.resolve(pointer.type())) instanceof BtfType.Array array) {
            return Integer.toUnsignedLong(array.length());
        }
        if (memberType instanceof BtfType.Enumeration enumeration && enumeration.values().size() == 1) {
            return enumeration.values().getFirst().value();
        }
        throw new Fault("field " + member.name() + " of map " + name + " is a " + memberType.kind()
                + ", expected a pointer to an array (__uint) or an enum (__ulong)");
    }

    private int pointee(BtfType.Member member) {
        if (btf.type(btf.resolve(member.type())) instanceof BtfType.Ptr pointer) {
            return pointer.type();
        }
        throw new Fault("field " + member.name() + " of map " + name + " is a "
                + btf.kind(btf.resolve(member.type())) + ", expected a pointer (__type)");
    }

    private long size(BtfType.Member member, int id) {
        if (!btf.hasSize(id)) {
            throw new Fault("field " + member.name() + " of map " + name + " points to a " + btf.kind(btf.resolve(id))
                    + ", expected a type with a size");
        }
        return btf.sizeOf(id);
    }

    private long agreed(BtfType.Member member, long known, long size) {
        if (known >= 0 && known != size) {
            throw new Fault("field " + member.name() + " of map " + name + " says " + size + " bytes, but another says "
                    + known);
        }
        if (size > Integer.MAX_VALUE) {
            throw new Fault("field " + member.name() + " of map " + name + " says " + size
                    + " bytes, expected less than 2 GiB");
        }
        return size;
    }

    private Pinning pinning(long number) {
        if (outer != null) {
            throw new Fault("inner map " + name + " is pinned, which only outer maps can be");
        }
        List<Pinning> all = List.of(Pinning.values());
        if (number < 0 || number >= all.size()) {
            throw new Fault("map " + name + " has pinning " + number + ", expected 0 (none) or 1 (by name)");
        }
        return all.get((int) number);
    }

    private void values(BtfType.Member member) {
        if (outer != null) {
            throw new Fault("inner map " + name + " holds maps itself, which Linux does not allow");
        }
        if (!(btf.type(btf.resolve(member.type())) instanceof BtfType.Array array)
                || !(btf.type(btf.resolve(array.type())) instanceof BtfType.Ptr pointer)) {
            throw new Fault("field values of map " + name + " is no array of pointers (__array)");
        }
        valuesOffset = member.bitOffset() / Byte.SIZE;
        switch (btf.type(btf.resolve(pointer.type()))) {
            case BtfType.FuncProto proto -> {
                // A program array: the relocations of its variable name the programs.
            }
            case BtfType.Struct struct -> inner = new MapDefinition(btf, name + ".inner", this).read(pointer.type());
            case BtfType other -> throw new Fault("field values of map " + name + " holds pointers to a "
                    + other.kind() + ", expected a map's struct or a function");
        }
    }
}
