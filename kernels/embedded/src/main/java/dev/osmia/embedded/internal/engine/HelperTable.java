package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.ArgumentType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What programs of one type may call here: helpers by id, and kernel functions by the index that loading gave them.
 */
public final class HelperTable {

    /**
     * A function and what its argument registers must hold.
     *
     * @param name its name, for messages
     */
    public record Entry(String name, HelperFunction function, List<ArgumentType> arguments) {}

    private final @Nullable Entry[] helpers;
    private final List<Entry> kfuncs;

    /** A table; null where there is no helper. The array is not copied. */
    public HelperTable(@Nullable Entry[] helpers, List<Entry> kfuncs) {
        this.helpers = helpers;
        this.kfuncs = List.copyOf(kfuncs);
    }

    /** The same with further helpers, or with others in place of those with the same id. */
    public HelperTable with(Map<Integer, Entry> more) {
        int size = Math.max(helpers.length, more.keySet().stream().mapToInt(id -> id + 1).max().orElse(0));
        @Nullable
        Entry[] all = Arrays.copyOf(helpers, size);
        more.forEach((id, entry) -> all[id] = entry);
        return new HelperTable(all, kfuncs);
    }

    /** The same with a kernel function more, which no program may reach. */
    public HelperTable withTrap(String reason) {
        List<Entry> all = new ArrayList<>(kfuncs);
        all.add(new Entry("", (run, a1, a2, a3, a4, a5) -> {
            throw new Fault(reason);
        }, List.of()));
        return new HelperTable(helpers, all);
    }

    /** The index of the kernel function that was added last. */
    public int lastKfunc() {
        return kfuncs.size() - 1;
    }

    /** Whether a helper is there. */
    public boolean has(int id) {
        return id >= 0 && id < helpers.length && helpers[id] != null;
    }

    /** The index of a kernel function, or -1. */
    public int kfuncIndex(String name) {
        for (int index = 0; index < kfuncs.size(); index++) {
            if (kfuncs.get(index).name().equals(name)) {
                return index;
            }
        }
        return -1;
    }

    /**
     * A helper.
     *
     * @throws Fault if there is no such helper
     */
    public Entry helper(int id) {
        Entry entry = id >= 0 && id < helpers.length ? helpers[id] : null;
        if (entry == null) {
            throw new Fault("there is no helper " + id + " for programs of this type");
        }
        return entry;
    }

    /** What a helper does. */
    public HelperFunction function(int id) {
        return helper(id).function();
    }

    /**
     * A kernel function.
     *
     * @throws Fault if there is no such function
     */
    public Entry kfuncEntry(int index) {
        if (index < 0 || index >= kfuncs.size()) {
            throw new Fault("there is no kernel function " + index);
        }
        return kfuncs.get(index);
    }

    /** What a kernel function does. */
    HelperFunction kfunc(int index) {
        return kfuncEntry(index).function();
    }
}
