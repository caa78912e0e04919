package dev.osmia.btf;

import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The order in which types are written so that C knows each one when it is used: what is held by value is defined before,
 * what is pointed to is declared before. The walk has its own stack, since prototypes lead anywhere.
 */
final class COrder {
    private static final byte DECLARED = 1;
    private static final byte OPEN = 2;
    private static final byte DEFINED = 4;

    /** What is to be written: {@code struct x;} or the whole definition. */
    record Step(int id, boolean definition) {}

    /** What is still to be looked at: a type, and how it is used. */
    private record Visit(int id, Use use) {}

    private enum Use {
        /** The name is needed. */
        NAME,
        /** The size is needed. */
        VALUE,
        /** All that the definition needs has been written. */
        FINISHED
    }

    private final Btf btf;
    private final CNames names;
    private final byte[] states;
    private final List<Step> steps = new ArrayList<>();
    private final Deque<Visit> pending = new ArrayDeque<>();

    COrder(Btf btf, CNames names) {
        this.btf = btf;
        this.names = names;
        this.states = new byte[btf.size()];
    }

    List<Step> steps() {
        return steps;
    }

    void require(int id) {
        pending.push(new Visit(id, Use.VALUE));
        while (!pending.isEmpty()) {
            Visit visit = pending.pop();
            if (visit.use() == Use.FINISHED) {
                states[visit.id()] |= DEFINED;
                steps.add(new Step(visit.id(), true));
            } else {
                visit(visit.id(), visit.use());
            }
        }
    }

    private void visit(int id, Use use) {
        switch (btf.type(id)) {
            case BtfType.Composite t -> {
                if (names.named(id) && use == Use.NAME) {
                    declare(id);
                } else {
                    open(id, t.members().stream().map(Member::type).map(type -> new Visit(type, Use.VALUE)).toList());
                }
            }
            case BtfType.Fwd _ -> declare(id);
            case BtfType.Enumeration _ -> open(id, List.of());
            case BtfType.Typedef t -> {
                if (use == Use.VALUE) {
                    pending.push(new Visit(t.type(), Use.VALUE));
                }
                open(id, List.of(new Visit(t.type(), Use.NAME)));
            }
            case BtfType.Array t -> pending.push(new Visit(t.type(), Use.VALUE));
            case BtfType.Modifier t -> pending.push(new Visit(t.type(), use));
            case BtfType.Reference t -> pending.push(new Visit(t.type(), Use.NAME));
            case BtfType.FuncProto t -> {
                for (Param param : t.params()) {
                    pending.push(new Visit(param.type(), Use.NAME));
                }
                pending.push(new Visit(t.returnType(), Use.NAME));
            }
            default -> {
            }
        }
    }

    private void declare(int id) {
        if (states[id] == 0) {
            states[id] |= DECLARED;
            steps.add(new Step(id, false));
        }
    }

    /** Definitions without a name are written where they are used; what they need comes before. */
    private void open(int id, List<Visit> needs) {
        if ((states[id] & OPEN) != 0) {
            return;
        }
        states[id] |= OPEN;
        if (names.named(id)) {
            pending.push(new Visit(id, Use.FINISHED));
        }
        needs.reversed().forEach(pending::push);
    }
}
