package dev.osmia.abi;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    /** Flags of which a map has at most one. */
    private static final List<Set<MapFlag>> EXCLUSIVE = List.of(Set.of(MapFlag.RDONLY, MapFlag.WRONLY),
            Set.of(MapFlag.RDONLY_PROG, MapFlag.WRONLY_PROG), Set.of(MapFlag.NO_COMMON_LRU, MapFlag.NUMA_NODE));

    /** Keeps copies of the sets. */
    public MapRules {
        allowedFlags = Set.copyOf(allowedFlags);
        requiredFlags = Set.copyOf(requiredFlags);
        traits = Set.copyOf(traits);
    }

    /**
     * Empty when a map may be created so, else the error of {@code BPF_MAP_CREATE}. What depends on more than these
     * numbers (an inner map, BTF, {@code map_extra}, memory) is not looked at.
     *
     * @param keySize {@code key_size}, in bytes
     * @param valueSize {@code value_size}, in bytes
     * @param maxEntries {@code max_entries}
     * @param flags {@code map_flags}
     * @param pageSize bytes in a page, a power of two
     * @param cpus how many CPUs the kernel can have
     */
    public Optional<Errno> refusal(long keySize, long valueSize, long maxEntries, int flags, int pageSize, int cpus) {
        boolean isPairTooBig = traits.contains(MapTrait.HASHED) && keySize + valueSize > MapFamilies.HASH_PAIR_MAXIMUM;
        var refusals = Stream.of(flagsRefusal(flags), key.refusal(keySize), value.refusal(valueSize),
                entries.refusal(maxEntries, pageSize, cpus),
                isPairTooBig ? Optional.of(Errno.E2BIG) : Optional.<Errno>empty())
                .flatMap(Optional::stream)
                .toList();
        return refusals.stream()
                .filter(error -> error != Errno.E2BIG)
                .findFirst()
                .or(() -> refusals.stream().findFirst());
    }

    /**
     * Empty when the flags will do, else the error of {@code BPF_MAP_CREATE}.
     *
     * @param flags {@code map_flags}
     */
    public Optional<Errno> flagsRefusal(int flags) {
        var given = MapFlag.setOf(flags);
        if (traits.contains(MapTrait.LRU) && given.contains(MapFlag.NO_PREALLOC)) {
            return Optional.of(Errno.ENOTSUPP);
        }
        boolean isAllowed = MapFlag.unknown(flags) == 0 && allowedFlags.containsAll(given)
                && given.containsAll(requiredFlags) && EXCLUSIVE.stream().noneMatch(given::containsAll);
        return isAllowed ? Optional.empty() : Optional.of(Errno.EINVAL);
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
