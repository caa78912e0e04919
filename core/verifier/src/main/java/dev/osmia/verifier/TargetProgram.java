package dev.osmia.verifier;

import dev.osmia.object.ObjectSpec;

/**
 * A program that others may be attached to. What its object asks of the kernel's configuration must be filled in.
 *
 * @param object what it is a program of
 * @param name its name there
 */
public record TargetProgram(ObjectSpec object, String name) {
    /** Requires that the object has the program. */
    public TargetProgram {
        object.program(name);
    }

    /** What messages call it. */
    @Override
    public String toString() {
        return name + " of " + object.name();
    }

    /** Whether a function of that name is a part of it. */
    public boolean has(String function) {
        return object.program(name).subprograms().stream().anyMatch(part -> part.name().equals(function));
    }
}
