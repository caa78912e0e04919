package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Composite;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.BtfType.Enumerator;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.CoreKind;
import dev.osmia.btf.Flavour;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Looks in one candidate of the target for what a question is about ({@code bpf_core_spec_match}). */
final class Matcher {
    private final Question question;
    private final Path local;
    private final Btf target;
    private final int root;
    private final Compatibility compatibility;

    private Matcher(Question question, TypeRef candidate) {
        this.question = question;
        this.local = question.local();
        this.target = candidate.btf();
        this.root = candidate.id();
        this.compatibility = new Compatibility(local.btf(), target);
    }

    /**
     * The same place in the candidate, or null if it has none.
     *
     * @throws RelocationFault if the types are beyond libbpf's limits
     */
    static @Nullable Path match(Question question, TypeRef candidate) {
        Matcher matcher = new Matcher(question, candidate);
        return switch (question.subject()) {
            case TYPE -> matcher.type();
            case ENUMERATOR -> matcher.enumerator();
            case FIELD -> matcher.new Walk().field();
        };
    }

    private @Nullable Path type() {
        boolean alike = question.kind() == CoreKind.TYPE_MATCHES
                ? new Likeness(local.btf(), target).matches(local.root(), root)
                : compatibility.types(local.root(), root);
        return alike ? new Path(target, root, List.of(), 0) : null;
    }

    private @Nullable Path enumerator() {
        int type = target.resolve(root);
        if (!(target.type(type) instanceof Enumeration enumeration)) {
            return null;
        }
        String wanted = Flavour.without(local.last().name());
        List<Enumerator> values = enumeration.values();
        for (int i = 0; i < values.size(); i++) {
            if (Flavour.without(values.get(i).name()).equals(wanted)) {
                return new Path(target, root, List.of(new Accessor(type, i, values.get(i).name())), 0);
            }
        }
        return null;
    }

    /** The way to a field. */
    private final class Walk {
        private final List<Accessor> steps = new ArrayList<>();
        private long bitOffset;
        /** Steps into anonymous structs included. */
        private int length;
        private int at = root;

        @Nullable
        Path field() {
            for (Accessor step : local.steps()) {
                at = target.resolve(at);
                if (!(step.isElement() ? element(step) : member(step, at, new BitSet()))) {
                    return null;
                }
            }
            return new Path(target, root, List.copyOf(steps), bitOffset);
        }

        private boolean element(Accessor step) {
            if (!steps.isEmpty()) {
                if (!(target.type(at) instanceof BtfType.Array array)
                        || !steps.getLast().endsIn(target, array)
                                && step.index() >= Integer.toUnsignedLong(array.length())) {
                    return false;
                }
                at = target.resolve(array.type());
            }
            descend();
            steps.add(new Accessor(at, step.index(), ""));
            bitOffset += Byte.SIZE * Path.elementOffset(target, at, step.index());
            return true;
        }

        /** Searches a struct and the anonymous ones within, each of which once is enough. */
        private boolean member(Accessor step, int type, BitSet searched) {
            if (searched.get(type) || !(target.type(type) instanceof Composite composite)) {
                return false;
            }
            searched.set(type);
            for (int i = 0; i < composite.members().size(); i++) {
                Member member = composite.members().get(i);
                long offset = Integer.toUnsignedLong(member.bitOffset());
                if (member.name().isEmpty()) {
                    descend();
                    bitOffset += offset;
                    if (member(step, target.resolve(member.type()), searched)) {
                        return true;
                    }
                    bitOffset -= offset;
                    length--;
                } else if (member.name().equals(step.name())) {
                    descend();
                    bitOffset += offset;
                    steps.add(new Accessor(type, i, member.name()));
                    at = member.type();
                    if (compatibility.fields(declared(step).type(), member.type())) {
                        return true;
                    }
                    steps.removeLast();
                    bitOffset -= offset;
                    length--;
                    return false;
                }
            }
            return false;
        }

        private Member declared(Accessor step) {
            return ((Composite) local.btf().type(step.type())).members().get(step.index());
        }

        private void descend() {
            if (length++ == Path.MAX_STEPS) {
                throw RelocationFault.target("the target's types nest deeper than " + Path.MAX_STEPS);
            }
        }
    }
}
