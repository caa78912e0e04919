package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.internal.flow.Successors;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why nothing is known of the packet's length: no check, one on another path, too small a one, or one of another pointer. */
final class PacketCause {
    private static final int MOST_PLACES = 3;
    /** Linux does not follow packet pointers that may be further away. */
    private static final int FURTHEST = 0xffff;

    /** The simplest way to a member. */
    private static final Pattern MEMBER = Pattern.compile("`(\\w+)->\\w+`");

    private final Scene scene;
    private final Map<String, String> variables;
    private final Reg pointer;
    private final Successors successors;

    private PacketCause(Scene scene, Map<String, String> variables) {
        this.scene = scene;
        this.variables = variables;
        pointer = scene.reg(scene.register());
        successors = new Successors(scene.program());
    }

    static void find(Scene scene, Map<String, String> variables) {
        if (scene.register() >= 0 && scene.register() <= 10
                && RegType.isPacket(scene.reg(scene.register()).type())) {
            new PacketCause(scene, variables).find();
        }
    }

    private void find() {
        int size = scene.groups().containsKey("size") ? scene.number("size") : scene.insn().bytes();
        variables.put("bytes", Words.bytes(size));
        if (scene.insn().isJump()) {
            variables.put("access", "uses");
            variables.put("subject", "the call of " + variables.get("callee"));
        }
        if (scene.groups().containsKey("off")) {
            int last = pointer.off() + offset() + size;
            boolean isFromStart = pointer.type() == RegType.PACKET && pointer.value().isConstant();
            variables.put("needed", isFromStart
                    ? "that the packet has at least " + Words.bytes(last)
                    : "that the packet goes on for at least " + Words.bytes(offset() + size) + " from the pointer on");
            variables.put("condition", condition(isFromStart, last, size));
        }
        variables.put("cause", cause(size));
    }

    /** How a C program says that the packet ends too early. */
    private String condition(boolean isFromStart, int last, int size) {
        String end = end();
        Matcher member = MEMBER.matcher(variables.getOrDefault("subject", ""));
        if (!scene.insn().isJump() && member.matches()) {
            return "(void *)(" + member.group(1) + " + 1) > " + end;
        }
        List<Link> history = scene.history(scene.register());
        String name = scene.name(history);
        if (name != null && (!isFromStart || pointer.off() == 0)) {
            return bytes(name, history) + " + " + (offset() + size) + " > " + end;
        }
        return isFromStart ? "data + " + last + " > " + end : "pointer + " + (offset() + size) + " > " + end;
    }

    /** A pointer such that one is one byte. */
    private String bytes(String name, List<Link> history) {
        for (Link link : history) {
            Explanation.Source source = scene.placeOf(link.step()).source();
            if (source != null && source.text().matches(".*\\b(void|char|u8|uint8_t)\\s*\\*\\s*" + name + "\\b.*")) {
                return name;
            }
        }
        return "(void *)" + name;
    }

    /** What the program calls the packet's end. */
    private String end() {
        for (int index = scene.path().last() - 1; index > 0; index--) {
            for (Change change : scene.path().step(index).changes()) {
                String name = change.where().isRegister() && change.reg().type() == RegType.PACKET_END
                        ? scene.name(scene.origins().of(change.where(), index + 1))
                        : null;
                if (name != null) {
                    return name;
                }
            }
        }
        return "data_end";
    }

    private int offset() {
        return scene.insn().isJump() ? 0 : scene.insn().off();
    }

    private String cause(int size) {
        List<Integer> checks = checks();
        if (checks.isEmpty()) {
            return elsewhere();
        }
        int last = checks.getLast();
        String line = scene.lineOf(last);
        if (pointer.range() > 0) {
            variables.put("advice", "Correct the check at " + line + ": " + (pointer.off() + offset() + size)
                    + " bytes are needed, not " + pointer.range() + (pointer.value().isConstant()
                            ? "."
                            : ", counted from where the number is added."));
            int needed = pointer.off() + offset() + size;
            return "The check at " + line + " proves that the packet has " + Words.bytes(pointer.range())
                    + (pointer.value().isConstant() ? "" : " after where the number was added")
                    + "; this access needs " + needed + ".";
        }
        if (!pointer.value().isConstant()) {
            return moved(line);
        }
        variables.put("advice", "Turn the comparison at " + line + " around, or move the access to its other branch.");
        return "After the check at " + line
                + " this path takes the way on which the packet may be too short; the check helps only on the other one.";
    }

    private String moved(String line) {
        if (Long.compareUnsigned(pointer.value().umax(), FURTHEST) > 0) {
            variables.put("advice", "Limit the number before it is added, so that the pointer stays within "
                    + FURTHEST + " bytes: `if (number > 1500) return ...;`; and compare the sum with `data_end`.");
            return "The pointer was moved by a number that may be larger than " + FURTHEST
                    + ": checks of such a pointer tell the verifier nothing, the one at " + line + " included.";
        }
        return "The check at " + line + " is about another pointer: this one was moved by "
                + Words.number(pointer.value()) + ", and was not compared with `data_end` since.";
    }

    /** The checks are on other paths, if there are any. */
    private String elsewhere() {
        BitSet all = scene.trail().packetChecks();
        TreeSet<String> lines = new TreeSet<>();
        all.stream()
                .filter(slot -> slot != scene.slot())
                .limit(MOST_PLACES)
                .forEach(slot -> lines.add(Source.where(scene.source().place(slot))));
        if (lines.isEmpty()) {
            return "Nothing on the paths to here compares a pointer into the packet with `data_end`.";
        }
        String where = (lines.size() == 1 ? "the check at " : "the checks at ") + String.join(" and ", lines)
                + (lines.size() == 1 ? " is" : " are");
        String parting = parting(all);
        return "No check on this path tells how long the packet is; " + where + (parting == null
                ? " not on it."
                : " only on the other branch of " + parting + ".");
    }

    /** The last decision of this path of which only the other branch leads to a check; null if there is none. */
    private @Nullable String parting(BitSet checks) {
        for (int index = scene.path().last() - 1; index > 0; index--) {
            Step step = scene.path().step(index);
            Step next = scene.path().step(index + 1);
            if (!step.isFork() || next.frame() != step.frame()) {
                continue;
            }
            int target = successors.target(step.slot());
            int other = next.slot() == target ? successors.next(step.slot()) : target;
            if (other >= 0 && leadsTo(other).intersects(checks)) {
                return leadsTo(next.slot()).intersects(checks) ? null : scene.lineOf(index);
            }
        }
        return null;
    }

    /** Where control can come from an instruction without leaving the function. */
    private BitSet leadsTo(int from) {
        BitSet found = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            int slot = open.pop();
            if (slot >= 0 && slot < scene.program().length() && !found.get(slot)) {
                found.set(slot);
                open.push(successors.next(slot));
                open.push(successors.target(slot));
            }
        }
        return found;
    }

    /** The comparisons with the packet's end on this path. */
    private List<Integer> checks() {
        List<Integer> checks = new ArrayList<>();
        for (int index = 1; index < scene.path().last(); index++) {
            Step step = scene.path().step(index);
            Insn insn = scene.program().insn(step.slot());
            if (Decisions.isJump(insn) && insn.hasSource() && scene.trail().packetChecks().get(step.slot())) {
                checks.add(index);
            }
        }
        return checks;
    }
}
