package dev.osmia.btf;

/** Checks that arrays have a size and that members lie within their struct, once no type contains itself. */
final class LayoutCheck {
    private final Btf btf;
    private final TypeTable types;
    private final long sectionOffset;

    LayoutCheck(Btf btf, long sectionOffset) {
        this.btf = btf;
        this.types = btf.types();
        this.sectionOffset = sectionOffset;
    }

    void check(int id) {
        switch (types.kind(id)) {
            case ARRAY -> checkArray(id);
            case STRUCT, UNION -> {
                for (int i = 0; i < types.vlen(id); i++) {
                    checkMember(id, i);
                }
            }
            default -> {
            }
        }
    }

    private void checkArray(int id) {
        long size = TypeSize.of(btf, id);
        if (size < 0) {
            throw fault(id, TypeTable.COMMON_WORDS, "has elements without size", "a type of data");
        }
        if (size > TypeSize.LARGEST) {
            int length = types.fixed(id, TypeDecoder.ARRAY_LENGTH);
            throw fault(id, TypeTable.COMMON_WORDS + TypeDecoder.ARRAY_LENGTH,
                    "has " + Integer.toUnsignedString(length) + " elements", "a size of less than 4 GiB");
        }
    }

    private void checkMember(int id, int index) {
        int words = types.kind(id).elementWords();
        int first = TypeTable.COMMON_WORDS + index * words;
        int type = types.element(id, index, words, TypeDecoder.MEMBER_TYPE);
        int offsetWord = types.element(id, index, words, TypeDecoder.MEMBER_OFFSET);
        int bitOffset = TypeDecoder.bitOffset(offsetWord, types.flag(id));
        int bitfield = TypeDecoder.bitfieldSize(offsetWord, types.flag(id));
        long size = TypeSize.of(btf, type);
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw fault(id, first + TypeDecoder.MEMBER_TYPE, "has member " + index + " of type " + type
                    + " (" + btf.kind(type) + ")", "a type with a size");
        }
        long bits = bitfield == 0 ? storedBits(type, size) : bitfield;
        long available = Byte.SIZE * (long) types.sizeOrType(id);
        if (bitOffset < 0 || bitOffset + bits > available) {
            throw fault(id, first + TypeDecoder.MEMBER_OFFSET, "has member " + index + " from bit "
                    + Integer.toUnsignedString(bitOffset) + " with " + bits + " bits",
                    "an end within " + available + " bits");
        }
        if (bitfield != 0 && (bitfield > Byte.SIZE * size || !isIntegral(type))) {
            throw fault(id, first + TypeDecoder.MEMBER_OFFSET, "has member " + index + ", a bitfield of " + bitfield
                    + " bits in a " + btf.kind(btf.resolve(type)), "an integer or enumeration that holds it");
        }
        if (bitfield == 0 && bitOffset % Byte.SIZE != 0 && btf.kind(btf.resolve(type)) != BtfKind.INT) {
            throw fault(id, first + TypeDecoder.MEMBER_OFFSET, "has member " + index + " at bit " + bitOffset,
                    "a multiple of 8");
        }
    }

    /** Old compilers describe a bitfield by an integer of fewer bits than its size, which may reach over the end. */
    private long storedBits(int type, long size) {
        int resolved = btf.resolve(type);
        if (btf.kind(resolved) != BtfKind.INT) {
            return Byte.SIZE * size;
        }
        int data = btf.typesOf(resolved).fixed(resolved, 0);
        int bits = TypeDecoder.intBits(data);
        return bits == Byte.SIZE * size ? bits : TypeDecoder.intOffset(data) + bits;
    }

    private boolean isIntegral(int type) {
        return switch (btf.kind(btf.resolve(type))) {
            case INT, ENUM, ENUM64 -> true;
            default -> false;
        };
    }

    private BtfFormatException fault(int id, int word, String what, String expected) {
        return new BtfFormatException(sectionOffset + 4L * (types.start(id) + word),
                "type " + id + " (" + types.kind(id) + ") " + what, expected);
    }
}
