package dev.osmia.isa;

/**
 * What the 64-bit immediate of {@link Instruction.LoadWide} stands for (RFC 9669, section 5.4; {@code BPF_PSEUDO_*} in
 * Linux). The loader replaces every form but {@code CONSTANT} by an address. The ordinal is the source register field.
 */
public enum WideSource {
    /** The number itself, its low half in the first slot. */
    CONSTANT,
    /** A map, by file descriptor. */
    MAP_FD,
    /** An address inside the only value of a map: file descriptor in the low half, offset in the high half. */
    MAP_VALUE,
    /** A kernel variable: BTF type id in the low half, file descriptor of the BTF object in the high half. */
    BTF_ID,
    /** A subprogram used as a callback: distance in slots from the second half of the load. */
    FUNCTION,
    /** A map, by index into the array of file descriptors that comes with the program. */
    MAP_INDEX,
    /** An address inside the only value of a map: index in the low half, offset in the high half. */
    MAP_INDEX_VALUE;

    /** The number in the source register field. */
    public int code() {
        return ordinal();
    }

    /** Whether this stands for a map itself, which leaves nothing to say for the high half. */
    public boolean isMapAddress() {
        return this == MAP_FD || this == MAP_INDEX;
    }
}
