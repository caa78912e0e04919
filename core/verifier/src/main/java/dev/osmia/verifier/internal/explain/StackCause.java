package dev.osmia.verifier.internal.explain;

import java.util.Map;

/** Which bytes of the stack nobody wrote. */
final class StackCause {
    private StackCause() {
    }

    /** An access that goes on behind the end of the frame, or begins before the stack. */
    static void frame(Scene scene, Map<String, String> variables) {
        if (!scene.groups().containsKey("from")) {
            return;
        }
        int from = scene.number("from");
        if (scene.insn().isJump()) {
            call(scene, from, variables);
            return;
        }
        String size = Words.bytes(scene.number("size"));
        variables.put("cause", from >= 0
                ? "The access of " + size + " begins at fp%+d; the stack ends before fp+0.".formatted(from)
                : "The access of " + size
                        + " begins at fp%+d; from there to the end of the stack there are ".formatted(from)
                        + Words.bytes(-from) + ".");
    }

    /** A call that is given more than there is. */
    private static void call(Scene scene, int from, Map<String, String> variables) {
        int size = scene.number("size");
        String written = scene.argument(scene.register());
        String buffer = written != null && written.matches("\\w+") ? written : "buffer";
        String memory = written == null ? "the memory" : "`" + written + "`";
        variables.put("headline", "{callee} is told that " + memory + " has " + Words.bytes(size)
                + ", which is more than there can be");
        variables.put("cause",
                "From %s, which begins at fp%+d, to the end of the stack there are ".formatted(memory, from)
                        + Words.bytes(Math.max(0, -from)) + ".");
        variables.put("rule",
                "A size that is passed to a helper must not be larger than the memory that is passed with it.");
        variables.put("needed", "that the size is at most " + Math.max(0, -from));
        variables.put("advice", "Pass the size of the variable itself: `sizeof(" + buffer + ")`.");
    }

    /** Memory that is passed to a global function. */
    static void passed(Scene scene, Map<String, String> variables) {
        int from = scene.number("stack");
        variables.put("cause", "Its parameter leads to " + Words.bytes(scene.number("size"))
                + "; from fp%+d to the end of the stack there are ".formatted(from) + Words.bytes(Math.max(0, -from))
                + ".");
    }

    /** The parts of an address that is no multiple of what it has to be. */
    static void aligned(Scene scene, Map<String, String> variables) {
        String varying = scene.groups().getOrDefault("varying", "0");
        boolean isPacket = scene.groups().containsKey("start");
        int start = isPacket ? scene.number("start") : 0;
        int at = start + Integer.parseInt(scene.groups().getOrDefault("moved", "0"))
                + Integer.parseInt(scene.groups().getOrDefault("fixed", "0"));
        String size = scene.groups().getOrDefault("size", "");
        variables.put("cause", isPacket
                ? "The access is " + Words.bytes(at - start) + " into the packet" + varying(varying)
                        + ", and a packet begins " + Words.bytes(start)
                        + " after an address that is a multiple of 4 (NET_IP_ALIGN): together " + at + "."
                : "stack ".equals(scene.group("what"))
                        ? "The access begins at fp%+d%s, and r10 is a multiple of 8.".formatted(at, varying(varying))
                        : "The access is " + Words.bytes(at) + " after the start" + varying(varying)
                                + ", which is a multiple of 8.");
        variables.put("needed", "that the address is a multiple of " + size);
    }

    private static String varying(String varying) {
        return varying.equals("0") || varying.startsWith("(0x0; 0x0)") ? "" : " plus a number that varies";
    }

    static void find(Scene scene, Map<String, String> variables) {
        int start = scene.number("stack");
        int missing = scene.number("byte");
        int size = scene.number("size");
        if (missing < 0) {
            return;
        }
        variables.put("count", ", from fp%+d on (%s)".formatted(start, Words.bytes(size)));
        variables.put("cause",
                "Of the " + Words.bytes(size) + " from fp%+d on, byte %d (fp%+d)".formatted(start, missing,
                        start + missing) + " was not written on this path"
                        + (missing == 0
                                ? "."
                                : ": the bytes before it were. A hole between members of a struct is such a place."));
    }
}
