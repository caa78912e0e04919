package dev.osmia.verifier.internal.path;

import dev.osmia.verifier.internal.state.Reg;

import java.util.Arrays;

/** Which ids of a remembered state stand for which of the current one ({@code check_ids}): one for one. */
final class IdMap {
    private int[] old = new int[16];
    private int[] current = new int[16];
    private int size;
    private int lastTemporary;

    /** Forgets all pairs; ids above {@code lastId} are free for what has none. */
    void reset(int lastId) {
        size = 0;
        lastTemporary = lastId;
    }

    /** Whether two ids can stand for each other, as from now on they do. */
    boolean agree(int ofOld, int ofCurrent) {
        if ((ofOld != 0) != (ofCurrent != 0)) {
            return false;
        }
        if (ofOld == 0) {
            return true;
        }
        for (int index = 0; index < size; index++) {
            if (old[index] == ofOld) {
                return current[index] == ofCurrent;
            }
            if (current[index] == ofCurrent) {
                return false;
            }
        }
        if (size == old.length) {
            old = Arrays.copyOf(old, size * 2);
            current = Arrays.copyOf(current, size * 2);
        }
        old[size] = ofOld;
        current[size++] = ofCurrent;
        return true;
    }

    /**
     * As {@link #agree}, of numbers: one that was not related to others may be by now, and one without an id is as one whose
     * id nobody shares.
     */
    boolean agreeOnNumbers(int ofOld, int ofCurrent) {
        if (ofOld == 0) {
            return true;
        }
        int now = ofCurrent != 0 ? ofCurrent : ++lastTemporary;
        return agree(ofOld, now)
                && ((ofOld & Reg.ADDED) == 0 || agree(ofOld & ~Reg.ADDED, now & ~Reg.ADDED));
    }
}
