package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.HelperFunction;

import java.util.Map;

/** Kernel functions that belong together. */
interface KfuncFamily {

    /** What each function does, by its name. Of a number that is returned only the low 32 bits count. */
    Map<String, HelperFunction> functions();
}
