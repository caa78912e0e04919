package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a register lost its value, or a pointer became a number. */
final class LostCause {
    private static final int MOST_PLACES = 3;

    private LostCause() {
    }

    /** A register that holds nothing is read. */
    static void unreadable(Scene scene, Map<String, String> variables) {
        int register = scene.register();
        List<Link> history = scene.history(register);
        if (!history.isEmpty() && history.getFirst().kind() == Link.Kind.CLOBBERED) {
            Link lost = history.getFirst();
            variables.put("cause", "The call of " + scene.names().callee(scene.path().step(lost.step()).slot()) + " at "
                    + scene.lineOf(lost.step()) + " leaves nothing in r1 to r5.");
            variables.put("instead", "Keep the value in r6 to r9 or on the stack over the call; a C compiler does so by"
                    + " itself.");
            return;
        }
        List<String> places = writes(scene, register);
        if (scene.insn().isJump() && scene.insn().op() == Insn.EXIT) {
            variables.put("cause", "On this path nothing was written to r0, which holds what the function returns"
                    + (places.isEmpty()
                            ? "."
                            : "; it is written at " + String.join(" and ", places)
                                    + ", where this path does not come by."));
        } else if (scene.path().isCut()) {
            return;
        } else {
            variables.put("cause", "On this path nothing was written to r" + register + (places.isEmpty()
                    ? "."
                    : "; it is written at " + String.join(" and ", places) + ", where this path does not come by."));
        }
    }

    /** Instructions of the same function that write a register. */
    private static List<String> writes(Scene scene, int register) {
        List<String> places = new ArrayList<>();
        for (int slot = 0; slot < scene.program().length(); slot++) {
            Insn insn = scene.program().insn(slot);
            boolean writes = (insn.isAlu() && insn.op() == Insn.MOV || insn.family() == Insn.LDX || insn.isWide())
                    && insn.dst() == register && slot != scene.slot();
            String line = Source.where(scene.source().place(slot));
            if (writes && places.size() < MOST_PLACES && !places.contains(line)) {
                places.add(line);
            }
            slot += insn.slots() - 1;
        }
        return places;
    }

    /** A number is used as a pointer. */
    static void number(Scene scene, Map<String, String> variables) {
        int register = scene.register();
        List<Link> history = scene.history(register);
        Reg value = scene.reg(register);
        variables.put("what", Words.of(value));
        String name = scene.name(history);
        variables.put("pointer", name == null ? "r" + register : "`" + name + "` (r" + register + ")");
        for (Link link : history) {
            if (explain(scene, link, value, variables)) {
                return;
            }
        }
    }

    private static boolean explain(Scene scene, Link link, Reg value, Map<String, String> variables) {
        int slot = scene.path().step(link.step()).slot();
        if (slot < 0) {
            return false;
        }
        Insn insn = scene.program().insn(slot);
        String line = scene.lineOf(link.step());
        Reg before = scene.path().before(link.where(), link.step());
        return switch (link.kind()) {
            case LOADED -> {
                variables.put("cause", "It was read from " + new Story(scene).loaded(link.step()) + " at " + line
                        + "; what is read from there is a number for the verifier, whatever its type in C.");
                yield true;
            }
            case FORGOTTEN -> forgotten(scene, link, insn, before, variables);
            case LEARNED -> {
                if (RegType.mayBeNull(before.type()) && value.isZero()) {
                    variables.put("what", "NULL");
                    variables.put("headline", "{subject} uses a pointer that is NULL");
                    variables.put("cause",
                            "On this path the check at " + line + " has found that the pointer is NULL.");
                    variables.put("instead", "Use the pointer on the other branch, where it is not NULL; a check with"
                            + " `if (pointer)` must not be turned around.");
                    yield true;
                }
                yield false;
            }
            case GIVEN, PASSED -> {
                variables.put("cause", "It was " + new Story(scene).text(link) + " at " + line + ".");
                if (link.kind() == Link.Kind.GIVEN) {
                    variables.put("instead", "Pass the address of a variable for the callback to the helper at " + line
                            + ".");
                }
                yield true;
            }
            case COMPUTED -> {
                if (before.type() != RegType.SCALAR && before.type() != RegType.NOT_INIT) {
                    variables.put("cause", "Before " + line + " it was a " + Words.of(before)
                            + "; the computation there has made a number of it.");
                    variables.put("instead", "Add only numbers, as 64 bits, to pointers.");
                    yield true;
                }
                yield false;
            }
            case RESULT -> {
                String callee = scene.names().callee(slot);
                variables.put("cause", "It was returned by " + callee + " at " + line
                        + "; for the verifier that is a number, whatever its type in C.");
                if (callee.equals("bpf_get_current_task()")) {
                    variables.put("instead",
                            "Use bpf_get_current_task_btf(), which returns a pointer with a type, or read"
                                    + " the memory with bpf_probe_read_kernel() or BPF_CORE_READ().");
                }
                yield true;
            }
            default -> false;
        };
    }

    private static boolean forgotten(Scene scene, Link link, Insn insn, Reg before, Map<String, String> variables) {
        String line = scene.lineOf(link.step());
        if (insn.op() == Insn.CALL && insn.isJump()) {
            String callee = scene.names().callee(scene.path().step(link.step()).slot());
            variables.put("what", "a pointer that is no longer valid");
            variables.put("headline", (scene.insn().isJump() ? "{callee} is given" : "{subject} uses")
                    + " a pointer that is no longer valid");
            boolean isSame = scene.insn().isJump() && callee.equals(scene.names().callee(scene.slot()));
            if (RegType.isAnyPacket(before.type())) {
                variables.put("rule", "A call that may move the packet ends the validity of all pointers into it.");
                variables.put("state",
                        "that the pointer was got after " + line + ", and compared with the packet's end since");
                variables.put("cause", "The call of " + callee + " at " + line
                        + " may move the packet: no pointer into it that was got before is valid any longer.");
                String context = scene.names().parameter(0, 0);
                String name = context == null ? "ctx" : context;
                variables.put("instead", "Read `" + name + "->data` and `" + name + "->data_end` again after " + line
                        + ", and compare again.");
            } else {
                variables.put("rule",
                        "What was given back belongs to the program no longer, and no pointer to it is valid.");
                variables.put("state", "that it is used before it is given back");
                variables.put("cause",
                        "The call of " + callee + " at " + line + " has given back what it leads to (it was a "
                                + Words.of(before) + ").");
                variables.put("instead", isSame
                        ? "Leave out one of the two calls."
                        : "Do all that needs it before " + line + ".");
            }
            return true;
        }
        if (!insn.isJump() && before.type() != RegType.SCALAR && before.type() != RegType.NOT_INIT) {
            variables.put("cause",
                    "It was read from " + link.where().text() + ", where a pointer had been saved; the write at "
                            + line + " has overwritten a part of that.");
            variables.put("instead",
                    "Write to another place; an array or struct beside the saved pointer may be too small.");
            return true;
        }
        return false;
    }

    /** A helper is given something of the wrong kind. */
    static void argument(Scene scene, Map<String, String> variables) {
        Reg value = scene.reg(scene.register());
        variables.put("what", Words.of(value));
        variables.put("argument", Integer.toString(scene.register()));
        String written = scene.argument(scene.register());
        variables.put("written", written == null ? "" : " (`" + written + "`)");
        String expected = scene.group("expected");
        if (value.isNumber()) {
            number(scene, variables);
            variables.put("what", value.isConstant() && value.value().constant() == 0 ? "NULL (0)" : Words.of(value));
        }
        if (expected == null) {
            return;
        }
        boolean isMemory = expected.contains("fp, ") && expected.contains("map_value");
        if (value.isNumber() && isMemory) {
            String name = scene.name(scene.register());
            variables.putIfAbsent("instead", "Pass the address of a variable" + (name == null
                    ? "."
                    : ": `&" + name + "` in place of `" + name + "`."));
        }
        variables.put("expected", isMemory
                ? "memory of the stack, of a map, of the packet or of a ring buffer"
                : inWords(expected));
        variables.put("wanted", isMemory ? "a pointer to memory" : inWords(expected));
        String advice = advice(expected);
        if (advice != null) {
            variables.putIfAbsent("instead", advice);
        }
        variables.put("brief", Words.kind(value));
    }

    private static @Nullable String advice(String expected) {
        return switch (expected) {
            case "map_ptr" -> "Pass the address of a map that the program declares, `&map`.";
            case "ctx" -> "Pass the context as the program was given it.";
            case "map_value" ->
                "Put it into the value of a map (a text into a `const` array of the program), and pass its"
                        + " address there.";
            case "scalar" -> "Pass a number.";
            default -> null;
        };
    }

    private static String inWords(String expected) {
        List<String> kinds = new ArrayList<>();
        for (String kind : expected.split(", ", -1)) {
            String text = switch (kind.strip()) {
                case "fp" -> "a pointer to the stack";
                case "map_ptr" -> "the address of a map";
                case "ctx" -> "the context";
                case "pkt", "pkt_meta" -> "a pointer into the packet";
                case "map_value" -> "a pointer into a map's value";
                case "map_key" -> "a pointer to a map's key";
                case "scalar" -> "a number";
                case "mem", "buf" -> "a pointer to memory";
                case "ringbuf_mem" -> "a record of a ring buffer";
                case "sock", "sock_common", "tcp_sock", "xdp_sock" -> "a socket";
                case "func" -> "a function of the program";
                case "trusted_ptr_", "ptr_", "rcu_ptr_" -> "an object of the kernel that is sure to exist";
                case "percpu_ptr_", "percpu_rcu_ptr_", "percpu_trusted_ptr_" -> "a variable of each CPU";
                case "dynptr_ptr" -> "a dynptr";
                default -> kind.strip();
            };
            if (!kinds.contains(text)) {
                kinds.add(text);
            }
        }
        return String.join(" or ", kinds);
    }

    /** A function returns the wrong number. */
    static void result(Scene scene, Map<String, String> variables) {
        for (Link link : scene.history(0)) {
            String text = new Story(scene).text(link);
            if (text != null) {
                variables.put("cause", switch (link.kind()) {
                    case COMPUTED -> "What it returns was computed at " + scene.lineOf(link.step()) + ".";
                    case LEARNED -> "The check at " + scene.lineOf(link.step()) + " tells of what it returns: "
                            + Words.of(link.value()) + ".";
                    default -> "What it returns was " + text + " at " + scene.lineOf(link.step()) + ".";
                });
                return;
            }
        }
    }
}
