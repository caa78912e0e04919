package dev.osmia.isa.text;

import dev.osmia.isa.Register;
import dev.osmia.isa.Size;

import java.util.List;

/**
 * A typed address such as {@code (u32 *)(r2 +4)}.
 *
 * @param type where the type stands, for messages
 */
record LinuxAddress(Token type, Register base, short offset) {
    private static final List<String> TYPES = List.of("u8", "u16", "u32", "u64", "s8", "s16", "s32");

    static LinuxAddress read(Tokens tokens) {
        return readAfterType(tokens, type(tokens));
    }

    static LinuxAddress readAfterType(Tokens tokens, Token type) {
        tokens.expect("(");
        Register base = tokens.register("r");
        short offset = tokens.memoryOffset();
        tokens.expect(")");
        return new LinuxAddress(type, base, offset);
    }

    /** {@code (u32 *)}. */
    static Token type(Tokens tokens) {
        tokens.expect("(");
        Token type = tokens.take();
        if (!TYPES.contains(type.text())) {
            throw tokens.expectedOneOf("a type, u8 to u64 or s8 to s32", type, TYPES);
        }
        tokens.expect("*", ")");
        return type;
    }

    static Size size(Token type) {
        return switch (type.text().substring(1)) {
            case "8" -> Size.B;
            case "16" -> Size.H;
            case "32" -> Size.W;
            default -> Size.DW;
        };
    }

    boolean isSigned() {
        return type.text().startsWith("s");
    }

    Size size() {
        return size(type);
    }

    /** The size, where signs make no sense. */
    Size unsignedSize(Tokens tokens) {
        if (isSigned()) {
            throw tokens.expected("an unsigned type", type);
        }
        return size();
    }

    /** The size, where only 4 and 8 bytes make sense. */
    Size wordSize(Tokens tokens) {
        Size size = size();
        if (isSigned() || size.bytes() < Size.W.bytes()) {
            throw tokens.expected("u32 or u64", type);
        }
        return size;
    }
}
