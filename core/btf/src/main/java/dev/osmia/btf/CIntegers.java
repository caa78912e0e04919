package dev.osmia.btf;

import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.IntEncoding;

import java.util.Set;

/** Integer types and constants as C for a 64-bit machine has them. */
final class CIntegers {
    private static final Set<String> ONE_BYTE = Set.of("char", "signed char", "unsigned char", "_Bool", "bool");
    private static final Set<String> TWO_BYTES = Set.of("short", "short int", "signed short", "unsigned short",
            "short unsigned int", "unsigned short int", "signed short int");
    private static final Set<String> FOUR_BYTES = Set.of("int", "signed int", "unsigned int", "unsigned", "signed");
    private static final Set<String> EIGHT_BYTES = Set.of("long", "long int", "unsigned long", "long unsigned int",
            "unsigned long int", "long long", "long long int", "unsigned long long", "long long unsigned int",
            "unsigned long long int");
    private static final Set<String> SIXTEEN_BYTES = Set.of("__int128", "unsigned __int128", "__int128 unsigned");

    private CIntegers() {
    }

    /** The type's own name if C gives it that size, else C's name for the size. */
    static String name(BtfType.Int type) {
        Set<String> known = switch (type.size()) {
            case 1 -> ONE_BYTE;
            case 2 -> TWO_BYTES;
            case 4 -> FOUR_BYTES;
            case 8 -> EIGHT_BYTES;
            case 16 -> SIXTEEN_BYTES;
            default -> Set.of();
        };
        if (known.contains(type.name())) {
            return type.name().equals("bool") ? "_Bool" : type.name();
        }
        if (type.encoding() == IntEncoding.BOOL && type.size() == 1) {
            return "_Bool";
        }
        return name(type.size(), type.signed());
    }

    static String name(int size, boolean signed) {
        String name = switch (size) {
            case 0, 1 -> "char";
            case 2, 3 -> "short";
            case 4 -> "int";
            case 16 -> "__int128";
            default -> "long";
        };
        String prefix = size <= 1 ? "signed " : "";
        return (signed ? prefix : "unsigned ") + name;
    }

    static String literal(Enumeration type, long value) {
        boolean wide = type instanceof BtfType.Enum64;
        if (!type.signed()) {
            return Long.toUnsignedString(value) + (wide ? "ULL" : "");
        }
        // C has no negative literals, and the positive counterpart of the lowest number is too large for one.
        return value == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : value + (wide ? "LL" : "");
    }

    /** What gives an enumeration its size where its values alone would not. */
    static String enumerationMode(Enumeration type) {
        String mode = switch (type.size()) {
            case 1 -> "__QI__";
            case 2 -> "__HI__";
            case 8 -> "__DI__";
            default -> "";
        };
        return mode.isEmpty() ? "" : " __attribute__((mode(" + mode + ")))";
    }
}
