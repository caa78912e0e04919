package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.List;
import java.util.Map;

/** Why a pointer may be null: where it was got, and whether something else was checked in its place. */
final class NullCause {
    private NullCause() {
    }

    static void find(Scene scene, Map<String, String> variables) {
        int register = scene.register();
        if (register >= 0 && register <= 10 && scene.reg(register).isZero()) {
            variables.put("headline", "{callee} is given NULL");
            variables.put("advice", "Pass a pointer to what it works on.");
        }
        if (register < 0 || register > 10 || !RegType.mayBeNull(scene.reg(register).type())) {
            return;
        }
        Reg pointer = scene.reg(register);
        List<Link> history = scene.history(register);
        Link first = history.isEmpty() ? null : history.getLast();
        if (first == null || first.kind() == Link.Kind.START) {
            if (first != null && scene.trail().function() != 0) {
                String function = scene.names().function(scene.subprogram());
                variables.put("cause",
                        "`" + function + "` is a global function: it is verified by itself, for any arguments"
                                + " that its types allow, and NULL is one of them.");
                variables.put("advice", "Check the argument at the beginning of `" + function
                        + "`, or make the function `static`, so that it is verified with what it is called with.");
            }
            return;
        }
        String got = scene.lineOf(first.step());
        String story = new Story(scene).text(first);
        String cause = "The pointer was " + story + " at " + got + why(scene, first) + ".";
        variables.put("cause", cause + " " + checks(scene, pointer));
        String name = scene.name(history);
        variables.put("pointer", name == null ? "the pointer" : "`" + name + "`");
        variables.put("needed", "that {pointer} is not NULL");
        variables.put("advice", "Check it after " + got + ", before it is used: `if (!"
                + (name == null ? "pointer" : name) + ") return ...;`" + held(scene, first) + ".");
    }

    /** Who leaves early must give back what the path holds. */
    private static String held(Scene scene, Link got) {
        StringBuilder text = new StringBuilder();
        for (Held held : scene.end().held()) {
            if (held.kind() == Held.Kind.POINTER && held.insn() != scene.path().step(got.step()).slot()) {
                text.append(text.isEmpty() ? "; before that return give back what the program holds: " : ", ")
                        .append(HeldCause.release(scene.names().callee(held.insn())))
                        .append(" for ")
                        .append(Source.where(scene.source().place(held.insn())));
            }
        }
        return text.toString();
    }

    private static String why(Scene scene, Link first) {
        int slot = scene.path().step(first.step()).slot();
        String callee = scene.names().callee(slot);
        if (callee.startsWith("bpf_map_lookup")) {
            return ", which returns NULL if the map has no such element" + (isArray(first)
                    ? " (an array has no element outside of its size)"
                    : "");
        }
        return callee.contains("reserve") ? ", which returns NULL if there is no room" : "";
    }

    private static boolean isArray(Link first) {
        return first.value().mapOrNull() != null && first.value().map().type().name().contains("ARRAY");
    }

    /** Checks that this path has passed, of other pointers. */
    private static String checks(Scene scene, Reg pointer) {
        for (int index = scene.path().last() - 1; index > 0; index--) {
            Step step = scene.path().step(index);
            if (!scene.trail().nullChecks().get(step.slot())) {
                continue;
            }
            Insn insn = scene.program().insn(step.slot());
            Reg checked = scene.path().before(Where.register(step.frame(), insn.dst()), index);
            if (RegType.mayBeNull(checked.type()) && checked.id() != pointer.id()) {
                Link origin = scene.origins().of(Where.register(step.frame(), insn.dst()), index).getLast();
                String story = new Story(scene).text(origin);
                return "The check at " + scene.lineOf(index) + " is of another pointer" + (story == null
                        ? "."
                        : ", " + story + " at " + scene.lineOf(origin.step()) + ".");
            }
        }
        return scene.trail().nullChecks().isEmpty()
                ? "Nothing on the paths to here compares it with NULL."
                : "It is not compared with NULL on this path.";
    }
}
