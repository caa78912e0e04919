package dev.osmia.verifier.internal.path;

import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.state.State;

import java.util.List;

/**
 * What happens in a verification, in order, for those who tell people about it. States are those that the verifier works
 * on: to be read during the call, and copied if they are needed later.
 *
 * <p>A path's instruction is {@link State#insn}, the one before it {@link State#lastInsn}.
 */
public interface Events {
    /** For a verification that nobody watches. */
    Events NONE = new Events() {
    };

    /**
     * Whether paths are to be followed to their ends even where all is known to be safe from a state like theirs. What
     * happens then holds what every run can come to; with pruning, numbers that do not matter stay unchecked.
     */
    default boolean wantsAllPaths() {
        return false;
    }

    /** Which functions the program has. */
    default void functions(Subprograms functions) {
    }

    /** What is known of each instruction before a path is followed: registers that will be read, loops. */
    default void flow(InsnFacts facts) {
    }

    /** The paths of a function are to be followed: of the program itself (0), or of one that is checked by itself. */
    default void begin(int function) {
    }

    /** All paths of a function that is checked by itself have come to their end. */
    default void validated(int function) {
    }

    /** All paths from where {@link #begin} said have come to their end. */
    default void explored() {
    }

    /**
     * An instruction is about to be followed.
     *
     * @param touched what was touched since the last such event, or {@link #branch}
     */
    default void instruction(State state, Touched touched) {
    }

    /** It is known which ways a conditional jump goes; the state is that of the way that is followed first. */
    default void branch(State state, Touched touched) {
    }

    /**
     * A path is put off.
     *
     * @param later what is known there so far; it may learn more until the next instruction
     */
    default void putOff(State later, int insn, int from) {
    }

    /** The path that was put off last is taken up, at {@code insn}. */
    default void resumed(State state, int insn, int from) {
    }

    /** The path need not be followed any further: all is known to be safe from a state like this one. */
    default void pruned(State state) {
    }

    /** The path has come to its end, safely. */
    default void ended(State state) {
    }

    /** The state is remembered, for other paths to be compared with. */
    default void remembered(State kept) {
    }

    /** The path goes round in a circle: the same state again. The rejection follows. */
    default void circle(State before, State now) {
    }

    /** A function was entered, which is now the innermost frame. */
    default void entered(State state) {
    }

    /** The innermost function is about to be left, to go on at {@code next}. */
    default void leaving(State state, int next) {
    }

    /** {@code bpf_loop} has made all the rounds that it can make. */
    default void loopLimit(State state) {
    }

    /** A remark in Linux's words that is no reason for a rejection. */
    default void note(String line) {
    }

    /**
     * Numbers that mattered are searched for backwards, in the instructions since a remembered state.
     *
     * @param frame the frame that the search is in
     * @param last where the search goes on
     * @param first the first instruction since that state
     * @param later the instruction before which the search is, -1 if there was none yet
     */
    default void searchBack(int frame, int last, int first, int later) {
    }

    /**
     * The search goes back over an instruction.
     *
     * @param registers which registers mattered after it, by bits
     * @param slots which stack slots did
     */
    default void stepBack(int frame, int registers, long slots, int insn) {
    }

    /** The search has come to a remembered state, in which these registers and slots were not known to matter before. */
    default void marked(State state, int frame, int registers, long slots) {
    }

    /** The search from a state gives up: every number before it is taken to matter. */
    default void searchFailed(State from) {
    }

    /** Every number of a state is about to be marked as one that matters. */
    default void marksAll(State state) {
    }

    /** What matters from a remembered state on matters for one that is like it. */
    default void inherits(State from) {
    }

    /**
     * The path is in a loop from here on, with the state that was remembered last.
     *
     * @param calls the calls that lead to the function with the loop
     * @param component the loop's number in {@link InsnFacts#component}
     */
    default void loopEntered(List<Integer> calls, int component) {
    }

    /** The path has come round the loop to a state like one that was remembered there. */
    default void loopClosed(List<Integer> calls, int component) {
    }

    /** All paths through the loop have come to their end. */
    default void loopLeft(List<Integer> calls, int component) {
    }

    /** Marks go round a loop without an end. */
    default void tooManyRounds() {
    }

    /**
     * What is known of stack slots at an instruction has changed.
     *
     * @param chain the calls that lead to the function, and where it starts
     * @param isLive whether it is about slots that may be read, not about those that are surely written
     * @param frame whose slots
     */
    default void stackChanged(int[] chain, boolean isLive, int frame, int insn, long before, long now) {
    }

    /** Nothing more follows of what is known of stack slots. */
    default void stackSettled(int[] chain, int rounds) {
    }
}
