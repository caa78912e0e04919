package dev.osmia.verifier;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.LoadedPrograms;
import dev.osmia.verifier.internal.program.Program.Attachment;
import dev.osmia.verifier.internal.types.ProgramTarget;
import org.jspecify.annotations.Nullable;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The programs that others may be attached to, as a loader finds the one that is meant. */
final class TargetPrograms implements LoadedPrograms {
    private final List<TargetProgram> all;
    private final BiFunction<TargetProgram, LoadedPrograms, ProgramTarget.Target> load;
    private final IdentityHashMap<TargetProgram, ProgramTarget.Target> loaded = new IdentityHashMap<>();

    /**
     * Programs.
     *
     * @param load verifies one that may itself be attached to some
     */
    TargetPrograms(List<TargetProgram> all, BiFunction<TargetProgram, LoadedPrograms, ProgramTarget.Target> load) {
        this.all = all;
        this.load = load;
    }

    @Override
    public @Nullable Attachment find(ProgramSpec program) {
        String function = program.attachTarget();
        TargetProgram target = target(program, function);
        if (target == null) {
            return null;
        }
        OptionalInt id = id(target, function);
        if (id.isEmpty()) {
            throw new Unsupported("the function " + function + ": " + target + " has none");
        }
        return new Attachment(id.getAsInt(), 0, null, loaded(target));
    }

    /** A program of the kernel is meant unless one of these has the function. */
    private @Nullable TargetProgram target(ProgramSpec program, String function) {
        List<TargetProgram> others = all.stream().filter(one -> !isSame(one, program)).toList();
        List<TargetProgram> found = others.stream().filter(one -> one.has(function)).toList();
        if (found.size() > 1) {
            throw new Unsupported("which program's " + function + " is meant: " + names(found) + " have it");
        }
        if (!found.isEmpty()) {
            return found.getFirst();
        }
        boolean isExtension = program.type() == ProgramType.EXT;
        if (isExtension && others.size() > 1) {
            throw new Unsupported("the function " + function + ": none of " + names(others) + " has it");
        }
        return others.size() == 1 && (isExtension || id(others.getFirst(), function).isPresent())
                ? others.getFirst()
                : null;
    }

    private static boolean isSame(TargetProgram one, ProgramSpec program) {
        return one.name().equals(program.name())
                && one.object().program(one.name()).section().equals(program.section());
    }

    private static String names(List<TargetProgram> programs) {
        return programs.stream().map(TargetProgram::toString).collect(Collectors.joining(", "));
    }

    private static OptionalInt id(TargetProgram target, String function) {
        Btf types = target.object().program(target.name()).btf();
        return types == null
                ? OptionalInt.empty()
                : types.ids(function).filter(id -> types.type(id) instanceof BtfType.Func).findFirst();
    }

    private synchronized ProgramTarget.Target loaded(TargetProgram target) {
        ProgramTarget.Target known = loaded.get(target);
        if (known == null) {
            List<TargetProgram> behind = all.stream().dropWhile(one -> one != target).skip(1).toList();
            known = load.apply(target, new TargetPrograms(behind, load));
            loaded.put(target, known);
        }
        return known;
    }
}
