package dev.osmia.embedded.internal.maps;

import org.jspecify.annotations.Nullable;

/**
 * What user space has of a map beside its handle: a reader or a writer, one at a time. It keeps the map until it is closed.
 */
final class UserEnd {
    private final EmbeddedMap map;
    private final String what;
    private @Nullable Runnable close;

    /**
     * Nothing yet.
     *
     * @param what "reader" or "writer", for messages
     */
    UserEnd(EmbeddedMap map, String what) {
        this.map = map;
        this.what = what;
    }

    /** Makes the only place taken, and the map stay. */
    synchronized void enter() {
        if (map.isClosed()) {
            throw new IllegalStateException(map + " is closed");
        }
        if (close != null) {
            throw new IllegalStateException(map + " has a " + what + "; close that before opening another one");
        }
        if (!map.retain()) {
            throw new IllegalStateException(map + " is closed");
        }
        close = () -> {};
    }

    /** Says how the end is closed by the kernel, which happens if its user does not do so in time. */
    synchronized void closedBy(Runnable closing) {
        close = closing;
    }

    /** Ends what {@link #enter} began; to be called once. */
    void leave() {
        synchronized (this) {
            close = null;
        }
        map.release();
    }

    /** Closes the end if there is one. */
    void shutDown() {
        Runnable closing;
        synchronized (this) {
            closing = close;
        }
        if (closing != null) {
            closing.run();
        }
    }
}
