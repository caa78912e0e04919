package dev.osmia.abi;

/** How much of a context's field one instruction may read or write; always aligned to its own size. */
public enum AccessWidth {
    /** One unit. */
    EXACT,
    /** One unit; reads may also take part of one. */
    NARROW,
    /** As {@link #NARROW}, but only from the start of the unit. */
    START,
    /** As {@link #NARROW}, but no less than half a unit. */
    HALVES,
    /** As {@link #NARROW}, or two units at once. */
    WIDE,
    /** 1, 2, 4 or 8 bytes anywhere in the field. */
    ANY
}
