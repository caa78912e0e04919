package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.state.Reg;

import java.util.List;
import java.util.Map;

/** What a path has got and has, or has not, to give back. */
final class HeldCause {
    /** What gives back the result of a helper or of a function of the kernel, by the beginning of its name. */
    private static final List<Map.Entry<String, String>> RELEASES = List.of(
            Map.entry("bpf_ringbuf_reserve_dynptr(", "`bpf_ringbuf_submit_dynptr()` or `bpf_ringbuf_discard_dynptr()`"),
            Map.entry("bpf_ringbuf_reserve(", "`bpf_ringbuf_submit()` or `bpf_ringbuf_discard()`"),
            Map.entry("bpf_sk", "`bpf_sk_release()`"),
            Map.entry("bpf_task", "`bpf_task_release()`"),
            Map.entry("bpf_cgroup", "`bpf_cgroup_release()`"),
            Map.entry("bpf_cpumask", "`bpf_cpumask_release()`"),
            Map.entry("bpf_obj_new", "`bpf_obj_drop()`"),
            Map.entry("bpf_percpu_obj_new", "`bpf_percpu_obj_drop()`"),
            Map.entry("bpf_kptr_xchg", "`bpf_obj_drop()` (for a type of the kernel, its own release function)"));

    private HeldCause() {
    }

    static void leak(Scene scene, Map<String, String> variables) {
        int at = scene.number("at");
        String callee = scene.names().callee(at);
        String line = Source.where(scene.source().place(at));
        variables.put("origin", "`" + (callee.isEmpty() ? scene.source().place(at).instruction() : callee)
                + "` at " + line);
        variables.put("release", release(callee));
        variables.put("cause", "What " + (callee.isEmpty() ? "was got" : callee + " gave") + " at " + line
                + " belongs to the program from there on; nothing on this path gives it back.");
        if (callee.startsWith("bpf_ringbuf_reserve_dynptr(")) {
            variables.put("advice",
                    "Call " + release(callee) + " on every path, also where bpf_ringbuf_reserve_dynptr() has"
                            + " returned an error.");
        } else if (callee.startsWith("bpf_iter_")) {
            variables.put("held", "the iterator");
        }
    }

    /** What gives back what a call gave. */
    static String release(String callee) {
        if (callee.startsWith("bpf_iter_") && callee.endsWith("_new()")) {
            return "`" + callee.replace("_new()", "_destroy()") + "`";
        }
        for (Map.Entry<String, String> entry : RELEASES) {
            if (callee.startsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return "the function that gives it back";
    }

    static void release(Scene scene, Map<String, String> variables) {
        int register = scene.register() >= 0 ? scene.register() : Math.max(1, scene.number("nr"));
        Reg value = scene.reg(register);
        variables.put("pointer", "r" + register);
        List<Link> history = scene.history(register);
        for (Link link : history) {
            if (link.kind() == Link.Kind.FORGOTTEN) {
                variables.put("cause", "It was given back at " + scene.lineOf(link.step())
                        + " already, and belongs to the program no longer.");
                variables.put("instead", "Leave out one of the two calls.");
                return;
            }
        }
        Link first = history.isEmpty() ? null : history.getLast();
        String story = first == null ? null : new Story(scene).text(first);
        variables.put("cause", "It is a " + Words.of(value) + (story == null || first == null
                ? "."
                : ", " + story + " at " + scene.lineOf(first.step()) + "."));
    }
}
