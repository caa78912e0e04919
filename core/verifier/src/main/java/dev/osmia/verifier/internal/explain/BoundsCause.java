package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Which number makes an access go too far, what is known of it, and how large it may be. */
final class BoundsCause {
    /** Elements of arrays that are indexed are hardly larger. */
    private static final long MOST_SCALE = 1 << 16;

    private final Scene scene;
    private final Map<String, String> variables;
    private final Reg reg;

    private BoundsCause(Scene scene, Map<String, String> variables, int register) {
        this.scene = scene;
        this.variables = variables;
        reg = scene.reg(register);
    }

    static void find(Scene scene, Map<String, String> variables) {
        int register = scene.register() >= 0 ? scene.register() : pointer(scene.insn());
        if (register < 0 || register > 10) {
            return;
        }
        BoundsCause cause = new BoundsCause(scene, variables, register);
        variables.put("map", cause.reg.mapOrNull() == null ? "" : " " + Words.map(cause.reg));
        Link moved = cause.moved(register);
        if (cause.reg.isNumber()) {
            cause.number(register);
        } else if (moved != null) {
            cause.index(moved);
        } else if (scene.insn().isAlu() && scene.insn().hasSource()) {
            cause.number(scene.insn().src());
        } else {
            cause.constant(register);
        }
    }

    /** A pointer that is moved too far, or an operation for which pointers are taken to be moved. */
    static void far(Scene scene, Map<String, String> variables) {
        Insn insn = scene.insn();
        if (insn.isAlu() && insn.op() != Insn.ADD && insn.op() != Insn.SUB) {
            variables.put("headline", "{subject} computes with a pointer in a way that makes no pointer");
            variables.put("rule",
                    "To a pointer numbers may be added, as 64 bits; nothing else can be computed with it.");
            variables.put("needed", "that {insn} is not done to a pointer");
            variables.put("advice",
                    "Compute the offset as a number first and add it to the pointer at the end; do not align or"
                            + " mask addresses.");
        }
    }

    private static int pointer(Insn insn) {
        return switch (insn.family()) {
            case Insn.LDX -> insn.src();
            case Insn.ST, Insn.STX -> insn.dst();
            case Insn.ALU64 -> insn.hasSource() ? insn.src() : insn.dst();
            default -> -1;
        };
    }

    /** A number that is a size, or that is about to be added. */
    private void number(int register) {
        Where where = scene.register(register);
        Reg number = scene.reg(register);
        List<Link> history = scene.history(register);
        variables.put("cause", "It is " + Words.of(number) + told(where, scene.path().last()) + ".");
        if (scene.insn().isJump()) {
            size(register, number);
        } else if (mayBeNegative(number) || mayBeNegative(check(history))) {
            String name = name(history);
            variables.put("headline", "{subject} adds a number that may be negative to a pointer");
            variables.put("needed", "that the number has a lower and an upper limit, and is not negative");
            variables.put("advice", "Check both ends before {line}: `if (" + name + " < 0 || " + name
                    + " >= count) return ...;`; or make the variable unsigned and check the upper one.");
        }
    }

    private void size(int register, Reg number) {
        String written = scene.argument(register);
        String size = written != null && written.matches("\\w+") ? written : "size";
        String memory = scene.argument(register - 1);
        String buffer = memory != null && memory.matches("\\w+") ? memory : "buffer";
        variables.put("size", written == null ? "" : " (`" + written + "`)");
        if (mayBeNegative(number)) {
            variables.put("headline", "{callee} is given a size{size} that may be negative");
            variables.put("rule",
                    "A size that is passed to a helper must not be negative, nor larger than the memory that"
                            + " is passed with it; without a sign a negative number is huge.");
            variables.put("needed", "that the size is at least 0, for every value that it can have");
            variables.put("advice", "Check both ends: `if (" + size + " < 0 || " + size + " > sizeof(" + buffer
                    + ")) return ...;`, or make the variable unsigned.");
        } else {
            variables.put("advice", "Limit it before the call: `if (" + size + " > sizeof(" + buffer
                    + ")) return ...;`.");
        }
    }

    private static boolean mayBeNegative(@Nullable Reg number) {
        return number != null && number.isNumber() && number.value().s32min() < 0
                && number.value().s32max() < Integer.MAX_VALUE;
    }

    private static boolean mayBeNegative(@Nullable Link check) {
        return check != null && mayBeNegative(check.value());
    }

    /** A number was added to the pointer. */
    private void index(Link moved) {
        Step step = scene.path().step(moved.step());
        Insn insn = scene.program().insn(step.slot());
        Where where = Where.register(step.frame(), numberOf(insn, moved));
        Reg added = scene.path().before(where, moved.step());
        List<Link> history = scene.origins().of(where, moved.step());
        variables.put("cause", "The offset that is added at " + scene.lineOf(moved.step()) + " is " + Words.of(added)
                + told(where, moved.step()) + ".");
        boolean isOnStack = reg.type() == RegType.STACK;
        long most = (long) room() - reg.off() - scene.insn().off() - size();
        if (scene.insn().isJump() || room() == 0 && !isOnStack || most < 0 || added.value().smin() < 0) {
            return;
        }
        variables.put("needed", "that what is added is at most " + most + ": the access takes " + Words.bytes(size())
                + ", and there are " + (most + size()) + (isOnStack ? " to the end of the stack" : ""));
        limit(history, added, most);
    }

    /** How large the index may be of which the offset was made. */
    private void limit(List<Link> history, Reg added, long most) {
        Link check = check(history);
        Link told = check == null && !history.isEmpty() ? history.getLast() : check;
        if (told == null || !told.value().isNumber()) {
            return;
        }
        long scale = scale(told.value().value(), added.value());
        if (scale == 0) {
            return;
        }
        if (check != null) {
            variables.put("advice", "Correct the check at " + scene.lineOf(check.step()) + ": it lets numbers up to "
                    + check.value().value().umax() + " through, and the largest that fits is " + most / scale + ".");
            return;
        }
        String name = scene.name(history);
        variables.put("advice", (name == null && told.kind() == Link.Kind.LOADED
                ? "Read " + new Story(scene).loaded(told.step()) + " into a variable, and compare that before {line}: "
                : "Compare it before {line}: ") + "`if (" + (name == null ? "index" : name)
                + (reg.type() == RegType.STACK ? " >= count" : " > " + most / scale)
                + ") return ...;`, and use the very variable that was compared.");
    }

    /** By what an index was multiplied; 0 if that is not to be seen. */
    private static long scale(Scalar index, Scalar offset) {
        long most = index.umax();
        long scale = most > 0 && offset.umax() % most == 0 ? offset.umax() / most : 0;
        return scale > 0 && scale <= MOST_SCALE ? scale : 0;
    }

    /** How many bytes there are from where the pointer's offsets count; 0 if it is not known. */
    private int room() {
        return switch (RegType.base(reg.type())) {
            case RegType.MAP_VALUE -> reg.map().valueSize();
            case RegType.MEM -> reg.memorySize();
            default -> 0;
        };
    }

    private int size() {
        return scene.groups().containsKey("size") ? scene.number("size") : scene.insn().bytes();
    }

    /** An access at a known place. */
    private void constant(int register) {
        if (scene.group("off") == null || scene.group("vs") == null || !reg.value().isConstant()) {
            return;
        }
        long first = Long.parseLong(scene.groups().getOrDefault("off", "0"));
        int size = scene.groups().containsKey("size") ? scene.number("size") : 0;
        if (size > 0) {
            variables.put("cause", "The access takes bytes " + first + " to " + (first + size - 1) + "; there are "
                    + scene.group("vs") + ", from 0 to " + (scene.number("vs") - 1) + ".");
            variables.put("needed", "that the access ends within the " + scene.group("vs") + " bytes");
        }
        List<Link> history = scene.history(register);
        Link origin = history.isEmpty() ? null : history.getLast();
        if (reg.mapOrNull() != null) {
            variables.put("advice",
                    "Declare the map" + variables.get("map") + " with values of the type that the program"
                            + " takes them for, `__type(value, struct ...)`, or access less.");
        } else if (origin != null && origin.kind() == Link.Kind.RESULT) {
            variables.put("advice", "Ask for more memory at " + scene.lineOf(origin.step())
                    + ", best with `sizeof` of what is put there, or access less.");
        }
    }

    /** The last addition of a number that is not a constant. */
    private @Nullable Link moved(int register) {
        for (Link link : scene.history(register)) {
            int slot = scene.path().step(link.step()).slot();
            if (link.kind() == Link.Kind.COMPUTED && slot >= 0 && scene.program().insn(slot).hasSource()
                    && !link.value().isNumber()) {
                return link;
            }
        }
        return null;
    }

    /** Of the two operands of an addition, the number. */
    private int numberOf(Insn insn, Link moved) {
        Step step = scene.path().step(moved.step());
        return scene.path().before(Where.register(step.frame(), insn.src()), moved.step()).isNumber()
                ? insn.src()
                : insn.dst();
    }

    private String name(List<Link> history) {
        for (Link link : history) {
            String name = link.kind() == Link.Kind.COMPUTED ? null : scene.name(List.of(link));
            if (name != null) {
                return name;
            }
        }
        return "index";
    }

    private static @Nullable Link check(List<Link> history) {
        for (Link link : history) {
            if (link.kind() == Link.Kind.LEARNED) {
                return link;
            }
        }
        return null;
    }

    /** Where a number comes from, and which check told something of it. */
    private String told(Where where, int before) {
        List<Link> history = scene.origins().of(where, before);
        Link check = check(history);
        Link first = history.isEmpty() ? null : history.getLast();
        StringBuilder text = new StringBuilder();
        if (first != null && first.kind().isFirst() && first.kind() != Link.Kind.START) {
            String story = new Story(scene).text(first);
            text.append(story == null ? "" : ", " + story + " at " + scene.lineOf(first.step()));
        }
        if (check == null) {
            return text.append("; no check on this path limits it").toString();
        }
        String known = Words.of(check.value());
        String line = scene.lineOf(check.step());
        return text.append(known.equals(Words.of(scene.path().before(where, before)))
                ? "; the check at " + line + " lets all of that through"
                : "; after the check at " + line + " what it is computed from is " + known).toString();
    }
}
