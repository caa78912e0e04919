package dev.osmia.verifier.internal.types;

import java.util.Set;

/** What a load from an object of some type gives. */
public sealed interface TypeAccess
        permits TypeAccess.PlainNumber, TypeAccess.ObjectPointer, TypeAccess.MemoryPointer, Refused {

    /** A number of which nothing is known but its size. */
    record PlainNumber() implements TypeAccess {}

    /**
     * A pointer to a struct or union.
     *
     * @param type id in the table that was walked, without modifiers
     * @param flags of the pointer by itself: UNTRUSTED, USER, PERCPU and RCU are possible
     * @param field the name of the member that holds it
     */
    record ObjectPointer(int type, Set<PointerFlag> flags, String field) implements TypeAccess {
        /** Keeps a copy of the flags. */
        public ObjectPointer {
            flags = Set.copyOf(flags);
        }
    }

    /** A pointer to something that is no struct: read-only memory of no known size, untrusted. */
    record MemoryPointer() implements TypeAccess {}

    /** The only {@link PlainNumber} there is need of. */
    PlainNumber NUMBER = new PlainNumber();
    /** The only {@link MemoryPointer} there is need of. */
    MemoryPointer MEMORY = new MemoryPointer();
}
