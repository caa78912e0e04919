package dev.osmia.verifier.internal.program;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A map that a program refers to ({@code struct bpf_map}). Two are the same map only if they are the same object. */
public final class MapInfo {
    private final MapSpec spec;
    /** Linux knows it without a name. */
    private final @Nullable MapInfo inner;
    private final @Nullable TypeRef values;
    private final Fields fields;

    /** A map of a kernel. */
    public MapInfo(MapSpec spec, Target target) {
        this.spec = spec;
        inner = spec.inner() == null ? null : new MapInfo(spec.inner().withName(""), target);
        values = KnownTypes.of(spec.valueType());
        fields = Fields.ofValue(values, spec.valueSize(), target);
    }

    public String name() {
        return spec.name();
    }

    public MapType type() {
        return spec.type();
    }

    /** Bytes of a key. */
    public int keySize() {
        return spec.keySize();
    }

    /** Bytes of a value. */
    public int valueSize() {
        return spec.valueSize();
    }

    public long maxEntries() {
        return Integer.toUnsignedLong(spec.maxEntries());
    }

    /** What the maps in it are like, null if it holds none. */
    public @Nullable MapInfo inner() {
        return inner;
    }

    /** What its values hold that is the kernel's. */
    public Fields fields() {
        return fields;
    }

    /** Whether it was made with a flag, or has it all the same: what is looked up in a devmap is the kernel's. */
    public boolean has(MapFlag flag) {
        return (spec.flags() & flag.value()) != 0
                || flag == MapFlag.RDONLY_PROG && (type() == MapType.DEVMAP || type() == MapType.DEVMAP_HASH);
    }

    /** Whether its keys and values have types that Linux knows. */
    public boolean hasTypes() {
        return values != null;
    }

    /** The type of its values, null if it has none. */
    public @Nullable TypeRef valueType() {
        return values;
    }

    /** The name of its values' type, null if it has none. */
    @Nullable
    String valueTypeName() {
        return values == null ? null : values.name();
    }

    /** The member of a table of functions that a program is, null if it is none of it. */
    @Nullable
    String memberWith(String program) {
        return spec.contents() instanceof MapContents.StructOps(var _, var programs)
                ? programs.entrySet()
                        .stream()
                        .filter(entry -> entry.getValue().equals(program))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** Whether programs and users can no longer change it, so that what it holds is known. */
    public boolean isConstant() {
        return has(MapFlag.RDONLY_PROG) && spec.frozen();
    }

    /** Where an arena lies in the address space of users, 0 if it does not say. */
    public long place() {
        return type() == MapType.ARENA ? spec.extra() : 0;
    }

    /** Whether the address of a value can be loaded as a constant: an array of a single element. */
    public boolean hasDirectValues() {
        return type() == MapType.ARRAY && maxEntries() == 1 || type() == MapType.ARENA;
    }

    /** The text that starts in the value of a constant map, without the zero at its end; null if there is no end. */
    public @Nullable String text(long offset) {
        byte[] bytes = spec.contents() instanceof MapContents.Bytes(byte[] value) ? value : new byte[valueSize()];
        for (int end = (int) offset; end < bytes.length; end++) {
            if (bytes[end] == 0) {
                return new String(bytes, (int) offset, end - (int) offset, StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    /** A number in the value of a constant map, extended by zeros or by its sign. */
    public long read(long offset, int size, boolean signed) {
        byte[] bytes = spec.contents() instanceof MapContents.Bytes(byte[] value) ? value : new byte[0];
        ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < size && offset + index < bytes.length; index++) {
            word.put(index, bytes[(int) (offset + index)]);
        }
        int unused = Long.SIZE - size * Byte.SIZE;
        long shifted = word.getLong(0) << unused;
        return signed ? shifted >> unused : shifted >>> unused;
    }

    @Override
    public String toString() {
        return "map " + name();
    }
}
