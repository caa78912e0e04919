package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The histories of values, in words. */
final class Story {
    private static final int MOST_FACTS = 5;
    private static final String COMPUTED = "computed here";

    private final Scene scene;

    Story(Scene scene) {
        this.scene = scene;
    }

    /** Where a value comes from, the oldest first. */
    List<Explanation.Fact> of(List<Link> history) {
        List<Explanation.Fact> facts = new ArrayList<>();
        Set<Integer> slots = new HashSet<>();
        for (Link link : history) {
            String text = text(link);
            if (text != null && facts.size() < MOST_FACTS && slots.add(scene.path().step(link.step()).slot())
                    && !isContinued(link, facts)) {
                facts.add(new Explanation.Fact(text, scene.placeOf(link.step())));
            }
        }
        Collections.reverse(facts);
        return facts;
    }

    /** Whether what follows was computed on the same line, so that this is no more than a part of it. */
    private boolean isContinued(Link link, List<Explanation.Fact> facts) {
        String text = text(link);
        return link.kind() == Link.Kind.COMPUTED && !facts.isEmpty()
                && text != null && text.startsWith(COMPUTED)
                && facts.getLast().what().startsWith(COMPUTED)
                && Source.where(facts.getLast().place()).equals(scene.lineOf(link.step()));
    }

    /** What a link tells, null if nothing that helps. */
    @Nullable
    String text(Link link) {
        int slot = scene.path().step(link.step()).slot();
        return switch (link.kind()) {
            case START, COPIED, SAVED, RESTORED -> null;
            case CONSTANT -> constant(link, slot);
            case LOADED -> "read from " + loaded(link.step()) + into(link);
            case RESULT -> "returned by " + scene.names().callee(slot) + into(link);
            case CLOBBERED -> "lost in the call of " + scene.names().callee(slot) + ", which may overwrite r0 to r5";
            case FORGOTTEN -> forgotten(link, slot);
            case COMPUTED -> computed(link, slot);
            case LEARNED -> "the check tells: " + learned(link.value());
            case PASSED, GIVEN -> passed(link);
            case RETURNED ->
                "returned by " + scene.names().function(scene.path().step(link.step()).subprogram()) + into(link);
        };
    }

    private String into(Link link) {
        String name = Source.assigned(scene.placeOf(link.step()));
        return name == null ? "" : " into `" + name + "`";
    }

    private @Nullable String constant(Link link, int slot) {
        Insn insn = scene.program().insn(slot);
        return insn.isWide() && link.value().mapOrNull() != null
                ? null
                : link.value().isConstant() ? "set to " + link.value().value().constant() : "set here";
    }

    /** What a check tells of a value, as far as it is news. */
    static String learned(Reg value) {
        if (RegType.isPacket(value.type())) {
            return value.range() > 0
                    ? "the packet goes on for " + Words.bytes(value.range()) + " from its start"
                            + (value.value().isConstant()
                                    ? ""
                                    : " and the varying number")
                    : "nothing";
        }
        return value.isNumber() ? Words.of(value) : "it is not NULL";
    }

    private @Nullable String forgotten(Link link, int slot) {
        Insn insn = scene.program().insn(slot);
        Reg before = scene.path().before(link.where(), link.step());
        if (!insn.isJump() && (before.isNumber() || before.type() == RegType.NOT_INIT)) {
            return "written in part";
        }
        return insn.isJump()
                ? "no longer valid after " + (insn.op() == Insn.CALL
                        ? "the call of " + scene.names().callee(slot)
                        : "leaving the function")
                : "overwritten in part";
    }

    private String passed(Link link) {
        Step callee = scene.path().step(link.step() + 1);
        String name = scene.names().parameter(callee.subprogram(), link.where().register() - 1);
        String by = link.kind() == Link.Kind.GIVEN
                ? " by " + scene.names().callee(scene.path().step(link.step()).slot())
                : "";
        return "passed to " + scene.names().function(callee.subprogram()) + (name == null ? "" : " as `" + name + "`")
                + by;
    }

    private String computed(Link link, int slot) {
        Insn insn = scene.program().insn(slot);
        String now = link.value().isNumber() ? ", which makes it " + Words.of(link.value()) : "";
        if (insn.isAlu() && insn.op() == Insn.ADD) {
            return (insn.hasSource()
                    ? Words.of(scene.path()
                            .before(Where.register(scene.path().step(link.step()).frame(),
                                    other(insn, link)), link.step()))
                    : Integer.toString(insn.imm())) + " is added" + now;
        }
        return COMPUTED + (link.value().isNumber() ? ": " + Words.of(link.value()) : "");
    }

    /** Of two numbers or pointers that are added, the one that the history does not follow. */
    private static int other(Insn insn, Link link) {
        return link.where().isRegister() && link.where().register() == insn.dst() ? insn.src() : insn.dst();
    }

    /** What a load reads from. */
    String loaded(int step) {
        Step done = scene.path().step(step);
        Insn insn = scene.program().insn(done.slot());
        if (insn.family() != Insn.LDX) {
            return insn.family() == Insn.LD ? "the packet" : "memory";
        }
        Reg base = scene.path().before(Where.register(done.frame(), insn.src()), step);
        return switch (RegType.base(base.type())) {
            case RegType.CTX -> {
                String member = scene.names().member(done.subprogram(), base.off() + insn.off(), insn.bytes());
                yield member == null
                        ? "the context, offset " + (base.off() + insn.off())
                        : "`" + member + "`";
            }
            case RegType.MAP_VALUE -> {
                String variable = scene.names().variable(base, insn.off());
                yield variable == null ? "a value of the map " + Words.map(base) : "the variable `" + variable + "`";
            }
            case RegType.PACKET -> "the packet";
            case RegType.BTF_ID -> "memory of the kernel";
            default -> "memory";
        };
    }
}
