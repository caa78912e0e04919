package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Follows values back along a path to where they come from. */
final class Origins {
    /** A value that goes round in a loop has a history without end. */
    private static final int MOST_LINKS = 64;

    private final Program program;
    private final Path path;

    Origins(Program program, Path path) {
        this.program = program;
        this.path = path;
    }

    /** What happened to a value before a step, the newest first; empty if nothing is known to have. */
    List<Link> of(Where where, int before) {
        List<Link> links = new ArrayList<>();
        Where at = where;
        int step = before;
        while (at != null && links.size() < MOST_LINKS) {
            int index = path.lastChange(at, step);
            if (index < 0) {
                break;
            }
            Reg value = path.before(at, index + 1);
            Step done = path.step(index);
            Link link = new Link(kind(at, index, value), index, at, value);
            links.add(link);
            at = source(link, done);
            step = index;
        }
        return links;
    }

    private Link.Kind kind(Where where, int index, Reg value) {
        Step step = path.step(index);
        if (step.slot() < 0 || index == 0) {
            return Link.Kind.START;
        }
        Insn insn = program.insn(step.slot());
        boolean isOwn = where.frame() == step.frame();
        if (insn.isJump()) {
            return ofJump(insn, where, step, value);
        }
        if (!isOwn && where.isRegister()) {
            return Link.Kind.FORGOTTEN;
        }
        return switch (insn.family()) {
            case Insn.ALU, Insn.ALU64 -> where.isRegister() && insn.dst() != where.register()
                    ? Link.Kind.COMPUTED
                    : arithmetic(insn);
            case Insn.LDX -> isOnStack(insn.src(), index) ? Link.Kind.RESTORED : Link.Kind.LOADED;
            case Insn.LD -> insn.isWide() ? Link.Kind.CONSTANT : Link.Kind.LOADED;
            case Insn.ST -> insn.bytes() == Slot.SIZE ? Link.Kind.CONSTANT : Link.Kind.FORGOTTEN;
            default -> store(insn, where, index);
        };
    }

    private static Link.Kind arithmetic(Insn insn) {
        if (insn.op() != Insn.MOV) {
            return Link.Kind.COMPUTED;
        }
        return insn.hasSource() ? Link.Kind.COPIED : Link.Kind.CONSTANT;
    }

    private Link.Kind store(Insn insn, Where where, int index) {
        if (where.isRegister()) {
            return Link.Kind.LOADED;
        }
        Change change = path.changeAt(where, index);
        Reg before = path.before(where, index);
        if (insn.bytes() < Slot.SIZE && !before.isNumber() && before.type() != RegType.NOT_INIT) {
            return Link.Kind.FORGOTTEN;
        }
        return change == null || change.slot() == null || !change.slot().isSpill() || insn.mode() != Insn.MEM
                ? Link.Kind.FORGOTTEN
                : Link.Kind.SAVED;
    }

    private Link.Kind ofJump(Insn insn, Where where, Step step, Reg value) {
        if (insn.op() == Insn.EXIT) {
            return where.frame() == step.frame() - 1 && where.isRegister() && where.register() == 0
                    ? Link.Kind.RETURNED
                    : Link.Kind.FORGOTTEN;
        }
        if (insn.op() != Insn.CALL) {
            return Link.Kind.LEARNED;
        }
        if (where.frame() > step.frame()) {
            return insn.callsFunction() ? Link.Kind.PASSED : Link.Kind.GIVEN;
        }
        if (where.isRegister() && where.register() == 0 && value.type() != RegType.NOT_INIT) {
            return Link.Kind.RESULT;
        }
        return where.isRegister() && where.register() <= 5 ? Link.Kind.CLOBBERED : Link.Kind.FORGOTTEN;
    }

    /** Whether a register points to the stack before a step. */
    private boolean isOnStack(int register, int index) {
        return register < Frame.REGISTERS
                && path.before(Where.register(path.step(index).frame(), register), index).type() == RegType.STACK;
    }

    /** Where the value was before, null if it begins here. */
    private @Nullable Where source(Link link, Step step) {
        if (link.kind().isFirst()) {
            return null;
        }
        Insn insn = program.insn(step.slot());
        return switch (link.kind()) {
            case COPIED, SAVED -> Where.register(step.frame(), insn.src());
            case RESTORED -> slotOf(insn, link.step());
            case PASSED -> Where.register(step.frame(), link.where().register());
            case RETURNED -> Where.register(step.frame(), 0);
            default -> link.where();
        };
    }

    /** The stack slot that a load reads. */
    private @Nullable Where slotOf(Insn insn, int index) {
        Reg pointer = path.before(Where.register(path.step(index).frame(), insn.src()), index);
        long at = pointer.off() + insn.off() + (pointer.value().isConstant() ? pointer.value().constant() : 0);
        return at >= 0 || !pointer.value().isConstant()
                ? null
                : Where.slot(pointer.frame(), (int) ((-at - 1) / Slot.SIZE));
    }
}
