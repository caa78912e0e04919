package dev.osmia.embedded.internal.maps;

import java.util.concurrent.atomic.AtomicLong;

/** How many more elements fit into a map. */
interface Room {

    /** Takes a place for an element; false if there is none. */
    boolean enter();

    /** Gives a place back. */
    void leave();

    /** A number of places. */
    final class Counted implements Room {
        private final long places;
        private final AtomicLong taken = new AtomicLong();

        Counted(long places) {
            this.places = places;
        }

        @Override
        public boolean enter() {
            long before = taken.getAndUpdate(count -> count < places ? count + 1 : count);
            return before < places;
        }

        @Override
        public void leave() {
            taken.decrementAndGet();
        }
    }
}
