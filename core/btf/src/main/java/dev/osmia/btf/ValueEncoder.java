package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Member;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Encodes one value: the reverse of {@link ValueDecoder}, into a buffer of zeros. */
final class ValueEncoder {
    private final Btf btf;
    private final ByteBuffer bytes;

    ValueEncoder(Btf btf, ByteBuffer bytes) {
        this.btf = btf;
        this.bytes = bytes;
    }

    void encode(int id, BtfValue value, int at) {
        BtfType type = btf.type(btf.resolve(id));
        switch (value) {
            case BtfValue.Number v when type instanceof BtfType.Int t && t.size() <= Long.BYTES ->
                integer(id, 8L * at, 8 * t.size(), v.value());
            case BtfValue.Enumerator v when type instanceof BtfType.Enumeration t ->
                integer(id, 8L * at, 8 * t.size(), v.value());
            case BtfValue.Real v when type instanceof BtfType.Float t && t.size() == Float.BYTES ->
                bytes.putFloat(at, (float) v.value());
            case BtfValue.Real v when type instanceof BtfType.Float t && t.size() == Double.BYTES ->
                bytes.putDouble(at, v.value());
            case BtfValue.Pointer v when type instanceof BtfType.Ptr -> bytes.putLong(at, v.address());
            case BtfValue.CharString v when type instanceof BtfType.Array t && t.length() == btf.sizeOf(id) ->
                raw(id, v.text().getBytes(StandardCharsets.UTF_8), at);
            case BtfValue.Bytes v -> raw(id, v.content(), at);
            case BtfValue.Array v when type instanceof BtfType.Array t
                    && v.elements().size() <= Integer.toUnsignedLong(t.length()) -> {
                int size = btf.sizeOf(t.type());
                for (int i = 0; i < v.elements().size(); i++) {
                    encode(t.type(), v.elements().get(i), at + i * size);
                }
            }
            case BtfValue.Struct v when type instanceof Composite t -> composite(id, t, v, at);
            case BtfValue.Struct v when type instanceof BtfType.DataSection t -> section(id, t, v, at);
            case BtfValue v when type instanceof BtfType.Var t -> encode(t.type(), v, at);
            default -> throw new IllegalArgumentException(
                    BtfCodec.describe(btf, id) + " cannot hold a " + value.getClass().getSimpleName());
        }
    }

    private void integer(int id, long bit, int count, long value) {
        boolean fits = count == Long.SIZE || value >>> count == 0 || Bits.signExtend(value, count) == value;
        if (!fits) {
            throw new IllegalArgumentException(value + " does not fit into the " + count + " bits of "
                    + BtfCodec.describe(btf, id));
        }
        Bits.write(bytes, bit, count, value);
    }

    private void raw(int id, byte[] content, int at) {
        int size = btf.sizeOf(id);
        if (content.length > size) {
            throw new IllegalArgumentException(
                    content.length + " bytes do not fit into the " + size + " of " + BtfCodec.describe(btf, id));
        }
        bytes.put(at, content);
    }

    /** Fields go to the members of the same name in order, so that several anonymous ones find their own. */
    private void composite(int id, Composite type, BtfValue.Struct value, int at) {
        boolean[] taken = new boolean[type.members().size()];
        for (BtfValue.Field field : value.fields()) {
            int index = 0;
            while (index < taken.length && (taken[index] || !type.members().get(index).name().equals(field.name()))) {
                index++;
            }
            if (index == taken.length) {
                throw noMember(id, field.name());
            }
            taken[index] = true;
            member(type.members().get(index), field.value(), at);
        }
    }

    private void member(Member member, BtfValue value, int at) {
        BitRange range = BitRange.of(btf, member);
        if (!range.bitfield()) {
            encode(member.type(), value, at + range.offset() / 8);
        } else if (value instanceof BtfValue.Number number && range.bits() <= Long.SIZE) {
            integer(member.type(), 8L * at + range.offset(), range.bits(), number.value());
        } else if (value instanceof BtfValue.Enumerator constant && range.bits() <= Long.SIZE) {
            integer(member.type(), 8L * at + range.offset(), range.bits(), constant.value());
        } else {
            throw new IllegalArgumentException("a bitfield of " + range.bits() + " bits cannot hold a "
                    + value.getClass().getSimpleName());
        }
    }

    private void section(int id, BtfType.DataSection type, BtfValue.Struct value, int at) {
        for (BtfValue.Field field : value.fields()) {
            BtfType.SectionEntry entry = type.entries()
                    .stream()
                    .filter(e -> btf.name(e.type()).equals(field.name()) && btf.hasSize(e.type())
                            && (long) e.offset() + btf.byteSizeOf(e.type()) <= type.size())
                    .findFirst()
                    .orElseThrow(() -> noMember(id, field.name()));
            encode(entry.type(), field.value(), at + entry.offset());
        }
    }

    private IllegalArgumentException noMember(int id, String name) {
        return new IllegalArgumentException(BtfCodec.describe(btf, id) + " has no member '" + name + "' left to set");
    }
}
