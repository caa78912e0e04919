package dev.osmia.btf;

/** How much memory a value of a type takes. */
final class TypeSize {
    static final int POINTER = 8;

    private TypeSize() {
    }

    /** Bytes; -1 for what has no size, {@link Long#MAX_VALUE} for what is beyond {@link Integer#MAX_VALUE}. */
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

    private static long total(long factor, int size) {
        if (factor == Long.MAX_VALUE) {
            return size == 0 ? 0 : factor;
        }
        long total = factor * size;
        return total > Integer.MAX_VALUE ? Long.MAX_VALUE : total;
    }
}
