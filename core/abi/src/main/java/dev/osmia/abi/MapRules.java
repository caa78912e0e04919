package dev.osmia.abi;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * What Linux asks of a map of one type when it is created, and what such a map is.
 *
 * @param key which key sizes are allowed, in bytes
 * @param value which value sizes are allowed, in bytes
 * @param entries which {@code max_entries} are allowed
 * @param allowedFlags the flags that may be given
 * @param requiredFlags those of them that must be
 * @param traits what a map of the type is
 */
public record MapRules(SizeRule key, SizeRule value, EntriesRule entries, Set<MapFlag> allowedFlags,
        Set<MapFlag> requiredFlags, Set<MapTrait> traits) {
    /** Keeps copies of the sets. */
    public MapRules {
        allowedFlags = Set.copyOf(allowedFlags);
        requiredFlags = Set.copyOf(requiredFlags);
        traits = Set.copyOf(traits);
    }

    static MapRules of(SizeRule key, SizeRule value, EntriesRule entries, Set<MapFlag> allowedFlags) {
        return new MapRules(key, value, entries, allowedFlags, Set.of(), Set.of());
    }

    MapRules requiring(MapFlag flag) {
        return new MapRules(key, value, entries, allowedFlags, Set.of(flag), traits);
    }

    MapRules with(MapTrait... more) {
        var all = EnumSet.noneOf(MapTrait.class);
        all.addAll(traits);
        all.addAll(Arrays.asList(more));
        return new MapRules(key, value, entries, allowedFlags, requiredFlags, all);
    }
}
