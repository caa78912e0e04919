package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperSets;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.HelperTable;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What each program type may call: what Linux allows it, as far as this kernel has it. */
public final class HelperTables {
    private static final List<HelperFamily> FAMILIES = List.of(
            new MapHelpers(),
            new LoopHelpers(),
            new DynptrHelpers(),
            new RingDynptrHelpers(),
            new TailCallHelper(),
            new PrintHelpers(),
            new ClockHelpers(),
            new IdentityHelpers(),
            new TextHelpers(),
            new ProbeHelpers(),
            new SpinLockHelpers(),
            new TimerHelpers(),
            new ChecksumDifference(),
            new XdpHelpers(),
            new SkbDataHelpers(),
            new SkbSizeHelpers(),
            new SkbFieldHelpers(),
            new ChecksumHelpers(),
            new RedirectHelpers(),
            new RingBufferHelpers(),
            new PerfEventHelpers(),
            new RouteHelpers());

    private static final Map<ProgramType, HelperTable> TABLES = new ConcurrentHashMap<>();

    private HelperTables() {
    }

    /** Every helper that this kernel has. */
    public static Set<Helper> available() {
        Set<Helper> all = EnumSet.noneOf(Helper.class);
        FAMILIES.forEach(family -> all.addAll(family.functions().keySet()));
        return all;
    }

    /** The table for a program type. */
    public static HelperTable of(ProgramType type) {
        return TABLES.computeIfAbsent(type, made -> of(made, HelperSets.of(made)));
    }

    /** A table of chosen helpers, with the prototypes that a program type has for them. */
    public static HelperTable of(ProgramType type, Set<Helper> allowed) {
        HelperTable.@Nullable Entry[] entries = new HelperTable.Entry[Helper.values().length + 1];
        FAMILIES.stream()
                .filter(family -> family.suits(type))
                .forEach(family -> family.functions()
                        .forEach((helper, function) -> {
                            if (allowed.contains(helper)) {
                                List<ArgumentType> arguments = helper.prototype(type).arguments();
                                entries[helper.id()] = new HelperTable.Entry(helper.functionName(), function,
                                        arguments);
                            }
                        }));
        return new HelperTable(entries, KfuncTables.of(type));
    }
}
