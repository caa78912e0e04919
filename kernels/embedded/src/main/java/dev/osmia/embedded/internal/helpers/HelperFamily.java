package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.embedded.internal.engine.HelperFunction;

import java.util.Map;

/** Helpers that belong together. */
interface HelperFamily {

    /** What each helper does. */
    Map<Helper, HelperFunction> functions();
}
