package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.CoreKind;
import org.jspecify.annotations.Nullable;

import java.nio.ByteOrder;

/**
 * What a question has for an answer in one table of types.
 *
 * @param number the answer
 * @param size bytes of the field whose offset was asked for, 0 where a load or store keeps its size
 * @param type of that field, without typedefs; 0 where there is none
 * @param certain whether the compiler must have come to the same number in the same types
 */
record Value(long number, long size, int type, boolean certain) {
    private static final int LONGEST_LOAD = 8;

    private static Value of(long number) {
        return new Value(number, 0, 0, true);
    }

    /**
     * The answer at a place.
     *
     * @return null if only an instruction that is never reached may ask this
     * @throws RelocationFault if the place does not go with the question
     */
    static @Nullable Value at(@Nullable Path place, Question question) {
        CoreKind kind = question.kind();
        return switch (kind) {
            case FIELD_EXISTS, TYPE_EXISTS, TYPE_MATCHES, ENUMVAL_EXISTS -> of(place == null ? 0 : 1);
            case TYPE_SIZE -> of(place == null ? 0 : Path.size(place.btf(), place.root()));
            // Linkers renumber types and leave the instruction as it was.
            case TYPE_ID_TARGET, TYPE_ID_LOCAL -> new Value(place == null ? 0 : place.root(), 0, 0, false);
            case ENUMVAL_VALUE -> place == null ? null : enumerator(place);
            default -> place == null
                    ? null
                    : place.last().isElement()
                            ? element(place, kind)
                            : member(place, kind,
                                    question.local().btf().order());
        };
    }

    private static Value enumerator(Path place) {
        Enumeration enumeration = (Enumeration) place.btf().type(place.last().type());
        long value = enumeration.values().get(place.last().index()).value();
        return of(enumeration instanceof BtfType.Enum ? (int) value : value);
    }

    private static Value element(Path place, CoreKind kind) {
        int type = place.last().type();
        long size = Path.size(place.btf(), type);
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> new Value(place.bitOffset() / Byte.SIZE, size, type, true);
            case FIELD_BYTE_SIZE -> of(size);
            default -> throw RelocationFault.object(kind + " of " + Naming.of(place.btf(), type)
                    + ", which is no member, expected one");
        };
    }

    private static Value member(Path place, CoreKind kind, ByteOrder order) {
        Btf btf = place.btf();
        Member member = place.member();
        int type = btf.resolve(member.type());
        long size = Path.size(btf, type);
        boolean bitfield = member.bitfieldSize() > 0;
        Window window = bitfield
                ? Window.around(place.bitOffset(), member.bitfieldSize(), size)
                : new Window(place.bitOffset() / Byte.SIZE, size);
        long bits = bitfield ? member.bitfieldSize() : size * Byte.SIZE;
        long above = place.bitOffset() - window.offset() * Byte.SIZE;
        return switch (kind) {
            case FIELD_BYTE_OFFSET ->
                bitfield
                        ? new Value(window.offset(), 0, 0, false)
                        : new Value(window.offset(), size, type, true);
            case FIELD_BYTE_SIZE -> new Value(window.size(), 0, 0, !bitfield);
            case FIELD_SIGNED -> of(isSigned(btf.type(type)) ? 1 : 0);
            case FIELD_LSHIFT_U64 -> new Value(order == ByteOrder.LITTLE_ENDIAN
                    ? Long.SIZE - (above + bits)
                    : (LONGEST_LOAD - window.size()) * Byte.SIZE + above, 0, 0, !bitfield);
            case FIELD_RSHIFT_U64 -> of(Long.SIZE - bits);
            default -> throw new AssertionError(kind);
        };
    }

    private static boolean isSigned(BtfType type) {
        return switch (type) {
            case BtfType.Int integer -> integer.signed();
            case Enumeration enumeration -> enumeration.signed();
            default -> false;
        };
    }

    /**
     * The bytes that a load takes to get hold of a bitfield.
     *
     * @param offset bytes from the start of the struct
     */
    private record Window(long offset, long size) {

        /** The smallest aligned one that holds all bits and is no smaller than the declared type. */
        static Window around(long bitOffset, int bits, long declared) {
            if (declared <= 0) {
                throw RelocationFault.object("a bitfield in a type without bytes, expected an integer");
            }
            long size = declared;
            while (true) {
                long offset = bitOffset / Byte.SIZE / size * size;
                if (bitOffset + bits - offset * Byte.SIZE <= size * Byte.SIZE) {
                    return new Window(offset, size);
                }
                if (size >= LONGEST_LOAD) {
                    throw RelocationFault.object("a bitfield that does not lie in 8 aligned bytes, expected one that "
                            + "can be loaded at once");
                }
                size *= 2;
            }
        }
    }
}
