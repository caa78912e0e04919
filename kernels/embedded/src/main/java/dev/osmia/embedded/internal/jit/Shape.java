package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.jit.MemoryCode.Sharing;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.isa.Size;
import dev.osmia.verifier.ProgramFacts;

import java.util.Map;

/** What code is made of a program. */
public sealed interface Shape {

    /** Whether a run can come to the instruction at a slot. */
    boolean isReached(int slot);

    /** Who else may be where the instruction at a slot loads or stores. */
    Sharing sharing(int slot, Size size);

    /**
     * Of a program that the verifier has accepted.
     *
     * @param facts what it has proven
     * @param maps those that the facts name
     */
    record Proven(ProgramFacts facts, Map<String, EmbeddedMap> maps) implements Shape {
        @Override
        public boolean isReached(int slot) {
            return facts.isReached(slot);
        }

        /** Values of maps begin at multiples of 8. */
        @Override
        public Sharing sharing(int slot, Size size) {
            return facts.access(slot).map(access -> switch (access.kind()) {
                case CONTEXT, STACK, PACKET, PACKET_META -> Sharing.PRIVATE;
                case MAP_VALUE -> access.map() != null && access.constantOffset().isPresent()
                        && access.constantOffset().getAsInt() % size.bytes() == 0 ? Sharing.ALIGNED : Sharing.ANYWHERE;
                default -> Sharing.ANYWHERE;
            }).orElse(Sharing.PRIVATE);
        }
    }

    /**
     * Of one that nobody has verified: each access is looked up and the steps are counted.
     *
     * @param limit of the jumps backwards and calls of a run
     */
    record Guarded(long limit) implements Shape {
        @Override
        public boolean isReached(int slot) {
            return true;
        }

        @Override
        public Sharing sharing(int slot, Size size) {
            return Sharing.ANYWHERE;
        }
    }
}
