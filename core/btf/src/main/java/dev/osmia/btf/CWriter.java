package dev.osmia.btf;

import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;

import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;

/** Writes declarations and definitions; recursion ends where {@link NestingCheck} says. */
final class CWriter {
    private static final Set<String> FLOATS = Set.of("float", "double", "long double");
    private static final int LONGEST_BIT_PADDING = 8 * Long.SIZE;

    private final Btf btf;
    private final CNames names;
    private final CLayout layout;
    private final Set<Integer> enumerationsWritten = new HashSet<>();
    private int paddings;

    CWriter(Btf btf, CNames names) {
        this.btf = btf;
        this.names = names;
        this.layout = new CLayout(btf);
    }

    /** The whole definition of a struct, union, enumeration or typedef, with its semicolon. */
    String definition(int id) {
        return switch (btf.type(id)) {
            case Composite t -> composite(id, t, names.name(id), "") + ";\n";
            case Enumeration t -> enumeration(id, t, "") + ";\n";
            case BtfType.Typedef t -> "typedef " + declaration(t.type(), names.name(id), "") + ";\n";
            default -> throw new IllegalArgumentException(btf.kind(id) + " has no definition in C");
        };
    }

    /** A declaration without semicolon: {@code int (*table[3])(int, char)}. */
    String declaration(int id, String name, String indent) {
        String declarator = name;
        String qualifiers = "";
        boolean pointer = false;
        int at = id;
        while (true) {
            switch (btf.type(at)) {
                case BtfType.Modifier t -> {
                    String qualifier = qualifier(t);
                    // An array of const in a const struct member is const twice in BTF, which C would not have.
                    qualifiers += qualifiers.contains(qualifier) ? "" : qualifier;
                    at = t.type();
                }
                case BtfType.Ptr t -> {
                    declarator = "*" + qualifiers + declarator;
                    qualifiers = "";
                    pointer = true;
                    at = t.type();
                }
                case BtfType.Array t -> {
                    declarator = (pointer ? "(" + declarator + ")" : declarator) + "["
                            + Integer.toUnsignedString(t.length()) + "]";
                    pointer = false;
                    at = t.type();
                }
                case BtfType.FuncProto t -> {
                    declarator = (pointer ? "(" + declarator + ")" : declarator) + parameters(t, indent);
                    qualifiers = "";
                    pointer = false;
                    at = t.returnType();
                }
                default -> {
                    String base = qualifiers + specifier(at, indent);
                    return declarator.isEmpty() ? base : base + " " + declarator;
                }
            }
        }
    }

    private String qualifier(BtfType.Modifier type) {
        return switch (type) {
            case BtfType.Const _ -> "const ";
            case BtfType.Volatile _ -> "volatile ";
            // C knows it on pointers only.
            case BtfType.Restrict t -> btf.kind(btf.resolve(t.type())) == BtfKind.PTR ? "restrict " : "";
            case BtfType.TypeTag t -> t.attribute() ? "" : "__attribute__((btf_type_tag(" + quoted(t.name()) + "))) ";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private String parameters(BtfType.FuncProto type, String indent) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        if (type.params().isEmpty()) {
            text.add("void");
        }
        for (Param param : type.params()) {
            String name = param.name().isEmpty() ? "" : CNames.identifier(param.name());
            text.add(param.type() == 0 ? "..." : declaration(param.type(), name, indent));
        }
        return text.toString();
    }

    private String specifier(int id, String indent) {
        return switch (btf.type(id)) {
            case BtfType.Void _ -> "void";
            case BtfType.Int t -> CIntegers.name(t);
            case BtfType.Float t -> FLOATS.contains(t.name()) ? t.name() : t.size() == 4 ? "float" : "double";
            case BtfType.Typedef _ -> names.name(id);
            case BtfType.Fwd _ -> names.keyword(id) + names.name(id);
            case Composite t -> names.named(id) ? names.keyword(id) + names.name(id) : composite(id, t, "", indent);
            case Enumeration t -> {
                if (names.named(id)) {
                    yield "enum " + names.name(id);
                }
                // Its constants are known from the first time.
                yield enumerationsWritten.add(id) ? enumeration(id, t, indent) : CIntegers.name(t.size(), t.signed());
            }
            default -> throw new IllegalArgumentException("a " + btf.kind(id) + " is no type of data");
        };
    }

    private String enumeration(int id, Enumeration type, String indent) {
        StringBuilder text = new StringBuilder("enum ");
        if (names.named(id)) {
            text.append(names.name(id)).append(type.values().isEmpty() ? "" : " ");
        }
        if (!type.values().isEmpty()) {
            text.append("{\n");
            for (int i = 0; i < type.values().size(); i++) {
                text.append(indent)
                        .append('\t')
                        .append(names.enumerator(id, i))
                        .append(" = ")
                        .append(CIntegers.literal(type, type.values().get(i).value()))
                        .append(",\n");
            }
            text.append(indent).append('}').append(CIntegers.enumerationMode(type));
        }
        return text.toString();
    }

    private String composite(int id, Composite type, String name, String indent) {
        boolean packed = layout.packed(type);
        StringBuilder text = new StringBuilder(names.keyword(id)).append(name).append(name.isEmpty() ? "{\n" : " {\n");
        boolean union = type instanceof BtfType.Union;
        long end = 0;
        for (Member member : type.members()) {
            long from = union ? 0 : end;
            BitRange field = BitRange.of(btf, member);
            if (layout.place(from, member, packed) != field.offset()) {
                pad(text, from, field.offset(), indent);
            }
            text.append(indent).append('\t').append(member(member, field, indent + "\t")).append(";\n");
            end = Math.max(end, field.end());
        }
        long size = Byte.SIZE * (long) type.size();
        if (layout.size(end, type, packed) != size) {
            pad(text, union ? 0 : end, size, indent);
        }
        return text.append(indent).append('}').append(packed ? " __attribute__((packed))" : "").toString();
    }

    private String member(Member member, BitRange field, String indent) {
        String name = member.name().isEmpty() ? "" : CNames.identifier(member.name());
        String declaration = declaration(member.type(), name, indent);
        return field.bitfield() ? declaration + (name.isEmpty() ? " : " : ": ") + field.bits() : declaration;
    }

    /** Unnamed bitfields, as they align nothing; an array where that would take very many. */
    private void pad(StringBuilder text, long from, long to, String indent) {
        long at = from;
        while (at < to) {
            long rest = to - at;
            if (at % Byte.SIZE == 0 && rest > LONGEST_BIT_PADDING) {
                text.append(indent)
                        .append("\tunsigned char __pad")
                        .append(++paddings)
                        .append('[')
                        .append(rest / Byte.SIZE)
                        .append("];\n");
                at += rest / Byte.SIZE * Byte.SIZE;
            } else {
                int bits = Long.SIZE;
                while (bits > Byte.SIZE && (at % bits != 0 || rest < bits)) {
                    bits /= 2;
                }
                int width = (int) Math.min(rest, bits - at % bits);
                text.append(indent)
                        .append('\t')
                        .append(CIntegers.name(bits / Byte.SIZE, true))
                        .append(" : ")
                        .append(width)
                        .append(";\n");
                at += width;
            }
        }
    }
}
