package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.ReturnKind;
import dev.osmia.abi.ReturnType;
import dev.osmia.btf.Btf;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.TypeRelocations;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.verifier.Explanation;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.ProgramFacts;
import dev.osmia.verifier.Verdict;
import dev.osmia.verifier.Verifier;
import dev.osmia.verifier.VerifierSettings;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is asked of programs before they are loaded: that the verifier accepts them. */
final class ProgramProof {
    private static final ReturnType NUMBER = new ReturnType(ReturnKind.INTEGER, "", Set.of());

    private final Verifier verifier;
    /** Whether what nothing can be said of is stopped where it goes wrong. */
    private final boolean isGuarded;

    ProgramProof(Supplier<Optional<Btf>> types, int cpus, Collection<HostHook> hooks, boolean isGuarded) {
        VerifierSettings settings = VerifierSettings.PRIVILEGED.withKernelTypes(types).withCpus(cpus);
        for (HostHook hook : hooks) {
            settings = settings.withHook(hook.name(), rules(hook));
        }
        verifier = new Verifier(settings);
        this.isGuarded = isGuarded;
    }

    private static HookRules rules(HostHook hook) {
        Map<Integer, HookRules.Helper> helpers = new HashMap<>();
        hook.helpers()
                .forEach((id, helper) -> helpers.put(id,
                        new HookRules.Helper(helper.name(),
                                new HelperPrototype(NUMBER, helper.arguments(), Set.of()))));
        return new HookRules(hook.contextSize(), hook.contextWritable(), hook.least(), hook.most(), helpers);
    }

    /**
     * Requires that a program is safe.
     *
     * @param helpers what this kernel offers it
     * @return whether it is; if not, nothing can be said of it, and it is guarded
     * @throws BpfException if it is not, with the verifier's reason; the explanation is the exception's log
     */
    boolean require(ProgramSpec program, Map<String, BpfMap> available, HelperTable helpers) {
        ProgramSpec resolved = resolved(program, helpers);
        Map<String, MapSpec> maps = specs(available);
        switch (verifier.verify(resolved, maps)) {
            case Verdict.Accepted _ -> {
                return true;
            }
            case Verdict.Rejected rejected -> throw new BpfException(operation(program), rejected.errno(),
                    reason(resolved, rejected),
                    verifier.explain(resolved, maps).map(Explanation::text).orElse(""));
            case Verdict.Unsupported(var missing) -> {
                if (!isGuarded) {
                    throw new BpfException(operation(program), Errno.EINVAL, "it cannot be verified: not known here: "
                            + missing);
                }
                return false;
            }
        }
    }

    /** What is proven of a program; empty for one of which nothing can be said. */
    Optional<ProgramFacts> facts(ProgramSpec program, Map<String, BpfMap> available, HelperTable helpers) {
        return verifier.facts(resolved(program, helpers), specs(available));
    }

    private static Map<String, MapSpec> specs(Map<String, BpfMap> maps) {
        return maps.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().spec()));
    }

    private static String operation(ProgramSpec program) {
        return "load program " + program.name();
    }

    private static String reason(ProgramSpec program, Verdict.Rejected rejected) {
        int slot = rejected.slot();
        String said = TypeRelocations.missing(program, slot).orElse(rejected.message());
        String place = "instruction " + slot + (program.lineAt(slot) == null ? "" : ", " + program.place(slot));
        return said.isEmpty() ? place : place + ": " + said;
    }

    /** The program as this kernel runs it, which is without variables of the kernel and with the functions that it has. */
    private static ProgramSpec resolved(ProgramSpec program, HelperTable helpers) {
        Map<Integer, Reference> left = new TreeMap<>(program.references());
        List<Instruction> instructions = new ArrayList<>();
        for (Code.Placed placed : program.code()) {
            Instruction instruction = resolved(placed, left.get(placed.slot()), helpers);
            if (instruction != placed.instruction()) {
                left.remove(placed.slot());
            }
            instructions.add(instruction);
        }
        return left.size() == program.references().size()
                ? program
                : program.withCode(Code.of(instructions)).withReferences(left);
    }

    private static Instruction resolved(Code.Placed placed, @Nullable Reference reference, HelperTable helpers) {
        Instruction instruction = placed.instruction();
        if (instruction instanceof Instruction.LoadWide wide) {
            return switch (reference) {
                case Reference.ToKernelVariable _ -> Instruction.LoadWide.constant(wide.dst(), 0);
                case Reference.ToKernelFunction(var name, _, _) ->
                    Instruction.LoadWide.constant(wide.dst(), ProgramLoading.address(helpers, name));
                case null, default -> instruction;
            };
        }
        return reference instanceof Reference.ToKernelFunction function && helpers.kfuncIndex(function.name()) < 0
                ? function.poison()
                : instruction;
    }
}
