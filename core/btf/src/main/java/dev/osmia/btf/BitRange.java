package dev.osmia.btf;

import dev.osmia.btf.BtfType.Member;

/**
 * A member's place within its struct, whether its table says it as of Linux 5.0 ({@code kind_flag}) or before.
 *
 * @param offset bits from the start of the struct, from the least significant bit of each byte on little-endian targets and
 *        from the most significant one on big-endian targets
 * @param bits how many; at most {@link Integer#MAX_VALUE}
 * @param bitfield whether it is to be read bit by bit
 */
record BitRange(int offset, int bits, boolean bitfield) {

    static BitRange of(Btf btf, Member member) {
        if (member.bitfieldSize() > 0) {
            return new BitRange(member.bitOffset(), member.bitfieldSize(), true);
        }
        if (btf.type(btf.resolve(member.type())) instanceof BtfType.Int type
                && (type.bits() < Byte.SIZE * type.size() || member.bitOffset() % Byte.SIZE != 0)) {
            return new BitRange(member.bitOffset() + type.offset(), type.bits(), true);
        }
        long bits = Byte.SIZE * btf.byteSizeOf(member.type());
        return new BitRange(member.bitOffset(), (int) Math.min(bits, Integer.MAX_VALUE), false);
    }

    long end() {
        return (long) offset + bits;
    }
}
