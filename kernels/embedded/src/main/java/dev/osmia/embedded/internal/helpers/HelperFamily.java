package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.HelperFunction;

import java.util.Map;

/** Helpers that belong together. */
interface HelperFamily {

    /** What each helper does. */
    Map<Helper, HelperFunction> functions();

    /** Whether runs of programs of that type have what these helpers work on, such as a packet. */
    default boolean suits(ProgramType type) {
        return true;
    }
}
