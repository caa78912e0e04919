package dev.osmia.object;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a map holds when it comes to life, as its object file initialises it. */
public sealed interface MapContents {

    /** Nothing: the kernel's zeros, or no elements. */
    MapContents NONE = new None();

    /** The map starts out as the kernel makes it. */
    record None() implements MapContents {}

    /** The single value of a global data section ({@code .data}, {@code .rodata}, …). The array is not copied. */
    record Bytes(byte[] value) implements MapContents {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes(var bytes) && Arrays.equals(value, bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + value.length + "]";
        }
    }

    /**
     * References by array index, for map-in-map and program arrays.
     *
     * @param names name of the map or program of the same object, by index
     */
    record Names(SortedMap<Integer, String> names) implements MapContents {
        /** Copies. */
        public Names(Map<Integer, String> names) {
            this(new TreeMap<>(names));
        }

        /** Copies, so that the record cannot change. */
        public Names {
            names = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(names));
        }
    }
}
