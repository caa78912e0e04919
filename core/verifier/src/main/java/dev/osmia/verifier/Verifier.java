package dev.osmia.verifier;

import dev.osmia.btf.Btf;
import dev.osmia.btf.CoreKind;
import dev.osmia.btf.Flavour;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectFormatException;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocationException;
import dev.osmia.object.TypeRelocator;
import dev.osmia.verifier.internal.explain.Explaining;
import dev.osmia.verifier.internal.facts.FactRecorder;
import dev.osmia.verifier.internal.log.LinuxLog;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.LoadedPrograms;
import dev.osmia.verifier.internal.program.Loading;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Target;
import dev.osmia.verifier.internal.run.Passes;
import dev.osmia.verifier.internal.types.ProgramTarget;
import org.jspecify.annotations.Nullable;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether programs are safe, as the verifier of Linux 6.18 on x86-64 does with a JIT: the same verdicts, the same reasons.
 * Threads may share one.
 */
public final class Verifier {
    private final VerifierSettings settings;
    private final Target target;
    private final LoadedPrograms others;

    /** A verifier for a kernel and a loader. */
    public Verifier(VerifierSettings settings) {
        this.settings = settings;
        target = new Target(settings.kernelTypes(), settings.symbols(), settings.cpus(), settings.lockdown(),
                settings.hooks());
        others = new TargetPrograms(settings.targets(), this::load);
    }

    /**
     * Verifies a program of an object as it would be loaded, adjusted to the kernel's types (CO-RE). What the object asks
     * of the kernel's configuration must be filled in.
     *
     * @param name of the program
     */
    public Verdict verify(ObjectSpec object, String name) {
        return verify(object, name, null);
    }

    /**
     * As {@link #verify(ObjectSpec, String)}, with a log.
     *
     * @param log receives what Linux would write
     */
    public Verdict verify(ObjectSpec object, String name, @Nullable VerifierLog log) {
        try {
            ProgramSpec program = adjusted(object.program(name));
            return run(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), object.maps(), log);
        } catch (Unsupported unsupported) {
            return new Verdict.Unsupported(String.valueOf(unsupported.getMessage()));
        } catch (TypeRelocationException mismatch) {
            return new Verdict.Unsupported(mismatch.place() + ": " + mismatch.problem());
        } catch (ObjectFormatException nonsense) {
            return new Verdict.Unsupported(String.valueOf(nonsense.getMessage()));
        }
    }

    private ProgramSpec adjusted(ProgramSpec program) {
        if (program.coreRelocations().isEmpty()) {
            return program;
        }
        Btf types = target.types().kernel();
        for (CoreRelocation relocation : TypeRelocator.pending(program)) {
            if (target.isObscure() && asksForUnknown(program, relocation, types)) {
                throw new Unsupported("the kernel's types: " + program.place(relocation.slot()) + " depends on "
                        + TypeRelocator.subject(program, relocation));
            }
        }
        return TypeRelocator.against(types).relocate(program);
    }

    private static boolean asksForUnknown(ProgramSpec program, CoreRelocation relocation, Btf kernel) {
        Btf own = program.btf();
        int id = relocation.typeId();
        return own != null && id > 0 && id < own.size()
                && relocation.kind() != CoreKind.TYPE_ID_LOCAL.ordinal()
                && kernel.ids(Flavour.without(own.name(id))).allMatch(MinimalTypes::isOpaque);
    }

    /**
     * Verifies a program.
     *
     * @param maps the maps that its references name
     */
    public Verdict verify(ProgramSpec program, Map<String, MapSpec> maps) {
        return verify(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), maps);
    }

    /**
     * Verifies a program and writes a log of it.
     *
     * @param maps the maps that its references name
     * @param log receives what Linux would write
     */
    public Verdict verify(ProgramSpec program, Map<String, MapSpec> maps, VerifierLog log) {
        return verify(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), maps, log);
    }

    /**
     * Verifies what may be no program at all.
     *
     * @param facts all but the code
     * @param code slots of eight bytes, little-endian; a rest is left out
     * @param maps the maps that the references name
     */
    public Verdict verify(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps) {
        return run(facts, code, maps, null);
    }

    /**
     * As {@link #verify(ProgramSpec, byte[], Map)}, with a log.
     *
     * @param log receives what Linux would write
     */
    public Verdict verify(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps, VerifierLog log) {
        return run(facts, code, maps, log);
    }

    /**
     * Verifies a program and tells what is known of its instructions.
     *
     * @param maps the maps that its references name
     * @return empty if it is not accepted
     */
    public Optional<ProgramFacts> facts(ProgramSpec program, Map<String, MapSpec> maps) {
        try {
            Program loaded = program(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), maps, others);
            FactRecorder recorder = new FactRecorder(loaded);
            new Passes(loaded, policy(loaded), recorder).run();
            return Optional.of(recorder.facts());
        } catch (Rejection | Unsupported _) {
            return Optional.empty();
        }
    }

    /** Programs of others than the kernel's owner do as little as they must. */
    private VerifierPolicy policy(Program program) {
        return program.hook() == null ? settings.policy() : VerifierPolicy.STRICT;
    }

    private Verdict run(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps, @Nullable VerifierLog log) {
        if (log != null) {
            log.clear();
        }
        try {
            return run(program(facts, code, maps, others), facts, log);
        } catch (Unsupported unsupported) {
            return new Verdict.Unsupported(String.valueOf(unsupported.getMessage()));
        }
    }

    private Verdict run(Program program, ProgramSpec facts, @Nullable VerifierLog log) {
        long start = System.nanoTime();
        VerifierPolicy policy = policy(program);
        LinuxLog writer = log == null ? null : log.begin(facts, program, policy.mayLeakPointers());
        Passes passes = new Passes(program, policy, writer == null ? Events.NONE : writer);
        Verdict verdict;
        try {
            passes.run();
            verdict = new Verdict.Accepted(passes.work());
        } catch (Rejection rejection) {
            verdict = new Verdict.Rejected(rejection.errno(), rejection.lines(), passes.slot(), passes.work());
            if (writer != null) {
                writer.rejected(rejection, passes.slot());
            }
        }
        if (writer != null) {
            writer.end(passes.work(), verdict instanceof Verdict.Accepted, System.nanoTime() - start);
        }
        return verdict;
    }

    /**
     * Says why a program of an object is not accepted; it is adjusted to the kernel's types first, as
     * {@link #verify(ObjectSpec, String)} does.
     *
     * @param name of the program
     * @return nothing for a program that is accepted, or of which nothing can be said
     */
    public Optional<Explanation> explain(ObjectSpec object, String name) {
        try {
            return explain(adjusted(object.program(name)), object.maps());
        } catch (Unsupported | TypeRelocationException | ObjectFormatException nothing) {
            return Optional.empty();
        }
    }

    /**
     * Says why a program is not accepted. It is verified anew for that, so that those who do not ask pay nothing.
     *
     * @param maps the maps that its references name
     * @return nothing for a program that is accepted, or of which nothing can be said
     */
    public Optional<Explanation> explain(ProgramSpec program, Map<String, MapSpec> maps) {
        return explain(program, program.code().encode(ByteOrder.LITTLE_ENDIAN), maps);
    }

    /**
     * As {@link #explain(ProgramSpec, Map)}, for what may be no program at all.
     *
     * @param facts all but the code
     * @param code slots of eight bytes, little-endian; a rest is left out
     * @param maps the maps that the references name
     */
    public Optional<Explanation> explain(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps) {
        try {
            return new Explaining(facts, code, program(facts, code, maps, others), settings.policy()).explanation();
        } catch (Unsupported unsupported) {
            return Optional.empty();
        }
    }

    private ProgramTarget.Target load(TargetProgram wanted, LoadedPrograms others) {
        String problem;
        try {
            ProgramSpec spec = adjusted(wanted.object().program(wanted.name()));
            Program program = program(spec, spec.code().encode(ByteOrder.LITTLE_ENDIAN), wanted.object().maps(),
                    others);
            Passes passes = new Passes(program, policy(program));
            passes.run();
            return passes.loaded();
        } catch (Rejection rejection) {
            problem = "Linux refuses it: " + rejection.lines().getLast();
        } catch (Unsupported unsupported) {
            problem = "it is not known whether Linux accepts it, for want of " + unsupported.getMessage();
        } catch (TypeRelocationException mismatch) {
            problem = mismatch.place() + ": " + mismatch.problem();
        }
        throw new Unsupported("the loaded program " + wanted + ": " + problem);
    }

    private Program program(ProgramSpec facts, byte[] code, Map<String, MapSpec> maps, LoadedPrograms others) {
        Map<String, MapInfo> known = new HashMap<>();
        maps.forEach((name, map) -> known.put(name, new MapInfo(map, target)));
        return Loading.load(facts, code, known, target, others);
    }
}
