package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation.Knowledge;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was known of the registers and stack slots that a rejection is about. */
final class Knowing {
    private final Scene scene;
    private final Story story;

    Knowing(Scene scene) {
        this.scene = scene;
        story = new Story(scene);
    }

    List<Knowledge> all() {
        List<Knowledge> all = new ArrayList<>();
        for (Where where : places()) {
            List<Link> history = scene.origins().of(where, scene.path().last());
            String known = where.isRegister()
                    ? Words.of(scene.path().before(where, scene.path().last()))
                    : Words.of(slot(where));
            all.add(new Knowledge(where.text(), known, story.of(history)));
        }
        return all;
    }

    private Slot slot(Where where) {
        Frame frame = scene.end().frame(where.frame());
        return where.slot() < frame.slots() ? frame.slot(where.slot()) : Slot.EMPTY;
    }

    private Set<Where> places() {
        Set<Where> places = new LinkedHashSet<>();
        for (String group : List.of("reg", "reg2")) {
            if (scene.groups().containsKey(group)) {
                addRegister(places, scene.number(group));
            }
        }
        if (scene.groups().containsKey("arg")) {
            addRegister(places, scene.number("arg") + 1);
        }
        Insn insn = scene.insn();
        switch (insn.family()) {
            case Insn.LDX -> addRegister(places, insn.src());
            case Insn.ST, Insn.STX -> addRegister(places, insn.dst());
            case Insn.LD -> {
            }
            default -> addOperands(places, insn);
        }
        if (scene.groups().containsKey("stack")) {
            addStack(places);
        }
        Where object = isObjectOnStack() ? DynptrCause.place(scene) : null;
        if (object != null) {
            places.add(object);
        }
        return places;
    }

    private boolean isObjectOnStack() {
        String message = scene.rejection().lines().getFirst();
        return message.contains("dynptr") || message.contains("iter");
    }

    private void addOperands(Set<Where> places, Insn insn) {
        if (insn.isJump() && !Decisions.isJump(insn)) {
            return;
        }
        if (insn.hasSource()) {
            addRegister(places, insn.src());
        }
        if (insn.isJump() || insn.op() != Insn.MOV) {
            addRegister(places, insn.dst());
        }
    }

    /** The frame pointer is known to everybody. */
    private void addRegister(Set<Where> places, int number) {
        if (number < Frame.FP) {
            places.add(scene.register(number));
        }
    }

    private void addStack(Set<Where> places) {
        int first = scene.number("stack") + Math.max(0, scene.number("byte"));
        int register = scene.register();
        int frame = register >= 0 && register <= Frame.FP && scene.reg(register).type() == RegType.STACK
                ? scene.reg(register).frame()
                : scene.frame();
        if (first < 0 && first >= -512) {
            places.add(Where.slot(frame, (-first - 1) / Slot.SIZE));
        }
    }
}
