package dev.osmia.embedded.internal.helpers;

import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.RunState;

/** How deep a run is in sections of each sort. */
final class Sections implements RunState {
    private final int[] depths = new int[Section.values().length];

    int depth(Section section) {
        return depths[section.ordinal()];
    }

    long enter(Section section) {
        depths[section.ordinal()]++;
        return 0;
    }

    long leave(Section section) {
        if (depths[section.ordinal()] == 0) {
            throw new Fault(section.exit() + " without " + section.entry() + " before it");
        }
        depths[section.ordinal()]--;
        return 0;
    }

    /** Requires that what is restored was saved at this depth. */
    void require(Section section, long saved) {
        if (saved != depth(section)) {
            throw new Fault(section.exit() + " out of order: what was saved last is restored first");
        }
    }

    @Override
    public void check() {
        for (Section section : Section.values()) {
            if (depth(section) != 0) {
                throw new Fault(
                        "the program ends with " + section.entry() + " and no " + section.exit() + " behind it");
            }
        }
    }
}
