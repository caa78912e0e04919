package dev.osmia.verifier.internal.state;

import org.jspecify.annotations.Nullable;

/**
 * Something that a path has and must give back ({@code struct bpf_reference_state}).
 *
 * @param kind of what sort
 * @param id its number
 * @param insn where it was got
 * @param owner of a lock: the map or the types that it is in
 */
public record Held(Kind kind, int id, int insn, @Nullable Object owner) {

    /** What can be held. */
    public enum Kind {
        POINTER, IRQ, LOCK, RES_LOCK, RES_LOCK_IRQ;

        public boolean isLock() {
            return compareTo(LOCK) >= 0;
        }
    }
}
