package dev.osmia.embedded.internal.net;

import dev.osmia.embedded.internal.maps.EmbeddedMap;
import org.jspecify.annotations.Nullable;

/** Where a program has asked for its packet to go ({@code struct bpf_redirect_info}); of use if its verdict says so. */
public final class Redirect {
    private int target;
    private long flags;
    private boolean toPeer;
    private @Nullable EmbeddedMap map;

    /** Forgets the last wish. */
    public void clear() {
        target = 0;
        flags = 0;
        toPeer = false;
        map = null;
    }

    /** To an interface. */
    public void toInterface(int index, long flags) {
        clear();
        target = index;
        this.flags = flags;
    }

    /** To the other end of a pair of interfaces. */
    public void toPeerOf(int index) {
        toInterface(index, 0);
        toPeer = true;
    }

    /** To what a map holds at an index; to all that it holds if the flags say so. */
    public void toEntry(EmbeddedMap map, int index, long flags) {
        toInterface(index, flags);
        this.map = map;
    }

    /** The interface's or the map element's index. */
    public int target() {
        return target;
    }

    /** The flags, see {@link dev.osmia.abi.RedirectFlags}. */
    public long flags() {
        return flags;
    }

    /** Whether the interface's peer is meant. */
    public boolean isToPeer() {
        return toPeer;
    }

    /** The map, or null if {@link #target} is an interface. */
    public @Nullable EmbeddedMap map() {
        return map;
    }
}
