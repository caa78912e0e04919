package dev.osmia.proof.conformance;

import java.util.List;

/** Numbers at which instructions tend to be wrong. */
final class Numbers {
    /** Around zero, around the widths of shifts, and the ends of 8, 16, 32 and 64 bits, signed and unsigned. */
    static final List<Long> WIDE = List.of(0L, 1L, 2L, 7L, 31L, 32L, 33L, 63L, 64L, 65L, -1L, -2L, -64L,
            0x7fL, 0x80L, 0xffL, 0x7fffL, 0x8000L, 0xffffL, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 0x1_0000_0000L,
            0xffff_ffff_8000_0000L, 0xffff_ffff_7fff_ffffL, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1,
            0x1234_5678_9abc_def0L, 0xfedc_ba98_7654_3210L);

    /** The same for immediate fields. */
    static final List<Integer> IMMEDIATE = List.of(0, 1, 2, 7, 31, 32, 33, 63, 64, 65, -1, -2, -32, -64, 0x7f, 0x80,
            0xff, 0x7fff, 0x8000, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, 0x1234_5678,
            0x89ab_cdef);

    private Numbers() {
    }
}
