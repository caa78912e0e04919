package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

/** Whether an access stays in memory of a known size, wherever its offset may be ({@code check_mem_region_access}). */
final class MemoryBounds {
    private final Verification of;

    MemoryBounds(Verification of) {
        this.of = of;
    }

    /**
     * Checks an access.
     *
     * @param size bytes that are accessed
     * @param available bytes that the memory has, unsigned
     */
    void check(int register, int off, int size, int available, boolean mayBeEmpty) {
        Scalar offset = of.reg(register).value();
        long least = offset.smin() + off;
        if (offset.smin() < 0 && (offset.smin() == Long.MIN_VALUE || least != (int) least || least < 0)) {
            throw of.forbid("R" + register
                    + " min value is negative, either use unsigned index or do a if (index >=0) check.");
        }
        if (!isInside((int) least, size, available, mayBeEmpty)) {
            throw outside(register, (int) least, size, available)
                    .and("R" + register + " min value is outside of the allowed memory range");
        }
        if (Long.compareUnsigned(offset.umax(), PointerArithmetic.MOST_OFFSET) >= 0) {
            throw of.forbid("R" + register + " unbounded memory access, make sure to bounds check any such access");
        }
        int most = (int) (offset.umax() + off);
        if (!isInside(most, size, available, mayBeEmpty)) {
            throw outside(register, most, size, available)
                    .and("R" + register + " max value is outside of the allowed memory range");
        }
    }

    static boolean isInside(int off, int size, int available, boolean mayBeEmpty) {
        boolean isSizeGood = size > 0 || size == 0 && mayBeEmpty;
        return off >= 0 && isSizeGood && (long) off + size <= Integer.toUnsignedLong(available);
    }

    Rejection outside(int register, int off, int size, int available) {
        Reg reg = of.reg(register);
        return of.forbid(switch (reg.type()) {
            case RegType.MAP_KEY ->
                "invalid access to map key, key_size=" + available + " off=" + off + " size=" + size;
            case RegType.MAP_VALUE ->
                "invalid access to map value, value_size=" + available + " off=" + off + " size=" + size;
            case RegType.PACKET, RegType.PACKET_META, RegType.PACKET_END -> "invalid access to packet, off=" + off
                    + " size=" + size + ", R" + register + "(id=" + reg.id() + ",off=" + off + ",r=" + available + ")";
            default -> "invalid access to memory, mem_size=" + Integer.toUnsignedString(available) + " off=" + off
                    + " size=" + size;
        });
    }
}
