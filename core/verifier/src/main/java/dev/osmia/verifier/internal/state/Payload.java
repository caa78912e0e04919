package dev.osmia.verifier.internal.state;

import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.program.MapInfo;

/** What a pointer, or an object on the stack, carries beside its offset: the union in {@code struct bpf_reg_state}. */
public sealed interface Payload {

    /**
     * A map, or something in it.
     *
     * @param uid tells apart the inner maps of two look-ups; 0 if there is nothing to tell apart
     */
    record OfMap(MapInfo map, int uid) implements Payload {}

    /** Bytes behind a packet pointer's fixed offset that are known to be in the packet; negative at or past its end. */
    record Range(int bytes) implements Payload {
        /** At the packet's end, or behind it. */
        public static final int AT_END = -1;
        /** At least a byte behind the packet's end. */
        public static final int BEYOND_END = -2;
    }

    /**
     * Memory.
     *
     * @param size bytes, unsigned
     * @param dynptr the id of the dynptr that it was got through, 0 if of none
     */
    record Memory(int size, int dynptr) implements Payload {}

    /**
     * The context of a hook outside of Linux, which is memory.
     *
     * @param size bytes
     */
    record Context(int size) implements Payload {}

    /** An object of a type. */
    record OfType(Btf btf, int type) implements Payload {}

    /** A function of the program. */
    record Function(int subprogram) implements Payload {}

    /** One of the two slots of a dynptr. */
    record OfDynptr(DynptrType type, boolean isFirst) implements Payload {}

    /** A slot of an open-coded iterator. */
    record OfIterator(Btf btf, int type, boolean isDrained, int depth) implements Payload {}

    /** The saved state of interrupts, and whether a lock saved it. */
    record OfInterrupts(boolean byLock) implements Payload {}

    /** What a dynptr leads to. */
    enum DynptrType {
        LOCAL, RINGBUF, SKB, XDP, SKB_META;

        /** As messages name it. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
