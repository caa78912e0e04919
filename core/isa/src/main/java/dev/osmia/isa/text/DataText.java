package dev.osmia.isa.text;

import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.Unknown;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A slot as a number: {@code .8byte 0x2a}, in both dialects, for what is no instruction. */
final class DataText {
    static final String WORD = ".8byte";

    private DataText() {
    }

    static String write(Unknown unknown) {
        return "%s 0x%016x ; %s".formatted(WORD, unknown.bits(), unknown.reason());
    }

    /** Reads the number. What is an instruction by itself becomes that one: there are no two ways to hold it. */
    static Instruction read(Tokens tokens) {
        byte[] slot = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(tokens.wideImmediate())
                .array();
        return Code.decodeLeniently(slot, ByteOrder.LITTLE_ENDIAN).instructions().getFirst();
    }
}
