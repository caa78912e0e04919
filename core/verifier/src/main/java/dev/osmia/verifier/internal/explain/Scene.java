package dev.osmia.verifier.internal.explain;

import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that is known of a rejection.
 *
 * @param slot the instruction, -1 if it is about none
 * @param groups what the message says
 */
record Scene(Program program, Names names, Source source, Trail trail, Path path, Origins origins,
        Rejection rejection, int slot, Map<String, String> groups) {

    /** Whether it happened on a path, of which the steps are known. */
    boolean hasPath() {
        return path.steps().size() > 1 && path.end() != null;
    }

    /** What was known where it happened. */
    State end() {
        return Objects.requireNonNull(path.end());
    }

    Insn insn() {
        return program.insn(slot);
    }

    /** The activation in which it happened. */
    int frame() {
        return path.step(path.last()).frame();
    }

    int subprogram() {
        return path.step(path.last()).subprogram();
    }

    Where register(int number) {
        return Where.register(frame(), number);
    }

    /** What was known of a register. */
    Reg reg(int number) {
        return path.before(register(number), path.last());
    }

    List<Link> history(int number) {
        return origins.of(register(number), path.last());
    }

    Explanation.Place placeOf(int step) {
        return source.place(path.step(step).slot());
    }

    /** For "line 12". */
    String lineOf(int step) {
        return Source.where(placeOf(step));
    }

    /** What the source calls the value of a register, null if it is not known. */
    @Nullable
    String name(int register) {
        return name(history(register));
    }

    /** What the source calls a value with this history. */
    @Nullable
    String name(List<Link> history) {
        for (Link link : history) {
            switch (link.kind()) {
                case PASSED, GIVEN -> {
                    return names.parameter(path.step(link.step() + 1).subprogram(), link.where().register() - 1);
                }
                case START -> {
                    return link.step() == 0 && !path.isCut() && link.where().isRegister()
                            ? names.parameter(trail.function(), link.where().register() - 1)
                            : null;
                }
                case CONSTANT, LOADED, RESULT, RETURNED, COMPUTED -> {
                    return Source.assigned(placeOf(link.step()));
                }
                case FORGOTTEN, CLOBBERED -> {
                    return null;
                }
                case LEARNED, COPIED, SAVED, RESTORED -> {
                }
            }
        }
        return null;
    }

    /** The arguments of the call as they stand in the source; empty if they are not known. */
    List<String> arguments() {
        String callee = names.callee(slot);
        String text = Source.expression(source.place(slot));
        return text.startsWith("`") && callee.endsWith("()")
                ? Expression.arguments(text.substring(1, text.length() - 1), callee.substring(0, callee.length() - 2))
                : List.of();
    }

    /** An argument of the call as it stands in the source, counted from 1; null if it is not known. */
    @Nullable
    String argument(int number) {
        List<String> arguments = arguments();
        return number < 1 || number > arguments.size() ? null : arguments.get(number - 1);
    }

    /** The number that the message names so; -1 if it names none. */
    int number(String group) {
        String text = groups.get(group);
        return text == null ? -1 : Integer.parseInt(text);
    }

    /** The register that the message is about; -1 for none. */
    int register() {
        int argument = number("arg");
        return groups.containsKey("reg") ? number("reg") : argument >= 0 ? argument + 1 : -1;
    }

    @Nullable
    String group(String name) {
        return groups.get(name);
    }
}
