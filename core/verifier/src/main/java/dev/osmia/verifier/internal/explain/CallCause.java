package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Subprograms;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which functions are inside of each other, and what they take together. */
final class CallCause {
    private CallCause() {
    }

    /** Too many activations on top of each other. */
    static void depth(Scene scene, Map<String, String> variables) {
        List<String> calls = new ArrayList<>();
        boolean isRecursion = false;
        for (int number = 0; number <= scene.end().current(); number++) {
            String name = scene.names().function(scene.end().frame(number).subprogram);
            isRecursion |= calls.contains(name);
            calls.add(name);
        }
        String callee = scene.names().callee(scene.slot());
        if (isRecursion || calls.contains(callee)) {
            variables.put("headline", "{subject} is a recursion: {callee} is active already");
            variables.put("advice", "Turn the recursion into a loop.");
        }
        variables.put("cause", "Here these functions are active, each called by the one before it: "
                + String.join(", ", calls) + ".");
    }

    /** Too much stack; there is no path to look at, since all chains of calls are added up at the end. */
    static String stack(Names names, @Nullable Subprograms functions) {
        if (functions == null) {
            return "";
        }
        List<String> sizes = new ArrayList<>();
        for (int number = 0; number < functions.count(); number++) {
            if (functions.get(number).stackDepth > 0) {
                sizes.add(names.function(number) + " " + functions.get(number).stackDepth);
            }
        }
        return sizes.isEmpty() ? "" : "Bytes of stack that each function takes: " + String.join(", ", sizes) + ".";
    }
}
