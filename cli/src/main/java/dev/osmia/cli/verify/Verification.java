package dev.osmia.cli.verify;

import dev.osmia.abi.ProgramType;
import dev.osmia.cli.Console;
import dev.osmia.cli.Failure;
import dev.osmia.cli.NamedFile;
import dev.osmia.cli.Osmia;
import dev.osmia.cli.Spelling;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.TargetProgram;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.Verifier;
import dev.osmia.verifier.VerifierLog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Verifies the programs of an object. */
public final class Verification {
    private static final String CONFIG = ".kconfig";

    private final VerifyOptions options;
    private final TargetKernel kernel;
    private final List<TargetProgram> targets;
    private final Verifier verifier;
    private final ObjectSpec object;
    private final @Nullable String unknownOption;

    private Verification(VerifyOptions options, ObjectSpec read) {
        this.options = options;
        kernel = TargetKernel.of(options.types());
        targets = Targets.read(options.targets(), this::filled);
        verifier = new Verifier(kernel.settings().withTargets(targets));
        ObjectSpec filled = read;
        String unknown = null;
        try {
            filled = filled(read);
        } catch (BpfException refusal) {
            unknown = refusal.getMessage();
        }
        object = filled;
        unknownOption = unknown;
    }

    /** The object with what it asks of the kernel's configuration. */
    private ObjectSpec filled(ObjectSpec read) {
        return asks(read) ? kernel.config().get().fill(read) : read;
    }

    /**
     * Verifies and prints the verdicts.
     *
     * @return whether all programs are accepted
     */
    public static boolean run(VerifyOptions options, boolean json, Console console) {
        ObjectSpec object = ObjectSpec.read(NamedFile.name(options.object()),
                NamedFile.readAll(options.object(), console));
        Verification verification = new Verification(options, object);
        List<ProgramSpec> programs = verification.chosen();
        List<Result> results = new ArrayList<>();
        try (Report report = json
                ? new JsonReport(console, object.name(), verification.kernel.name(), options.targets())
                : new TextReport(console, object.name(), verification.kernel.name(), options.targets())) {
            for (ProgramSpec program : programs) {
                Result result = verification.verify(program);
                results.add(result);
                report.add(result);
            }
        }
        return results.stream().allMatch(Result::isAccepted);
    }

    private List<ProgramSpec> chosen() {
        List<ProgramSpec> programs = new ArrayList<>();
        for (String name : options.programs()) {
            if (!object.programs().containsKey(name)) {
                throw new Failure(object.name() + " has no program " + name
                        + Spelling.hint(name, object.programs().keySet()), Osmia.USAGE);
            }
            programs.add(object.program(name));
        }
        if (programs.isEmpty()) {
            programs.addAll(object.programs().values());
        }
        if (programs.isEmpty()) {
            throw new Failure(object.name() + ": it has no programs");
        }
        return programs;
    }

    private Result verify(ProgramSpec program) {
        ProgramSpec changed = program.withFlags(program.flags() | options.flags());
        ProgramType type = options.type();
        ProgramSpec asked = type == null || type == program.type() ? changed : changed.withType(type, null);
        if (unknownOption != null && asks(program)) {
            return new Result(asked, new Verdict.Unsupported(unknownOption), null, "");
        }
        ObjectSpec of = object.withProgram(program.name(), _ -> asked);
        if (options.log() == 0) {
            return result(of, asked, verifier.verify(of, program.name()), "");
        }
        VerifierLog log = new VerifierLog(options.log());
        return result(of, asked, verifier.verify(of, program.name(), log), log.text());
    }

    private Result result(ObjectSpec of, ProgramSpec program, Verdict verdict, String log) {
        Explanation explanation = verdict instanceof Verdict.Rejected
                ? verifier.explain(of, program.name()).orElse(null)
                : null;
        Verdict told = verdict instanceof Verdict.Unsupported(var missing)
                ? new Verdict.Unsupported(missing + advice(program))
                : verdict;
        return new Result(program, told, explanation, log);
    }

    private String advice(ProgramSpec program) {
        if (program.type() == ProgramType.HOST) {
            return options.type() == null ? "; --type TYPE tells" : "";
        }
        return Targets.advice(program, object, targets);
    }

    private static boolean asks(ObjectSpec object) {
        return object.variables().values().stream().anyMatch(variable -> variable.map().equals(CONFIG));
    }

    private static boolean asks(ProgramSpec program) {
        return program.references()
                .values()
                .stream()
                .anyMatch(reference -> reference instanceof Reference.ToMapValue(var map, var _) && map.equals(CONFIG));
    }
}
