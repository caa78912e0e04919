package dev.osmia.verifier.internal.types;

import dev.osmia.btf.Btf;

import java.util.Set;

/** What a load from the arguments of a function gives. */
public sealed interface ArgumentAccess
        permits ArgumentAccess.PlainNumber, ArgumentAccess.ObjectPointer, ArgumentAccess.BufferPointer, Refused {

    /** What Linux writes into its log about it, {@code ""} for nothing. */
    default String note() {
        return "";
    }

    /**
     * A number, or what is no more than one to a program.
     *
     * @param isResult whether it is what a hook of a security module has returned so far, and so in its range
     * @param note what Linux writes into its log about it, {@code ""} for nothing
     */
    record PlainNumber(boolean isResult, String note) implements ArgumentAccess {}

    /**
     * A pointer to an object.
     *
     * @param btf the table of its type
     * @param type id of its type
     * @param isReference whether the program has to give it back
     * @param note what Linux writes into its log about it, {@code ""} for nothing
     */
    record ObjectPointer(Btf btf, int type, Set<PointerFlag> flags, boolean isReference,
            String note) implements ArgumentAccess {
        /** Keeps a copy of the flags. */
        public ObjectPointer {
            flags = Set.copyOf(flags);
        }
    }

    /** A pointer to memory that is as large as the program's accesses make it. */
    record BufferPointer(Set<PointerFlag> flags) implements ArgumentAccess {
        /** Keeps a copy of the flags. */
        public BufferPointer {
            flags = Set.copyOf(flags);
        }
    }
}
