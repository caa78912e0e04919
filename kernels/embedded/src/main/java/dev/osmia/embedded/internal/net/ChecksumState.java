package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.memory.Box;

/** What is known about the checksums of a packet ({@code ip_summed}, {@code csum}, {@code csum_level}). */
public final class ChecksumState {
    /** {@code SKB_MAX_CSUM_LEVEL}. */
    private static final int MAX_LEVEL = 3;

    private enum Known {
        /** Nothing. */
        NONE,
        /** So many checksums, one inside the other, have been found good. */
        UNNECESSARY,
        /** The sum over the whole packet from its network header on. */
        COMPLETE
    }

    private final Box box;
    private Known known = Known.NONE;
    private int level;
    private int sum;

    ChecksumState(Box box) {
        this.box = box;
    }

    /** Nothing is known. */
    void forget() {
        known = Known.NONE;
        level = 0;
        sum = 0;
    }

    /** Learns the sum over the packet from its network header on. */
    public void complete(int sum) {
        known = Known.COMPLETE;
        this.sum = sum;
    }

    /** The sum over the packet is not valid any more. */
    public void abandonSum() {
        if (isComplete()) {
            known = Known.NONE;
        }
    }

    /** Whether the sum over the packet is known. */
    public boolean isComplete() {
        return known == Known.COMPLETE;
    }

    /** The sum over the packet, or what it was when it was last valid. */
    public int sum() {
        return sum;
    }

    /** Sets the sum if one is kept. */
    public void update(int sum) {
        if (isComplete()) {
            this.sum = sum;
        }
    }

    /** Bytes at an offset leave the packet, or are about to change ({@code __skb_postpull_rcsum}). */
    public void leave(long address, int size, int offset) {
        if (isComplete()) {
            sum = InternetChecksum.addBlock(sum, ~InternetChecksum.over(box, address, size, 0), offset);
        }
    }

    /** Bytes at an offset have come to the packet, or have changed ({@code __skb_postpush_rcsum}). */
    public void enter(long address, int size, int offset) {
        if (isComplete()) {
            sum = InternetChecksum.addBlock(sum, InternetChecksum.over(box, address, size, 0), offset);
        }
    }

    /** Whether checksums have been found good. */
    public boolean isVerified() {
        return known == Known.UNNECESSARY;
    }

    /** How many checksums beyond the first have been found good. */
    public int level() {
        return level;
    }

    /** One more has been found good. */
    public void raise() {
        if (isVerified()) {
            level = Math.min(level + 1, MAX_LEVEL);
        } else if (known == Known.NONE) {
            known = Known.UNNECESSARY;
            level = 0;
        }
    }

    /** One fewer is known to be good. */
    public void lower() {
        if (isVerified()) {
            if (level == 0) {
                known = Known.NONE;
            } else {
                level--;
            }
        }
    }

    /** None is known to be good. */
    public void reset() {
        if (isVerified()) {
            known = Known.NONE;
            level = 0;
        }
    }
}
