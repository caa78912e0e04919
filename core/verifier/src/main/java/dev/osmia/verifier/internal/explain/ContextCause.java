package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is wrong with an access to the context, or with a call that this type of program may not do. */
final class ContextCause {
    private ContextCause() {
    }

    static void find(Scene scene, Map<String, String> variables) {
        int off = scene.number("off");
        int size = scene.number("size");
        String member = scene.names().member(scene.subprogram(), off, size);
        int declared = scene.names().memberSize(scene.subprogram(), off);
        int all = scene.names().contextSize(scene.subprogram());
        boolean writes = scene.insn().family() == Insn.ST || scene.insn().family() == Insn.STX;
        if (all > 0 && off >= all) {
            variables.put("cause", "The context that the program declares has " + Words.bytes(all) + ".");
            variables.put("instead",
                    "Access the context by its members' names, so that the compiler knows where it ends.");
        }
        if (member == null) {
            return;
        }
        String quoted = "`" + member + "`";
        if (declared > 0 && declared != size) {
            variables.put("headline", quoted + " is " + (writes ? "written" : "read") + " with " + Words.bytes(size)
                    + ", and has " + declared);
            variables.put("instead",
                    "Access " + quoted + " with the size that it is declared with, and take the bytes that"
                            + " matter out of the result.");
        } else if (writes) {
            variables.put("headline", quoted + " cannot be written by programs of type {type}");
            variables.put("instead",
                    "Do not write to " + quoted + ": keep the value in a variable, or look for a helper that"
                            + " changes what it stands for.");
        } else {
            variables.put("headline", quoted + " cannot be read by programs of type {type}");
            variables.put("instead", "Look for a helper that gives the same.");
        }
    }

    /** A pointer that must be used as it was got. */
    static void moved(Scene scene, Map<String, String> variables) {
        int register = scene.register() >= 0 ? scene.register() : scene.insn().src();
        if (register > 10 || scene.reg(register).isNumber()) {
            return;
        }
        Reg pointer = scene.reg(register);
        variables.put("brief", Words.kind(pointer));
        for (Link link : scene.history(register)) {
            String text = link.kind() == Link.Kind.COMPUTED ? new Story(scene).text(link) : null;
            if (text != null) {
                variables.put("cause", text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + " to it at "
                        + scene.lineOf(link.step()) + ".");
                break;
            }
        }
        if (!pointer.value().isConstant()) {
            variables.put("advice",
                    "Use constant offsets: read the members by their names, and choose between them with `if`"
                            + " or `switch`.");
        }
    }

    /** A license that does not do. */
    static void license(Scene scene, Map<String, String> variables) {
        String license = scene.names().license();
        String callee = scene.names().callee(scene.slot());
        variables.put("cause", (callee.isEmpty() ? "This" : callee)
                + " is open to programs under a license like the GPL only; " + (license.isEmpty()
                        ? "the program names no license."
                        : "the license of the program is `" + license + "`."));
    }

    /** Which of the arguments points into the packet. */
    static void packet(Scene scene, Map<String, String> variables) {
        for (int number = 1; number <= 5; number++) {
            if (RegType.isPacket(scene.reg(number).type())) {
                String written = scene.argument(number);
                List<Link> history = scene.history(number);
                String story = history.isEmpty() ? null : new Story(scene).text(history.getLast());
                variables.put("cause", "Argument " + number + (written == null ? "" : ", `" + written + "`,")
                        + " is a pointer into the packet" + (story == null
                                ? "."
                                : ", " + story + " at " + scene.lineOf(history.getLast().step()) + "."));
                return;
            }
        }
    }
}
