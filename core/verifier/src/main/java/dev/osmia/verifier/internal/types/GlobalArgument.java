package dev.osmia.verifier.internal.types;

import java.util.Set;

/**
 * What a function of a program takes, by its type alone ({@code struct bpf_subprog_arg_info}).
 *
 * @param flags of a pointer
 * @param size bytes of {@link Kind#MEMORY}, unsigned
 * @param type id of an {@link Kind#OBJECT}'s type, in the kernel's table
 */
public record GlobalArgument(Kind kind, Set<PointerFlag> flags, int size, int type) {

    /** Keeps a copy of the flags. */
    public GlobalArgument {
        flags = Set.copyOf(flags);
    }

    /** The sorts of arguments. */
    public enum Kind {
        /** Any number. */
        ANYTHING,
        /** The program's context. */
        CONTEXT,
        /** A dynptr that is not changed. */
        DYNPTR,
        /** Memory of a size; untrusted memory has none. */
        MEMORY,
        /** An object of the kernel. */
        OBJECT,
        /** An address in the program's arena. */
        ARENA
    }

    static GlobalArgument of(Kind kind) {
        return new GlobalArgument(kind, Set.of(), 0, 0);
    }
}
