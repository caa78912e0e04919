package dev.osmia.verifier.internal.explain;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Which region a path is in, or which lock it holds, and where that began. */
final class LockCause {
    private static final String SPIN_LOCK = "bpf_spin_lock";

    private LockCause() {
    }

    /** Something that must not be done inside of a region. */
    static void region(Scene scene, Map<String, String> variables) {
        String lock = scene.groups().getOrDefault("lock", SPIN_LOCK);
        String unlock = switch (lock) {
            case "bpf_rcu_read_lock" -> "`bpf_rcu_read_unlock()`";
            case "bpf_preempt_disable" -> "`bpf_preempt_enable()`";
            case "bpf_local_irq_save" -> "`bpf_local_irq_restore()`";
            default -> "`bpf_spin_unlock()`";
        };
        String here = Source.where(scene.source().place(scene.slot()));
        String what = scene.names().callee(scene.slot());
        variables.put("unlock", unlock);
        variables.put("lock", "`" + lock + "()`");
        variables.put("doing",
                what.isEmpty() ? "the program returns at " + here : "`" + what + "` is called at " + here);
        int begin = begin(scene, lock, unlock.replace("`", "").replace("()", ""));
        if (begin > 0) {
            variables.put("since", lock.equals(SPIN_LOCK)
                    ? "while the lock that was taken at " + scene.lineOf(begin) + " is held"
                    : "inside of the region that " + lock + "() began at " + scene.lineOf(begin));
            variables.put("cause", lock + "() was called at " + scene.lineOf(begin) + "; " + unlock.replace("`", "")
                    + " is not called for it before " + here + ".");
        }
    }

    /** A lock that is released without being held. */
    static void unlock(Scene scene, Map<String, String> variables) {
        String lock = scene.groups().getOrDefault("lock", SPIN_LOCK);
        int begin = begin(scene, lock.endsWith("_lock") ? lock : lock + "_lock", "");
        String given = origin(scene, scene.history(1));
        if (begin < 0) {
            variables.put("cause", "On this path no lock was taken" + (scene.path().isCut() ? " lately." : "."));
            return;
        }
        Step step = scene.path().step(begin);
        String taken = origin(scene, scene.origins().of(Where.register(step.frame(), 1), begin));
        if (given != null && taken != null) {
            variables.put("cause", "The lock that was taken at " + scene.lineOf(begin) + " is in what was " + taken
                    + "; this one is in what was " + given + ".");
        }
    }

    private static @Nullable String origin(Scene scene, List<Link> history) {
        String story = history.isEmpty() ? null : new Story(scene).text(history.getLast());
        return story == null ? null : story + " at " + scene.lineOf(history.getLast().step());
    }

    /** The last step that began a region which no other step has ended; -1 if there is none. */
    private static int begin(Scene scene, String name, String end) {
        int ended = 0;
        for (int index = scene.path().last() - 1; index > 0; index--) {
            int slot = scene.path().step(index).slot();
            String callee = slot < 0 ? "" : scene.names().callee(slot);
            if (callee.equals(end + "()")) {
                ended++;
            } else if (callee.equals(name + "()") && ended-- == 0) {
                return index;
            }
        }
        return -1;
    }
}
