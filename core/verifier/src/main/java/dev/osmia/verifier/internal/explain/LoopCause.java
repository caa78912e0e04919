package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Insn;

import java.util.HashMap;
import java.util.Map;

/** Which loop a path goes round in, and how often it did. */
final class LoopCause {
    private static final int MANY = 3;

    private LoopCause() {
    }

    static void find(Scene scene, Map<String, String> variables) {
        String processed = scene.group("processed");
        variables.put("complex", processed != null
                ? "after a million instructions there are paths left"
                : "too many branches are waiting");
        Map<Integer, Integer> jumps = new HashMap<>();
        scene.path().earlier().forEach((way, count) -> {
            if (isBack(scene.program().insn(way.slot()))) {
                jumps.merge(way.slot(), way.taken() ? count : 0, Integer::sum);
            }
        });
        for (int index = 1; index < scene.path().last(); index++) {
            Step step = scene.path().step(index);
            Step next = scene.path().step(index + 1);
            Insn insn = scene.program().insn(step.slot());
            if (isBack(insn) && next.slot() <= step.slot()) {
                jumps.merge(step.slot(), 1, Integer::sum);
            }
        }
        int most = -1;
        int times = 0;
        for (Map.Entry<Integer, Integer> entry : jumps.entrySet()) {
            if (entry.getValue() > times) {
                most = entry.getKey();
                times = entry.getValue();
            }
        }
        if (most < 0) {
            if (processed == null && scene.groups().containsKey("slot")) {
                variables.put("cause", "The state of the program is the same as it was when it came by "
                        + Source.where(scene.source().place(scene.slot())) + " before, so it would go round for ever.");
            }
            return;
        }
        String line = Source.where(scene.source().place(most));
        boolean isMany = times >= MANY;
        if (isMany && processed != null) {
            variables.put("advice", "Give the loop of " + line
                    + " a constant limit besides its own condition, for instance"
                    + " `i < 64 && ...`; use bpf_loop() or bpf_for(), whose body is verified once; or put parts of the"
                    + " program into global functions (not static), which are verified once.");
        }
        variables.put("cause", processed == null && scene.groups().containsKey("slot")
                ? "The jump back at " + line + " leads to the same state again: nothing that matters has changed, so it"
                        + " would go round for ever."
                : isMany
                        ? "The loop of " + line + " has gone round " + times
                                + " times on this path, and is not at an end."
                        : "This path has jumped back at " + line + ".");
    }

    /** Whether it is a jump that leads back. */
    private static boolean isBack(Insn insn) {
        return insn.isJump() && insn.op() != Insn.CALL && insn.op() != Insn.EXIT && insn.distance() < 0;
    }
}
