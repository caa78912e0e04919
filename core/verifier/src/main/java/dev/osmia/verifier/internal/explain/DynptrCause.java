package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.Slot;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/** What a dynptr is, and was, when something is done to it. */
final class DynptrCause {
    private DynptrCause() {
    }

    static void find(Scene scene, Map<String, String> variables) {
        String message = scene.rejection().lines().getFirst();
        if (message.startsWith("Expected an initialized")) {
            variables.put("cause", state(scene));
            variables.put("headline", "{callee} is given a dynptr that holds nothing");
            variables.put("state", "that the dynptr is filled on every path to this call");
        } else if (message.startsWith("cannot overwrite")) {
            variables.put("cause",
                    "The dynptr holds a record of a ring buffer that was neither submitted nor discarded.");
            variables.put("headline", "{subject} overwrites a dynptr that holds a record of a ring buffer");
            variables.put("state", "that the record is given back first");
            variables.put("advice",
                    "Call bpf_ringbuf_submit_dynptr() or bpf_ringbuf_discard_dynptr() before, or use another"
                            + " variable.");
        } else if (message.startsWith("Unsupported reg type")) {
            String written = scene.argument(1);
            variables.put("cause", "bpf_dynptr_from_mem() takes memory of a map's value only; its first argument"
                    + (written == null ? "" : ", `" + written + "`,") + " is "
                    + Words.kind(scene.reg(1)) + ".");
            variables.put("headline", "{callee} makes a dynptr of memory that is no map's value");
            variables.put("advice",
                    "Use memory of a map's value (for instance of a BPF_MAP_TYPE_PERCPU_ARRAY with one element).");
            variables.put("state", "that the memory is a map's value");
        }
    }

    private static String state(Scene scene) {
        Where place = place(scene);
        if (place == null) {
            return "What it is given is no variable on the stack.";
        }
        int filled = -1;
        for (int index = scene.path().last() - 1; index >= 0 && filled < 0; index--) {
            Change change = scene.path().changeAt(place, index);
            Slot slot = change == null ? null : change.slot();
            filled = slot != null && slot.type(Slot.SIZE - 1) == Slot.DYNPTR ? index : -1;
        }
        if (filled <= 0) {
            return "No function has filled the dynptr on this path.";
        }
        int lost = scene.path().lastChange(place, scene.path().last());
        String by = scene.names().callee(scene.path().step(lost).slot());
        return "The dynptr was filled at " + scene.lineOf(filled) + "; at " + scene.lineOf(lost) + " "
                + (by.isEmpty() ? "it was overwritten." : by + " has ended it.");
    }

    /** Where on the stack the dynptr is that the message is about; null if it is not there. */
    static @Nullable Where place(Scene scene) {
        int register = scene.register();
        if (register < 0 || register > 10) {
            return null;
        }
        Reg pointer = scene.reg(register);
        long at = pointer.off() + (pointer.value().isConstant() ? pointer.value().constant() : 0);
        return pointer.type() != RegType.STACK || at >= 0
                ? null
                : Where.slot(pointer.frame(), (int) ((-at - 1) / Slot.SIZE));
    }
}
