package dev.osmia.verifier;

import dev.osmia.verifier.internal.explain.ExplanationText;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Why a program is not accepted, for people. Only what is known is said: a program without line information has
 * instructions in place of source lines, and a rejection before any path was followed has no path.
 *
 * @param program the program's name
 * @param headline what is wrong, in one sentence without a full stop
 * @param place where, null if it is about the program as a whole
 * @param linux Linux's own words, the reason first; empty where Linux says nothing
 * @param cause what led to it, as far as it can be told; empty if nothing can
 * @param rule which rule is broken
 * @param knowledge what was known there of the registers and stack slots that it is about
 * @param path the decisions that lead there, the first one first; only the last ones of a long path
 * @param needed what would have to be proven
 * @param advice the usual way to prove it
 */
public record Explanation(String program, String headline, @Nullable Place place, List<String> linux, String cause,
        String rule, List<Knowledge> knowledge, List<Decision> path, String needed, String advice) {

    /** Keeps copies of the lists. */
    public Explanation {
        linux = List.copyOf(linux);
        knowledge = List.copyOf(knowledge);
        path = List.copyOf(path);
    }

    /**
     * A place in a program.
     *
     * @param slot the instruction, as it counts slots of eight bytes
     * @param instruction the instruction as text
     * @param source the line of the source that it comes from, null if it is not known
     */
    public record Place(int slot, String instruction, @Nullable Source source) {}

    /**
     * A line of source.
     *
     * @param file its name as the compiler was told it
     * @param line its number, from 1
     * @param column from 1; 0 if it is not known
     * @param text the line itself, with the blanks at its start
     */
    public record Source(String file, int line, int column, String text) {}

    /**
     * What was known of a register or a stack slot.
     *
     * @param name the register ({@code r1}) or the slot ({@code fp-8})
     * @param known what was known, in words
     * @param history where that comes from, the oldest first
     */
    public record Knowledge(String name, String known, List<Fact> history) {
        /** Keeps a copy of the list. */
        public Knowledge {
            history = List.copyOf(history);
        }
    }

    /**
     * Something that happened to a value on the way.
     *
     * @param what in words
     * @param place where
     */
    public record Fact(String what, Place place) {}

    /**
     * A place where the path could have gone another way, or where it enters or leaves a function.
     *
     * @param place the jump or the call
     * @param taken whether the path goes where the instruction jumps to
     * @param next where the path goes on, null if it ends there
     * @param times how often the path decides so, for loops
     */
    public record Decision(Place place, boolean taken, @Nullable Place next, int times) {}

    /** All of it as plain text in lines of at most 100 characters where words allow it, each ended with {@code \n}. */
    public String text() {
        return ExplanationText.of(this);
    }
}
