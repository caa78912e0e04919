package dev.osmia.verifier.internal.log;

import dev.osmia.btf.Btf;
import dev.osmia.verifier.internal.number.LogNumber;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.StringJoiner;

/** What is known at a point, as Linux's verifier writes it ({@code print_verifier_state}): a line that starts with a blank. */
final class StateText {
    private static final String SLOT_TYPES = "?rm0dif";
    private static final String ITERATOR = "bpf_iter_";

    private StateText() {
    }

    /**
     * A frame of a state.
     *
     * @param touched registers and slots to be written, null for all
     */
    static String of(State state, int number, @Nullable Touched touched) {
        Frame frame = state.frame(number);
        StringBuilder text = new StringBuilder();
        if (frame.number != 0) {
            text.append(" frame").append(frame.number).append(':');
        }
        for (int register = 0; register < Frame.REGISTERS; register++) {
            Reg reg = frame.regs[register];
            if (reg.type() != RegType.NOT_INIT && (touched == null || touched.hasRegister(register))) {
                text.append(" R").append(register).append('=').append(of(frame, reg));
            }
        }
        for (int slot = 0; slot < frame.slots(); slot++) {
            if (touched == null || touched.hasSlot(slot)) {
                slot = addSlot(text, frame, slot);
            }
        }
        addHeld(text, state);
        text.append(frame.inCallback ? " cb" : "").append(frame.inAsyncCallback ? " async_cb" : "");
        return text.append('\n').toString();
    }

    private static void addHeld(StringBuilder text, State state) {
        if (state.held().isEmpty() || state.held().getFirst().id() == 0) {
            return;
        }
        StringJoiner ids = new StringJoiner(",", " refs=", "");
        for (Held held : state.held()) {
            if (held.id() != 0) {
                ids.add(Integer.toString(held.id()));
            }
        }
        text.append(ids);
    }

    /** Adds a slot; returns the last one that is done with it. */
    private static int addSlot(StringBuilder text, Frame frame, int index) {
        Slot slot = frame.slot(index);
        if (slot.isAll(Slot.INVALID)) {
            return index;
        }
        int last = slot.type(Slot.SIZE - 1);
        if (last == Slot.DYNPTR) {
            addDynptr(text, frame.slot(index + 1).spilled(), index + 1);
            return index + 1;
        }
        if (last == Slot.ITER) {
            addIterator(text, slot.spilled(), index);
            return index;
        }
        addPlace(text, index);
        for (int at = 0; at < Slot.SIZE && !(last == Slot.SPILL && slot.type(at) == Slot.SPILL); at++) {
            text.append(SLOT_TYPES.charAt(slot.type(at)));
        }
        if (last == Slot.SPILL) {
            text.append(of(frame, slot.spilled()));
        }
        return index;
    }

    private static void addPlace(StringBuilder text, int slot) {
        text.append(" fp").append(-(slot + 1) * Slot.SIZE).append('=');
    }

    private static void addDynptr(StringBuilder text, Reg dynptr, int slot) {
        addPlace(text, slot);
        Payload.OfDynptr what = (Payload.OfDynptr) dynptr.payload();
        text.append("dynptr_").append(what == null ? "<invalid>" : what.type().text());
        StringJoiner parts = new StringJoiner(",", "(", ")");
        if (dynptr.id() != 0) {
            parts.add("id=" + dynptr.id());
        }
        if (dynptr.refId() != 0) {
            parts.add("ref_id=" + dynptr.refId());
        }
        // Linux reads the mark of a dynptr's first slot as an id here.
        parts.add("dynptr_id=1");
        text.append(parts);
    }

    private static void addIterator(StringBuilder text, Reg iterator, int slot) {
        if (iterator.refId() != 0 && iterator.payload() instanceof Payload.OfIterator what) {
            addPlace(text, slot);
            text.append("iter_")
                    .append(typeName(what.btf(), what.type()).substring(ITERATOR.length()))
                    .append("(ref_id=")
                    .append(iterator.refId())
                    .append(",state=")
                    .append(what.isDrained() ? "drained" : "active")
                    .append(",depth=")
                    .append(what.depth())
                    .append(')');
        }
    }

    private static String typeName(Btf btf, int type) {
        return btf.type(type).name();
    }

    private static String of(Frame frame, Reg reg) {
        int type = reg.type();
        if (reg.isNumber() && reg.value().isConstant()) {
            return (reg.precise() ? "P" : "") + reg.value().logText();
        }
        StringBuilder text = new StringBuilder(reg.isNumber() && reg.precise() ? "P" : "");
        text.append(RegType.name(type));
        if (type == RegType.ARENA) {
            return text.toString();
        }
        if (type == RegType.STACK) {
            text.append(frame.number == reg.frame() ? "" : "[" + reg.frame() + "]");
            if (reg.value().isConstant()) {
                return text.append(LogNumber.signed(reg.value().constant() + reg.off())).toString();
            }
        }
        if (reg.payload() instanceof Payload.OfType(var btf, var id)) {
            text.append(typeName(btf, id));
        }
        return text.append(parts(reg)).toString();
    }

    private static StringJoiner parts(Reg reg) {
        int type = reg.type();
        StringJoiner parts = new StringJoiner(",", "(", ")");
        if (reg.id() != 0) {
            parts.add("id=" + reg.linkId() + ((reg.id() & Reg.ADDED) == 0 ? "" : "%+d".formatted(reg.off())));
        }
        if (reg.refId() != 0) {
            parts.add("ref_obj_id=" + reg.refId());
        }
        if ((type & RegType.ALLOC) != 0 && (type & RegType.NON_OWNING) != 0) {
            parts.add("non_own_ref");
        }
        addMap(parts, reg);
        if (!reg.isNumber() && reg.off() != 0) {
            parts.add("off=" + LogNumber.signed(reg.off()));
        }
        if (RegType.isPacket(type)) {
            parts.add("r=" + LogNumber.unsigned(reg.range()));
        }
        if (RegType.base(type) == RegType.MEM) {
            parts.add("sz=" + LogNumber.unsigned(Integer.toUnsignedLong(reg.memorySize())));
        }
        if (type == RegType.CONST_DYNPTR && reg.payload() instanceof Payload.OfDynptr(var kind, var _)) {
            parts.add("type=" + kind.text());
        }
        String number = reg.value().logText();
        if (!reg.value().isConstant()) {
            if (!number.isEmpty()) {
                parts.add(number);
            }
        } else if (reg.value().constant() != 0) {
            parts.add("imm=" + number);
        }
        return parts;
    }

    private static void addMap(StringJoiner parts, Reg reg) {
        int base = RegType.base(reg.type());
        boolean isOfMap = base == RegType.CONST_MAP || base == RegType.MAP_KEY || base == RegType.MAP_VALUE;
        MapInfo map = reg.mapOrNull();
        if (isOfMap && map != null) {
            if (!map.name().isEmpty()) {
                parts.add("map=" + map.name());
            }
            parts.add("ks=" + map.keySize() + ",vs=" + map.valueSize());
        }
    }
}
