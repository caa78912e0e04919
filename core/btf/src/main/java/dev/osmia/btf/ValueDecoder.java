package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.Member;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes one value; recursion goes by value only, so no deeper than {@link Btf#MAX_NESTING}. */
final class ValueDecoder {
    /** Unions let a few bytes be many values: without an end, hostile types would fill the memory. */
    private static final long MIN_BUDGET = 1 << 24;
    private static final int BUDGET_PER_BYTE = 16;

    private final Btf btf;
    private final ByteBuffer bytes;
    /** Values and raw bytes that may still be made. */
    private long budget;

    ValueDecoder(Btf btf, ByteBuffer bytes) {
        this.btf = btf;
        this.bytes = bytes;
        this.budget = MIN_BUDGET + BUDGET_PER_BYTE * (long) bytes.limit();
    }

    BtfValue decode(int id, int at) {
        spend(id, 1);
        return switch (btf.type(btf.resolve(id))) {
            case BtfType.Int t when t.size() > Long.BYTES -> raw(id, at, t.size());
            case BtfType.Int t -> number(id, t, integer(at, t.size(), t.signed()));
            case BtfType.Float t when t.size() == Float.BYTES -> new BtfValue.Real(id, bytes.getFloat(at));
            case BtfType.Float t when t.size() == Double.BYTES -> new BtfValue.Real(id, bytes.getDouble(at));
            case BtfType.Float t -> raw(id, at, t.size());
            case BtfType.Ptr _ -> new BtfValue.Pointer(id, bytes.getLong(at));
            case Enumeration t -> enumerator(id, t, integer(at, t.size(), t.signed()));
            case BtfType.Array t -> array(id, t, at);
            case Composite t -> composite(id, t, at);
            case BtfType.Var t -> decode(t.type(), at);
            case BtfType.DataSection t -> section(id, t, at);
            default -> throw new IllegalArgumentException(BtfCodec.describe(btf, id) + " has no values");
        };
    }

    private void spend(int id, int cost) {
        budget -= cost;
        if (budget < 0) {
            throw new IllegalArgumentException(
                    BtfCodec.describe(btf, id) + " is part of a value that repeats its bytes too often in unions");
        }
    }

    private long integer(int at, int size, boolean signed) {
        long value = Bits.read(bytes, 8L * at, 8 * size);
        return signed ? Bits.signExtend(value, 8 * size) : value;
    }

    private static BtfValue number(int id, BtfType.Int type, long value) {
        return new BtfValue.Number(id, value, type.encoding());
    }

    private static BtfValue enumerator(int id, Enumeration type, long value) {
        for (BtfType.Enumerator known : type.values()) {
            if (known.value() == value) {
                return new BtfValue.Enumerator(id, known.name(), value);
            }
        }
        return new BtfValue.Enumerator(id, "", value);
    }

    private BtfValue raw(int id, int at, int size) {
        spend(id, size);
        byte[] content = new byte[size];
        bytes.get(at, content);
        return new BtfValue.Bytes(id, content);
    }

    private BtfValue array(int id, BtfType.Array type, int at) {
        BtfType element = btf.type(btf.resolve(type.type()));
        if (BtfCodec.isChar(element)) {
            return text(id, at, type.length());
        }
        if (BtfCodec.isByte(element)) {
            return raw(id, at, type.length());
        }
        int size = type.length() == 0 ? 0 : btf.sizeOf(type.type());
        List<BtfValue> elements = new ArrayList<>();
        for (int i = 0; size > 0 && i < type.length(); i++) {
            elements.add(decode(type.type(), at + i * size));
        }
        return new BtfValue.Array(id, elements);
    }

    private BtfValue text(int id, int at, int length) {
        spend(id, length);
        int end = at;
        while (end < at + length && bytes.get(end) != 0) {
            end++;
        }
        try {
            return new BtfValue.CharString(id,
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.slice(at, end - at)).toString());
        } catch (CharacterCodingException e) {
            return raw(id, at, length);
        }
    }

    private BtfValue composite(int id, Composite type, int at) {
        List<BtfValue.Field> fields = new ArrayList<>(type.members().size());
        for (Member member : type.members()) {
            BitRange range = BitRange.of(btf, member);
            BtfValue value = range.bitfield()
                    ? bitfield(member.type(), 8L * at + range.offset(), range.bits())
                    : decode(member.type(), at + range.offset() / 8);
            fields.add(new BtfValue.Field(member.name(), value));
        }
        return new BtfValue.Struct(id, fields);
    }

    private BtfValue bitfield(int id, long bit, int count) {
        if (count > Long.SIZE) {
            throw new IllegalArgumentException("a bitfield of " + count + " bits; at most 64 can be read");
        }
        long value = Bits.read(bytes, bit, count);
        return switch (btf.type(btf.resolve(id))) {
            case BtfType.Int t -> number(id, t,
                    t.signed() ? Bits.signExtend(value, count) : value);
            case Enumeration t -> enumerator(id, t, t.signed() ? Bits.signExtend(value, count) : value);
            default -> throw new AssertionError("a bitfield of " + btf.kind(id));
        };
    }

    private BtfValue section(int id, BtfType.DataSection type, int at) {
        List<BtfValue.Field> fields = new ArrayList<>(type.entries().size());
        for (BtfType.SectionEntry entry : type.entries()) {
            if (btf.hasSize(entry.type()) && (long) entry.offset() + btf.byteSizeOf(entry.type()) <= type.size()) {
                fields.add(new BtfValue.Field(btf.name(entry.type()), decode(entry.type(), at + entry.offset())));
            }
        }
        return new BtfValue.Struct(id, fields);
    }
}
