package dev.osmia.verifier.internal.types;

import java.util.List;

/** What becomes of the question what a function of a program takes. */
public sealed interface GlobalSignature permits GlobalSignature.Takes, Refused {

    /** The arguments. */
    record Takes(List<GlobalArgument> arguments) implements GlobalSignature {
        /** Keeps a copy. */
        public Takes {
            arguments = List.copyOf(arguments);
        }
    }
}
