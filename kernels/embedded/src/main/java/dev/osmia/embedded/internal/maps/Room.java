package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.VirtualCpu;

import java.util.concurrent.atomic.AtomicLong;

/** How many elements a hashed map has room for, and what it does when there is none. */
interface Room {

    /** Takes a place for an element to come; false if all are taken. The chain that it will be in may be locked. */
    boolean enter(VirtualCpu cpu);

    /** Takes a place by removing another element; false if the map does not do that. No chain is locked. */
    boolean makeWay(VirtualCpu cpu);

    /** Gives a place back that no element has come to. */
    void abandon(VirtualCpu cpu);

    /** An element has come to the place that was taken for it. */
    default void entered(VirtualCpu cpu, long element) {
    }

    /** An element has come to the place of another one. */
    default void replaced(VirtualCpu cpu, long old, long element) {
    }

    /** An element is gone from the map. */
    void left(VirtualCpu cpu, long element);

    /** An element was looked up or updated by a program. */
    default void touched(long element) {
    }

    /** A number of places. */
    final class Counted implements Room {
        private final long places;
        private final AtomicLong taken = new AtomicLong();

        Counted(long places) {
            this.places = places;
        }

        @Override
        public boolean enter(VirtualCpu cpu) {
            long before = taken.getAndUpdate(count -> count < places ? count + 1 : count);
            return before < places;
        }

        @Override
        public boolean makeWay(VirtualCpu cpu) {
            return false;
        }

        @Override
        public void abandon(VirtualCpu cpu) {
            taken.decrementAndGet();
        }

        @Override
        public void left(VirtualCpu cpu, long element) {
            taken.decrementAndGet();
        }
    }
}
