package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which maps a call is given, and which it wants. */
final class MapCause {
    private static final int ARGUMENTS = 5;
    /** What calls want, by the beginning of their names. */
    private static final Map<String, String> WANTED = Map.of("bpf_ringbuf_", "BPF_MAP_TYPE_RINGBUF", "bpf_tail_call",
            "BPF_MAP_TYPE_PROG_ARRAY", "bpf_perf_event_", "BPF_MAP_TYPE_PERF_EVENT_ARRAY", "bpf_get_stackid",
            "BPF_MAP_TYPE_STACK_TRACE", "bpf_sk_storage_", "BPF_MAP_TYPE_SK_STORAGE", "bpf_task_storage_",
            "BPF_MAP_TYPE_TASK_STORAGE", "bpf_user_ringbuf_", "BPF_MAP_TYPE_USER_RINGBUF");

    private MapCause() {
    }

    static void find(Scene scene, Map<String, String> variables) {
        List<String> maps = new ArrayList<>();
        for (int number = 1; number <= ARGUMENTS; number++) {
            Reg reg = scene.reg(number);
            if (RegType.base(reg.type()) == RegType.CONST_MAP) {
                maps.add("the map " + Words.map(reg) + ", a BPF_MAP_TYPE_" + reg.map().type().name());
            }
        }
        if (maps.size() == 1) {
            variables.put("map", maps.getFirst());
        }
        String callee = scene.names().callee(scene.slot());
        WANTED.forEach((start, type) -> {
            if (callee.startsWith(start)) {
                variables.put("needed", "that the map is a " + type);
                variables.put("advice",
                        "Declare the map with `__uint(type, " + type + ")`, or use a helper that is made for"
                                + " its type.");
            }
        });
    }

    /** A timer and the map that it is said to be in. */
    static void timer(Scene scene, Map<String, String> variables) {
        Reg timer = scene.reg(1);
        Reg map = scene.reg(2);
        if (timer.mapOrNull() == null || map.mapOrNull() == null) {
            return;
        }
        variables.put("map", " " + Words.map(map));
        if (timer.map() == map.map()) {
            variables.put("cause",
                    "Both belong to maps that are looked up in another map, and the verifier does not know"
                            + " whether it is the same.");
        } else {
            variables.put("cause", "The timer is in a value of the map " + Words.map(timer)
                    + "; the second argument is the map " + Words.map(map) + ".");
            variables.put("instead", "Pass the map that the timer is in: `&" + timer.map().name() + "`.");
        }
    }

    /** An access that the map does not allow. */
    static void access(Scene scene, Map<String, String> variables) {
        int register = scene.insn().isJump()
                ? scene.register()
                : scene.insn().family() == Insn.LDX ? scene.insn().src() : scene.insn().dst();
        if (register < 0 || register > 10 || scene.reg(register).mapOrNull() == null) {
            return;
        }
        Reg pointer = scene.reg(register);
        variables.put("map", " " + Words.map(pointer));
        String variable = scene.names().variable(pointer, scene.insn().isJump() ? 0 : scene.insn().off());
        if (variable != null) {
            variables.put("headline", "{subject} writes to `" + variable + "`, which is a constant");
            variables.put("rule",
                    "What is declared `const` cannot be changed by programs: it lies in the map{map}, which is"
                            + " read-only for them.");
            variables.put("instead", "Leave out `const` at `" + variable + "`, or change a copy.");
        }
    }

    /** A text that can change. */
    static void string(Scene scene, Map<String, String> variables) {
        int register = scene.register();
        if (register < 0 || register > 10 || scene.reg(register).mapOrNull() == null) {
            return;
        }
        Reg pointer = scene.reg(register);
        String variable = scene.names().variable(pointer, 0);
        variables.put("cause", "Argument "
                + register + " points into " + (variable == null
                        ? "a value of"
                        : "`" + variable
                                + "`, which lies in")
                + " the map " + Words.map(pointer) + ", and what is there can change.");
        if (variable != null) {
            variables.put("instead", "Declare it as a constant: `const char " + variable + "[] = ...;`.");
        }
    }
}
