package dev.osmia.btf;

/** How much memory a value of a type takes. */
final class TypeSize {
    static final int POINTER = 8;
    /** The largest size that Linux takes ({@code btf_array_resolve}): sizes are unsigned numbers of 32 bits. */
    static final long LARGEST = 0xffff_ffffL;

    private TypeSize() {
    }

    /** Bytes; -1 for what has no size, {@link Long#MAX_VALUE} for what is beyond {@link #LARGEST}. */
    static long of(Btf btf, int id) {
        long factor = 1;
        int at = id;
        while (true) {
            BtfKind kind = btf.kind(at);
            switch (kind) {
                case PTR -> {
                    return total(factor, POINTER);
                }
                case INT, STRUCT, UNION, ENUM, ENUM64, FLOAT, DATASEC -> {
                    return total(factor, btf.sizeOrType(at));
                }
                case ARRAY -> {
                    TypeTable types = btf.typesOf(at);
                    factor = total(factor, types.fixed(at, TypeDecoder.ARRAY_LENGTH));
                    at = types.fixed(at, TypeDecoder.ARRAY_TYPE);
                }
                case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, VAR -> at = btf.sizeOrType(at);
                default -> {
                    return -1;
                }
            }
        }
    }

    /** The product, {@code size} being unsigned. */
    private static long total(long factor, int size) {
        long unsigned = Integer.toUnsignedLong(size);
        if (factor == 0 || unsigned == 0) {
            return 0;
        }
        return factor > LARGEST / unsigned ? Long.MAX_VALUE : factor * unsigned;
    }
}
