package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.EnumSet;

/**
 * Checks each type of a table by the rules of its kind, after {@link TypeTable#scan} has found it to be complete. What GCC 12
 * does wrong is a flaw and no fault: the types still say what they mean.
 */
final class TypeChecker {
    private static final int FIRST = TypeTable.COMMON_WORDS;
    /** Linux's limit (KSYM_NAME_LEN), which also bounds what names that lie within each other can cost. */
    private static final int MAX_NAME = 512;
    private static final int MAX_LINKAGE = 2;
    private static final int MAX_INT_BITS = 128;
    private static final int INT_ENCODING_MASK = 0x0f000000;
    private static final int SIGNED_CHAR = 0x03000000;
    private static final int INT_DATA_MASK = INT_ENCODING_MASK | 0x00ff00ff;
    private static final int FLOAT_SIZES = 1 << 2 | 1 << 4 | 1 << 8 | 1 << 12 | 1 << 16;
    /** What declares something of a type, and is none. */
    private static final EnumSet<BtfKind> DECLARATIONS = EnumSet.of(BtfKind.FUNC, BtfKind.VAR, BtfKind.DATASEC,
            BtfKind.DECL_TAG);
    private static final EnumSet<BtfKind> FUNC_TARGETS = EnumSet.of(BtfKind.FUNC_PROTO);
    private static final EnumSet<BtfKind> DECL_TAG_TARGETS = EnumSet.of(BtfKind.STRUCT, BtfKind.UNION, BtfKind.FUNC,
            BtfKind.VAR, BtfKind.TYPEDEF);

    private final Btf btf;
    private final TypeTable types;
    private final StringTable strings;
    private final long sectionOffset;
    /** Strings need one look each, and most are used many times. */
    private final BitSet goodNames = new BitSet();
    private @Nullable BtfFormatException flaw;

    private TypeChecker(Btf btf, long sectionOffset) {
        this.btf = btf;
        this.types = btf.types();
        this.strings = btf.strings();
        this.sectionOffset = sectionOffset;
    }

    /**
     * Checks all types.
     *
     * @return the table, which knows its first flaw now
     */
    static Btf check(Btf btf, long sectionOffset) {
        TypeChecker checker = new TypeChecker(btf, sectionOffset);
        for (int id = btf.firstId(); id < btf.size(); id++) {
            checker.checkCommon(id);
            checker.checkDetails(id);
        }
        new NestingCheck(btf, sectionOffset, NestingCheck.Edges.BY_VALUE).run();
        new NestingCheck(btf, sectionOffset, NestingCheck.Edges.DECLARATOR).run();
        LayoutCheck layout = new LayoutCheck(btf, sectionOffset);
        for (int id = btf.firstId(); id < btf.size(); id++) {
            layout.check(id);
        }
        return checker.flaw == null ? btf : btf.withFlaw(checker.flaw);
    }

    private void checkCommon(int id) {
        BtfKind kind = types.kind(id);
        int name = types.nameOffset(id);
        checkName(id, 0, name);
        if (kind.nameRule() == BtfKind.Name.NONE && name != 0) {
            throw fault(id, 0, "has a name", "none");
        }
        if (kind.nameRule() == BtfKind.Name.REQUIRED && strings.isEmpty(name)) {
            BtfFormatException nameless = fault(id, 0, "has no name", "a name");
            if (kind != BtfKind.FUNC) {
                throw nameless;
            }
            note(nameless);
        }
        if (types.flag(id) && !kind.flagged()) {
            throw fault(id, 1, "has kind_flag set", "0");
        }
        if (kind.vlenRule() == BtfKind.Vlen.ZERO && types.vlen(id) != 0) {
            throw fault(id, 1, "has vlen " + types.vlen(id), "0");
        }
        if (kind.vlenRule() == BtfKind.Vlen.LINKAGE && types.vlen(id) > MAX_LINKAGE) {
            throw fault(id, 1, "has linkage " + types.vlen(id), "0, 1 or 2");
        }
        int third = types.sizeOrType(id);
        switch (kind.thirdRule()) {
            case ZERO -> {
                if (third != 0) {
                    BtfFormatException sized = fault(id, 2, "has size or type " + Integer.toUnsignedString(third), "0");
                    if (kind != BtfKind.FWD) {
                        throw sized;
                    }
                    note(sized);
                }
            }
            case SIZE -> {
                if (third < 0) {
                    throw fault(id, 2, "has size " + Integer.toUnsignedString(third), "less than 2 GiB");
                }
            }
            case TYPE -> checkId(id, 2, third);
        }
    }

    private void checkDetails(int id) {
        switch (types.kind(id)) {
            case INT -> checkInt(id);
            case ARRAY -> {
                checkDataId(id, FIRST, types.fixed(id, TypeDecoder.ARRAY_TYPE));
                checkDataId(id, FIRST + 1, types.fixed(id, TypeDecoder.ARRAY_INDEX_TYPE));
            }
            case STRUCT, UNION -> checkMembers(id);
            case FUNC_PROTO -> checkParams(id);
            case ENUM, ENUM64 -> checkEnum(id);
            case DATASEC -> checkSection(id);
            case PTR, TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> checkTypeId(id, 2, types.sizeOrType(id));
            case FUNC -> checkTarget(id, FUNC_TARGETS);
            case VAR -> {
                checkTypeId(id, 2, types.sizeOrType(id));
                int linkage = types.fixed(id, 0);
                if (linkage < 0 || linkage > MAX_LINKAGE) {
                    throw fault(id, FIRST, "has linkage " + Integer.toUnsignedString(linkage), "0, 1 or 2");
                }
            }
            case FLOAT -> {
                int size = types.sizeOrType(id);
                if (size > 16 || (FLOAT_SIZES >>> size & 1) == 0) {
                    throw fault(id, 2, "has size " + size, "2, 4, 8, 12 or 16");
                }
            }
            case DECL_TAG -> checkDeclTag(id);
            default -> {
            }
        }
    }

    private void checkInt(int id) {
        int data = types.fixed(id, 0);
        int size = types.sizeOrType(id);
        int bits = TypeDecoder.intBits(data);
        int end = TypeDecoder.intOffset(data) + bits;
        int encoding = data & INT_ENCODING_MASK;
        if ((data & ~INT_DATA_MASK) != 0 || Integer.bitCount(encoding) > 1) {
            BtfFormatException unknown = fault(id, FIRST, "has integer data 0x" + Integer.toHexString(data),
                    "one encoding, an offset and a number of bits");
            if ((data & ~INT_DATA_MASK) != 0 || encoding != SIGNED_CHAR) {
                throw unknown;
            }
            note(unknown);
        }
        if (end > MAX_INT_BITS || end > Byte.SIZE * (long) size) {
            throw fault(id, FIRST, "has bits up to " + end + " in " + size + " bytes",
                    "no more than the size holds, and at most " + MAX_INT_BITS);
        }
    }

    private void checkMembers(int id) {
        for (int i = 0; i < types.vlen(id); i++) {
            checkName(id, word(id, i, 0), elementWord(id, i, 0));
            checkDataId(id, word(id, i, TypeDecoder.MEMBER_TYPE), elementWord(id, i, TypeDecoder.MEMBER_TYPE));
        }
    }

    private void checkParams(int id) {
        checkTypeId(id, 2, types.sizeOrType(id));
        int count = types.vlen(id);
        for (int i = 0; i < count; i++) {
            checkName(id, word(id, i, 0), elementWord(id, i, 0));
            int type = elementWord(id, i, 1);
            checkTypeId(id, word(id, i, 1), type);
            if (type == 0 && (i < count - 1 || elementWord(id, i, 0) != 0)) {
                throw fault(id, word(id, i, 1), "has a parameter of type void",
                        "a type, or '...' without name at the end");
            }
        }
    }

    private void checkEnum(int id) {
        int size = types.sizeOrType(id);
        if (size > Long.BYTES || Integer.bitCount(size) != 1) {
            throw fault(id, 2, "has size " + size, "1, 2, 4 or 8");
        }
        for (int i = 0; i < types.vlen(id); i++) {
            checkName(id, word(id, i, 0), elementWord(id, i, 0));
            if (strings.isEmpty(elementWord(id, i, 0))) {
                throw fault(id, word(id, i, 0), "has a value without name", "a name");
            }
        }
    }

    private void checkSection(int id) {
        for (int i = 0; i < types.vlen(id); i++) {
            int type = elementWord(id, i, 0);
            checkId(id, word(id, i, 0), type);
            BtfKind kind = btf.kind(type);
            if (kind != BtfKind.VAR && kind != BtfKind.FUNC) {
                throw fault(id, word(id, i, 0), "holds a " + kind, "a VAR or a FUNC");
            }
            for (int word = 1; word <= 2; word++) {
                if (elementWord(id, i, word) < 0) {
                    throw fault(id, word(id, i, word), "has an entry with offset or size "
                            + Integer.toUnsignedString(elementWord(id, i, word)), "less than 2 GiB");
                }
            }
        }
    }

    private void checkDeclTag(int id) {
        checkTarget(id, DECL_TAG_TARGETS);
        int component = types.fixed(id, 0);
        int target = types.sizeOrType(id);
        int limit = switch (btf.kind(target)) {
            case STRUCT, UNION -> btf.typesOf(target).vlen(target);
            case FUNC -> paramCount(target);
            default -> 0;
        };
        if (component < -1 || component >= limit) {
            throw fault(id, FIRST, "tags component " + component, "-1 to " + (limit - 1));
        }
    }

    /** A function's prototype may stand behind a tag, and be bad: then it is reported in its turn. */
    private int paramCount(int function) {
        int proto = btf.sizeOrType(function);
        boolean valid = proto > 0 && proto < btf.size() && btf.kind(proto) == BtfKind.FUNC_PROTO;
        return valid ? btf.typesOf(proto).vlen(proto) : 0;
    }

    private void checkTarget(int id, EnumSet<BtfKind> targets) {
        BtfKind kind = btf.kind(types.sizeOrType(id));
        if (!targets.contains(kind)) {
            throw fault(id, 2, "refers to a " + kind, "one of " + targets);
        }
    }

    private void checkName(int id, int word, int offset) {
        if (goodNames.get(offset & Integer.MAX_VALUE) && offset >= 0) {
            return;
        }
        if (!strings.contains(offset)) {
            throw fault(id, word, "has a name at string offset " + Integer.toUnsignedString(offset),
                    "less than " + strings.end());
        }
        if (!strings.isPrintable(offset, MAX_NAME)) {
            throw fault(id, word, "has an unprintable or overlong name",
                    "at most " + MAX_NAME + " bytes of UTF-8 without control characters");
        }
        goodNames.set(offset);
    }

    private void checkId(int id, int word, int type) {
        if (type < 0 || type >= btf.size()) {
            throw fault(id, word, "refers to type " + Integer.toUnsignedString(type), "less than " + btf.size());
        }
    }

    private void checkTypeId(int id, int word, int type) {
        checkId(id, word, type);
        if (DECLARATIONS.contains(btf.kind(type))) {
            throw fault(id, word, "refers to a " + btf.kind(type), "none of " + DECLARATIONS);
        }
    }

    private void checkDataId(int id, int word, int type) {
        checkTypeId(id, word, type);
        if (type == 0) {
            throw fault(id, word, "refers to void", "a type of data");
        }
    }

    /** Where a word of an element stands, counted from the start of its type. */
    private int word(int id, int index, int word) {
        return FIRST + index * types.kind(id).elementWords() + word;
    }

    private int elementWord(int id, int index, int word) {
        return types.element(id, index, types.kind(id).elementWords(), word);
    }

    private void note(BtfFormatException found) {
        flaw = flaw == null ? found : flaw;
    }

    private BtfFormatException fault(int id, int word, String what, String expected) {
        return new BtfFormatException(sectionOffset + 4L * (types.start(id) + word),
                "type " + id + " (" + types.kind(id) + ") " + what, expected);
    }
}
