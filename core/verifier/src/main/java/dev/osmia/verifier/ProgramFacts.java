package dev.osmia.verifier;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What holds at each instruction of an accepted program in every run, for those who compile it. Numbers in registers are not
 * among it: the verifier stops looking at them where they do not matter for safety.
 */
public final class ProgramFacts {
    private final BitSet reached;
    private final List<@Nullable Access> accesses;
    private final List<@Nullable String> maps;

    /**
     * The facts of a program.
     *
     * @param reached the slots of instructions that a run can come to
     * @param accesses by slot, null where no memory is accessed
     * @param maps by slot the map that a call is always given, null if there is no such
     */
    public ProgramFacts(BitSet reached, List<@Nullable Access> accesses, List<@Nullable String> maps) {
        this.reached = (BitSet) reached.clone();
        this.accesses = accesses;
        this.maps = maps;
    }

    /**
     * Where a load, a store or an atomic operation goes.
     *
     * @param kind what the pointer points at
     * @param map the name of the map whose value it is, null if it is none, or not always the same
     * @param constantOffset bytes from the start of what it points at (of the stack from its end, so that it is negative;
     *     only in the function's own), if it is always the same
     */
    public record Access(PointerKind kind, @Nullable String map, OptionalInt constantOffset) {
        /** What holds for either of two. */
        public Access or(Access other) {
            return new Access(kind == other.kind ? kind : PointerKind.MIXED,
                    Objects.equals(map, other.map) ? map : null,
                    kind == other.kind && constantOffset.equals(other.constantOffset)
                            ? constantOffset
                            : OptionalInt.empty());
        }
    }

    /** Whether a run can come to an instruction. */
    public boolean isReached(int slot) {
        return reached.get(slot);
    }

    /** Where an instruction accesses memory, empty if it does not or is never reached. */
    public Optional<Access> access(int slot) {
        return Optional.ofNullable(accesses.get(slot));
    }

    /** The name of the map that a call of a helper is always given as its first argument. */
    public Optional<String> map(int slot) {
        return Optional.ofNullable(maps.get(slot));
    }
}
