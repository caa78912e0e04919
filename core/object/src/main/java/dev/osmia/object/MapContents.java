package dev.osmia.object;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
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
            names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
        }
    }

    /**
     * The single value of a {@code STRUCT_OPS} map: a table of functions for the kernel to call. Programs are named by
     * member because a kernel's struct of that name may have other members, in other places. The array is not copied.
     *
     * @param value the struct as the object lays it out, zeros where programs stand
     * @param programs name of the program of the same object, by the name of the member that points to it
     */
    record StructOps(byte[] value, SortedMap<String, String> programs) implements MapContents {
        /** Copies the names, so that they cannot change. */
        public StructOps {
            programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof StructOps(var bytes, var names) && Arrays.equals(value, bytes)
                    && programs.equals(names);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(value) + programs.hashCode();
        }

        @Override
        public String toString() {
            return "StructOps[" + value.length + ", " + programs + "]";
        }
    }
}
