package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What an instruction has to hold.
 *
 * @param before what it holds now
 * @param after what it has to hold, or null if the target has no answer and nothing may reach the instruction
 * @param resizable whether a load or store that changes its size with the field still means the same
 */
record Answer(Value before, @Nullable Value after, boolean resizable) {

    /** An answer, and the candidates that it comes from; none if no candidate has what was asked for. */
    record Found(Answer answer, List<TypeRef> candidates) {}

    /**
     * Asks all candidates.
     *
     * @throws RelocationFault if they do not agree, or the question has no answer by its nature
     */
    static Found of(Question question, List<TypeRef> candidates) {
        Value before = Value.at(question.local(), question);
        if (before == null) {
            throw new AssertionError(question);
        }
        Path place = null;
        Answer answer = null;
        List<TypeRef> matching = new ArrayList<>();
        for (TypeRef candidate : candidates) {
            try {
                Path found = Matcher.match(question, candidate);
                if (found == null) {
                    continue;
                }
                Answer next = new Answer(before, question, found);
                if (place != null && answer != null) {
                    requireAgreement(place, answer, found, next);
                } else {
                    place = found;
                    answer = next;
                }
            } catch (RelocationFault fault) {
                throw RelocationFault.target(fault.problem());
            }
            matching.add(candidate);
        }
        return new Found(answer == null ? new Answer(before, question, null) : answer, List.copyOf(matching));
    }

    private Answer(Value before, Question question, @Nullable Path place) {
        this(before, question, place, Value.at(place, question));
    }

    private Answer(Value before, Question question, @Nullable Path place, @Nullable Value after) {
        this(before, after, place == null || after == null || before.size() == after.size()
                || keepsMeaning(question.local().btf(), before.type(), place.btf(), after.type()));
    }

    private static void requireAgreement(Path place, Answer answer, Path otherPlace, Answer other) {
        if (place.bitOffset() != otherPlace.bitOffset()) {
            throw RelocationFault.target("the types that could be meant have it at different places, bit "
                    + place.bitOffset() + " in type " + place.root() + " and bit " + otherPlace.bitOffset()
                    + " in type " + otherPlace.root());
        }
        Value one = answer.after();
        Value two = other.after();
        if (one != null && two != null && one.number() != two.number()) {
            throw RelocationFault.target("the types that could be meant answer differently, " + one.number()
                    + " by type " + place.root() + " and " + two.number() + " by type " + otherPlace.root());
        }
    }

    /** Pointers and unsigned integers are the same number when they are read from fewer or more bytes. */
    private static boolean keepsMeaning(Btf local, int localType, Btf target, int targetType) {
        BtfType one = local.type(localType);
        BtfType other = target.type(targetType);
        return one instanceof BtfType.Ptr && other instanceof BtfType.Ptr
                || one instanceof BtfType.Int(_, _, _, _, var encoding)
                        && other instanceof BtfType.Int(_, _, _, _, var otherEncoding)
                        && encoding != BtfType.IntEncoding.SIGNED && otherEncoding != BtfType.IntEncoding.SIGNED;
    }
}
