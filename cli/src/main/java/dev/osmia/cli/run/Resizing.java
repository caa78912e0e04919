package dev.osmia.cli.run;

import dev.osmia.abi.EntriesRule;
import dev.osmia.cli.Failure;
import dev.osmia.cli.Osmia;
import dev.osmia.cli.Spelling;
import dev.osmia.kernel.MapSizes;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;

/** Maps with another capacity than their object says. */
final class Resizing {
    private static final int PAGE_SIZE = 4096;
    /** As many as a kernel can have: how many this one has is left to it. */
    private static final int MOST_CPUS = 4096;

    private Resizing() {
    }

    /** The object with another capacity of one map, which has to keep the rule of the map's type. */
    static ObjectSpec of(ObjectSpec object, String name, int entries) {
        String option = "--map-size " + name + "=" + Integer.toUnsignedString(entries) + ": ";
        MapSpec map = object.maps().get(name);
        if (map == null) {
            throw new Failure(object.name() + " has no map " + name
                    + Spelling.hint(name, object.maps().keySet()), Osmia.USAGE);
        }
        EntriesRule rule = map.type().rules().entries();
        MapSpec resized = MapSizes.completed(map.withMaxEntries(entries), MOST_CPUS, PAGE_SIZE);
        if (rule.refusal(Integer.toUnsignedLong(resized.maxEntries()), PAGE_SIZE, MOST_CPUS).isPresent()) {
            throw new Failure(option + "expected " + range(rule) + " for a map of type " + map.type().shortName(),
                    Osmia.USAGE);
        }
        return object.withMap(name, each -> each.withMaxEntries(entries));
    }

    private static String range(EntriesRule rule) {
        return rule == EntriesRule.POSITIVE ? "1 to " + Integer.toUnsignedString(-1) : rule.toString();
    }
}
