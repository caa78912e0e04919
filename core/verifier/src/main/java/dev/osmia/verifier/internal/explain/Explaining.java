package dev.osmia.verifier.internal.explain;

import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.VerifierPolicy;
import dev.osmia.verifier.internal.flow.Successors;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.run.Passes;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Explains rejections. The program is verified twice: first to learn which path ends in the rejection ({@link Trail}), then
 * to write down what happens on that path and on no other ({@link Recorder}). A verification that nobody asks about pays
 * nothing, and one of a million instructions keeps no more than the stretches of its path and the steps at its end.
 */
public final class Explaining {
    private static final Path NONE = new Path(List.of(), false, Map.of(), null);

    private final ProgramSpec spec;
    private final byte[] code;
    private final Program program;
    private final VerifierPolicy policy;

    /**
     * Explains a program.
     *
     * @param spec what it is called and where it comes from
     * @param code its slots as they are verified, little-endian
     */
    public Explaining(ProgramSpec spec, byte[] code, Program program, VerifierPolicy policy) {
        this.spec = spec;
        this.code = code.clone();
        this.program = program;
        this.policy = policy;
    }

    /**
     * Why the program is not accepted; empty if it is.
     *
     * @throws dev.osmia.verifier.internal.path.Unsupported if nothing can be said
     */
    public Optional<Explanation> explanation() {
        Trail trail = new Trail(program);
        Passes passes = new Passes(program, policy, trail);
        try {
            passes.run();
            return Optional.empty();
        } catch (Rejection rejection) {
            return Optional.of(explain(rejection, passes.slot(), trail));
        }
    }

    private Explanation explain(Rejection rejection, int at, Trail trail) {
        Rules.Match match = Rules.of(String.join("\n", rejection.lines()));
        Path path = trail.isOnPath() ? record(trail) : NONE;
        int slot = slot(match, path, at, trail);
        Names names = new Names(spec, program);
        Scene scene = new Scene(program, names, new Source(spec, code), trail, path, new Origins(program, path),
                rejection, slot < program.length() ? slot : -1, match.groups());
        Map<String, String> variables = variables(scene);
        Causes.find(match.rule().cause(), scene, variables);
        if (match.rule().name().equals("stack-too-large")) {
            variables.put("cause", CallCause.stack(names, trail.functions()));
        }
        Rule rule = match.rule();
        boolean isKnown = scene.hasPath() && scene.slot() >= 0;
        return new Explanation(spec.name(),
                Template.fill(variables.getOrDefault("headline", rule.headline()), variables),
                scene.slot() < 0 ? null : scene.source().place(scene.slot()), rejection.lines(),
                variables.getOrDefault("cause", ""),
                Template.fill(variables.getOrDefault("rule", rule.rule()), variables),
                isKnown ? new Knowing(scene).all() : List.of(), isKnown ? new Decisions(scene).all() : List.of(),
                Template.fill(variables.getOrDefault("needed", rule.needed()), variables),
                Template.fill(variables.getOrDefault("advice", rule.advice()), variables));
    }

    /** The instruction that it is about: the one that Linux names, or where the path ended. */
    private int slot(Rules.Match match, Path path, int at, Trail trail) {
        String named = match.groups().get("slot");
        if (named != null) {
            return Integer.parseInt(named);
        }
        Subprograms functions = trail.functions();
        if (match.rule().name().equals("last-insn") && functions != null) {
            return lastOfOpenFunction(functions);
        }
        return path.steps().size() > 1 ? at : -1;
    }

    /** The last instruction of the first function that can be left over its end. */
    private int lastOfOpenFunction(Subprograms functions) {
        Successors successors = new Successors(program);
        for (int number = 0; number < functions.count(); number++) {
            int last = functions.get(number).end() - 1;
            if (successors.next(last) >= 0) {
                return last;
            }
        }
        return -1;
    }

    private Path record(Trail trail) {
        Recorder recorder = new Recorder(trail.stretches());
        try {
            new Passes(program, policy, recorder).run();
        } catch (Rejection again) {
            return recorder.path();
        }
        throw new IllegalStateException("the program was rejected before");
    }

    /** The register that it is about; of two that are computed with, the one that is no number. */
    private static int pointer(Scene scene) {
        Insn insn = scene.insn();
        boolean isOther = insn.isAlu() && insn.hasSource() && scene.reg(scene.register()).isNumber();
        return isOther ? insn.src() : scene.register();
    }

    private Map<String, String> variables(Scene scene) {
        Map<String, String> variables = new HashMap<>(scene.groups());
        variables.put("program", "`" + spec.name() + "`");
        variables.put("type", spec.type().shortName());
        variables.put("errno", scene.rejection().errno().name());
        variables.putAll(scene.groups());
        if (scene.groups().containsKey("size")) {
            variables.put("bytes", Words.bytes(scene.number("size")));
        }
        if (scene.slot() < 0) {
            variables.putAll(
                    Map.of("subject", "the program", "insn", "an instruction", "line", "where it happens", "callee",
                            "a call", "access", "uses", "function", "a function"));
            return variables;
        }
        variables.put("function", "a function");
        Explanation.Place place = scene.source().place(scene.slot());
        variables.put("subject", Source.expression(place));
        variables.put("insn", "`" + place.instruction() + "`");
        variables.put("line", Source.where(place));
        String callee = scene.names().callee(scene.slot());
        variables.put("callee", callee.isEmpty()
                ? Source.expression(place)
                : callee.endsWith("()") ? "`" + callee + "`" : callee);
        if (scene.insn().isJump()) {
            variables.put("access", "uses");
        } else {
            variables.put("access", scene.insn().family() == 1 ? "reads" : "writes");
            variables.put("width", Words.bytes(scene.insn().bytes()));
        }
        @Nullable
        String known = scene.hasPath() && scene.register() >= 0 && scene.register() <= 10
                ? Words.of(scene.reg(scene.register()))
                : null;
        if (known != null) {
            variables.put("known", known);
            variables.put("brief", Words.kind(scene.reg(pointer(scene))));
        }
        if (scene.hasPath()) {
            variables.put("function", "`" + scene.names().function(scene.subprogram()) + "`");
        }
        return variables;
    }
}
