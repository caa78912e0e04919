package dev.osmia.cli.show;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfCodec;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfValue;
import dev.osmia.kernel.Codec;
import dev.osmia.kernel.MapTypes;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns bytes into what people read, by their type.
 *
 * <p>BTF does not say what is an address. What C programs call {@code __be16}, {@code __be32} or {@code __be64} is in
 * network byte order; a {@code __be32} whose name speaks of a place, {@code struct in_addr}, {@code struct in6_addr}, and
 * plain numbers or bytes of the right size that are called {@code saddr}, {@code dst_ip} or the like are addresses.
 */
public final class ValueReader {
    private static final Pattern PLACE = Pattern.compile(
            "|.*(addr|ip|src|dst|source|dest|host|gateway|network|mask|hop|peer|local|remote|server|client).*");
    private static final Pattern ADDRESS = Pattern.compile("(.*_)?(s|d|src|dst)?_?(addr|ip)(_?v?[46])?");
    private static final Pattern STATION = Pattern.compile(".*(mac|addr|eth|source|dest|src|dst).*");
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final int MAC = 6;

    private final int size;
    private final @Nullable TypeRef type;
    private final @Nullable Codec<BtfValue> codec;

    /** Reads values of one size, by their type if it is known and has that size. */
    public ValueReader(int size, @Nullable TypeRef type) {
        boolean typed = type != null && type.btf().hasSize(type.id()) && type.btf().byteSizeOf(type.id()) == size;
        this.size = size;
        this.type = typed ? type : null;
        this.codec = typed && type != null ? MapTypes.btf(type) : null;
    }

    /** What to call a value that is no struct: its type's name if that says more than how wide it is. */
    public String name(String otherwise) {
        if (type == null) {
            return otherwise;
        }
        Btf btf = type.btf();
        int id = btf.resolve(type.id());
        String name = btf.type(id) instanceof BtfType.Enumeration ? btf.name(id) : "";
        return name.isEmpty() ? otherwise : name;
    }

    /** Reads the value that starts at an offset. */
    public Shown read(byte[] bytes, int offset) {
        if (type == null || codec == null) {
            return untyped(bytes, offset);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, size);
        return new Reading(type.btf()).show(codec.decode(buffer), "");
    }

    private Shown untyped(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return switch (size) {
            case Byte.BYTES -> new Shown.Count(bytes[offset] & 0xff, false);
            case Short.BYTES -> new Shown.Count(buffer.getShort(offset) & 0xffff, false);
            case Integer.BYTES -> new Shown.Count(buffer.getInt(offset) & 0xffff_ffffL, false);
            case Long.BYTES -> new Shown.Count(buffer.getLong(offset), false);
            default -> Shown.word(Hex.of(java.util.Arrays.copyOfRange(bytes, offset, offset + size), " "));
        };
    }

    /** The parts of one value. */
    private record Reading(Btf btf) {

        Shown show(BtfValue value, String name) {
            return switch (value) {
                case BtfValue.Number number -> number(number, name);
                case BtfValue.Real real ->
                    new Shown.Label(Double.toString(real.value()), Double.isFinite(real.value()));
                case BtfValue.CharString text -> Shown.word(text.text());
                case BtfValue.Enumerator constant -> constant.name().isEmpty()
                        ? new Shown.Label(Long.toString(constant.value()), true)
                        : Shown.word(constant.name());
                case BtfValue.Pointer pointer -> Shown.word("0x" + Long.toHexString(pointer.address()));
                case BtfValue.Bytes bytes -> bytes(bytes, name);
                case BtfValue.Array array -> array(array, name);
                case BtfValue.Struct struct -> struct(struct);
            };
        }

        private Shown number(BtfValue.Number number, String name) {
            Set<String> types = typedefs(number.type());
            long value = number.value();
            int width = btf.sizeOf(number.type());
            if (width == IPV4 && (types.contains("__be32") ? PLACE : ADDRESS).matcher(name).matches()
                    && (types.contains("__be32") || !name.isEmpty())) {
                return Shown.word(Addresses.ipv4(raw(number), 0));
            }
            if (types.contains("__be16") || types.contains("__be32") || types.contains("__be64")) {
                return Shown.number(bigEndian(raw(number)));
            }
            if (number.encoding() == IntEncoding.BOOL) {
                return Shown.word(value == 0 ? "false" : "true");
            }
            return new Shown.Count(value, number.encoding() == IntEncoding.SIGNED);
        }

        private static long bigEndian(byte[] bytes) {
            long value = 0;
            for (byte each : bytes) {
                value = value << Byte.SIZE | each & 0xff;
            }
            return value;
        }

        private Shown bytes(BtfValue.Bytes bytes, String name) {
            byte[] content = bytes.content();
            if (content.length == MAC && STATION.matcher(name).matches()) {
                return Shown.word(Addresses.mac(content));
            }
            return address(content, name, Shown.word(Hex.of(content, " ")));
        }

        private Shown array(BtfValue.Array array, String name) {
            List<Shown> items = new ArrayList<>();
            array.elements().forEach(element -> items.add(show(element, "")));
            return btf.byteSizeOf(array.type()) == IPV6
                    ? address(raw(array), name, new Shown.Items(items))
                    : new Shown.Items(items);
        }

        private static Shown address(byte[] content, String name, Shown otherwise) {
            if (content.length == IPV4 && ADDRESS.matcher(name).matches()) {
                return Shown.word(Addresses.ipv4(content, 0));
            }
            return content.length == IPV6 && ADDRESS.matcher(name).matches()
                    ? Shown.word(Addresses.ipv6(content))
                    : otherwise;
        }

        private Shown struct(BtfValue.Struct struct) {
            String name = btf.name(btf.resolve(struct.type()));
            if (name.equals("in6_addr") && btf.sizeOf(struct.type()) == IPV6) {
                return Shown.word(Addresses.ipv6(raw(struct)));
            }
            if (name.equals("in_addr") && btf.sizeOf(struct.type()) == IPV4) {
                return Shown.word(Addresses.ipv4(raw(struct), 0));
            }
            List<Shown.Part> parts = new ArrayList<>();
            for (BtfValue.Field field : struct.fields()) {
                parts.add(new Shown.Part(field.name(), show(field.value(), field.name())));
            }
            return new Shown.Parts(parts);
        }

        private byte[] raw(BtfValue value) {
            return new BtfCodec(btf, ByteOrder.nativeOrder()).encode(value);
        }

        private Set<String> typedefs(int id) {
            Set<String> names = new HashSet<>();
            int at = id;
            while (btf.type(at) instanceof BtfType.Reference reference
                    && (btf.kind(at) == BtfKind.TYPEDEF || btf.kind(at).isModifier())) {
                names.add(reference.name());
                at = reference.type();
            }
            return names;
        }
    }
}
