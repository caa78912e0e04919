package dev.osmia.btf;

/**
 * What a CO-RE relocation asks of the target's types ({@code enum bpf_core_relo_kind}, Linux,
 * include/uapi/linux/bpf.h). The ordinal is the number in the encoding.
 */
public enum CoreKind {
    /** Bytes from the start of the struct to the field. */
    FIELD_BYTE_OFFSET,
    /** Bytes that the field takes. */
    FIELD_BYTE_SIZE,
    /** 1 if the target has the field, else 0. */
    FIELD_EXISTS,
    /** 1 if the field is signed, else 0. */
    FIELD_SIGNED,
    /** Bits to shift left, after a 64-bit load, so that nothing stands above a bitfield. */
    FIELD_LSHIFT_U64,
    /** Bits to shift right after that, so that nothing stands below it. */
    FIELD_RSHIFT_U64,
    /** Type id in the object's own table. */
    TYPE_ID_LOCAL,
    /** Type id in the target's table. */
    TYPE_ID_TARGET,
    /** 1 if the target has the type, else 0. */
    TYPE_EXISTS,
    /** Bytes that the type takes. */
    TYPE_SIZE,
    /** 1 if the target has the enumerator, else 0. */
    ENUMVAL_EXISTS,
    /** The enumerator's value. */
    ENUMVAL_VALUE,
    /** 1 if the target has the type and it matches member by member, else 0. */
    TYPE_MATCHES
}
