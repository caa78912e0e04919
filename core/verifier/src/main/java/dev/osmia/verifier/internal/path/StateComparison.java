package dev.osmia.verifier.internal.path;

import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Whether what was found safe from one state is safe from another one too ({@code states_equal}). */
final class StateComparison {
    /** How alike two states must be. */
    enum Level {
        /** What the old one was not asked for may differ. */
        SAFE,
        /** All is the same. */
        EXACT,
        /** What the current one knows is at least what the old one knew, of everything. */
        WITHIN
    }

    private final Verification of;
    private final InsnFacts facts;
    private final IdMap ids = new IdMap();

    StateComparison(Verification of) {
        this.of = of;
        this.facts = of.facts;
    }

    boolean agree(State old, State current, Level level) {
        if (old.current() != current.current()) {
            return false;
        }
        ids.reset(of.lastId());
        if (old.sleepable != current.sleepable || !heldAgree(old, current)) {
            return false;
        }
        for (int index = 0; index <= old.current(); index++) {
            Frame before = old.frame(index);
            Frame now = current.frame(index);
            if (before.callSite != now.callSite || !framesAgree(before, now, old.insnOf(index), level)) {
                return false;
            }
        }
        return true;
    }

    private boolean heldAgree(State old, State current) {
        if (old.held().size() != current.held().size() || old.locks != current.locks
                || old.preemptLocks != current.preemptLocks || old.rcuLock != current.rcuLock
                || !ids.agree(old.irqId, current.irqId) || !ids.agree(old.lockId, current.lockId)
                || old.lockOwner != current.lockOwner) {
            return false;
        }
        for (int index = 0; index < old.held().size(); index++) {
            Held before = old.held().get(index);
            Held now = current.held().get(index);
            if (!ids.agree(before.id(), now.id()) || before.kind() != now.kind()
                    || before.kind().isLock() && before.owner() != now.owner()) {
                return false;
            }
        }
        return true;
    }

    private boolean framesAgree(Frame old, Frame current, int insn, Level level) {
        if (old.callbackDepth > current.callbackDepth) {
            return false;
        }
        int live = facts.liveRegs[insn];
        for (int number = 0; number < Frame.REGISTERS; number++) {
            if ((live >> number & 1) != 0 && !regsAgree(old.regs[number], current.regs[number], level)) {
                return false;
            }
        }
        return stacksAgree(old, current, level);
    }

    boolean areExactlyAlike(Reg old, Reg current) {
        return old.isSameButIds(current) && ids.agree(old.id(), current.id())
                && ids.agree(old.refId(), current.refId());
    }

    private boolean regsAgree(Reg old, Reg current, Level level) {
        if (old == current && !old.hasIds()) {
            return true;
        }
        if (level == Level.EXACT) {
            return areExactlyAlike(old, current);
        }
        if (old.type() == RegType.NOT_INIT
                && (level == Level.SAFE || current.type() == RegType.NOT_INIT)) {
            return true;
        }
        if (old.type() != current.type()) {
            return false;
        }
        return switch (RegType.base(old.type())) {
            case RegType.SCALAR -> numbersAgree(old, current, level);
            case RegType.MAP_KEY, RegType.MAP_VALUE, RegType.MEM, RegType.BUF, RegType.TP_BUFFER ->
                old.off() == current.off() && Objects.equals(old.payload(), current.payload())
                        && isWithin(old.value(), current.value()) && ids.agree(old.id(), current.id())
                        && ids.agree(old.refId(), current.refId());
            case RegType.PACKET_META, RegType.PACKET -> rangesAgree(old.range(), current.range())
                    && old.off() == current.off()
                    && ids.agree(old.id(), current.id()) && isWithin(old.value(), current.value());
            case RegType.STACK -> areExactlyAlike(old, current) && old.frame() == current.frame();
            case RegType.ARENA -> true;
            default -> areExactlyAlike(old, current);
        };
    }

    private static boolean rangesAgree(int old, int current) {
        return old < 0 || current < 0 ? old == current : old <= current;
    }

    private boolean numbersAgree(Reg old, Reg current, Level level) {
        if (!old.precise() && level == Level.SAFE) {
            return true;
        }
        if (old.id() != 0 && (old.id() & Reg.ADDED) != (current.id() & Reg.ADDED)
                || (old.id() & Reg.ADDED) != 0 && old.off() != current.off()) {
            return false;
        }
        return ids.agreeOnNumbers(old.id(), current.id()) && isWithin(old.value(), current.value());
    }

    private static boolean isWithin(Scalar old, Scalar current) {
        return old == current || old.includes(current);
    }

    private boolean stacksAgree(Frame old, Frame current, Level level) {
        boolean mayBeUninitialized = of.policy.mayReadUninitializedStack();
        for (int index = 0; index < old.slots(); index++) {
            Slot before = old.slot(index);
            @Nullable
            Slot now = index < current.slots() ? current.slot(index) : null;
            if (before == now && !before.spilled().hasIds()) {
                continue;
            }
            if (!slotsAgree(before, now, level, mayBeUninitialized)) {
                return false;
            }
        }
        return true;
    }

    private boolean slotsAgree(Slot old, @Nullable Slot current, Level level, boolean mayBeUninitialized) {
        for (int index = 0; index < Slot.SIZE; index++) {
            int type = old.type(index);
            if (level != Level.SAFE && (current == null || type != current.type(index))) {
                return false;
            }
            if (type == Slot.INVALID || mayBeUninitialized && type == Slot.MISC) {
                continue;
            }
            if (current == null) {
                return false;
            }
            Reg before = number(old, mayBeUninitialized);
            Reg now = number(current, mayBeUninitialized);
            if (before != null && now != null) {
                return regsAgree(before, now, level);
            }
            if (type == Slot.MISC && current.type(index) == Slot.ZERO) {
                continue;
            }
            if (type != current.type(index)) {
                return false;
            }
            if (index == Slot.SIZE - 1 && !contentsAgree(old, current, level)) {
                return false;
            }
        }
        return true;
    }

    /** The number that eight bytes are: a spilled one, or any if they are just data. */
    private static @Nullable Reg number(Slot slot, boolean mayBeUninitialized) {
        if (slot.isWholeNumber()) {
            return slot.spilled();
        }
        for (int index = 0; index < Slot.SIZE; index++) {
            int type = slot.type(index);
            if (type != Slot.MISC && !(type == Slot.INVALID && mayBeUninitialized)) {
                return null;
            }
        }
        return Reg.UNKNOWN;
    }

    private boolean contentsAgree(Slot old, Slot current, Level level) {
        Reg before = old.spilled();
        Reg now = current.spilled();
        return switch (old.type(Slot.SIZE - 1)) {
            case Slot.SPILL -> regsAgree(before, now, level);
            case Slot.DYNPTR, Slot.IRQ_FLAG ->
                Objects.equals(before.payload(), now.payload()) && ids.agree(before.refId(), now.refId());
            case Slot.ITER -> iteratorsAgree(before.payload(), now.payload()) && ids.agree(before.refId(), now.refId());
            default -> true;
        };
    }

    /** How many elements an iterator gave is no difference. */
    private static boolean iteratorsAgree(@Nullable Payload old, @Nullable Payload current) {
        return old instanceof Payload.OfIterator before && current instanceof Payload.OfIterator now
                && before.btf() == now.btf() && before.type() == now.type() && before.isDrained() == now.isDrained();
    }

    /**
     * Forgets what is known of numbers that did not matter and that the last round of a loop has changed, so that rounds
     * become alike ({@code widen_imprecise_scalars}).
     */
    void widen(State old, State current) {
        ids.reset(of.lastId());
        for (int index = old.current(); index >= 0; index--) {
            Frame before = old.frame(index);
            Frame now = current.frame(index);
            for (int number = 0; number < Frame.REGISTERS; number++) {
                now.regs[number] = widened(before.regs[number], now.regs[number]);
            }
            for (int slot = 0; slot < Math.min(before.slots(), now.slots()); slot++) {
                Slot one = before.slot(slot);
                Slot other = now.slot(slot);
                if (one.isSpill() && other.isSpill()) {
                    now.setSlot(slot, other.with(widened(one.spilled(), other.spilled())));
                }
            }
        }
    }

    private Reg widened(Reg old, Reg current) {
        if (!old.isNumber() || !current.isNumber() || old.precise() || current.precise()
                || areExactlyAlike(old, current)) {
            return current;
        }
        return Reg.UNKNOWN;
    }
}
