package dev.osmia.abi;

import java.util.Set;

/**
 * A set of kernel functions that Linux 6.18 registers together ({@code struct btf_kfunc_id_set}), with the filter that
 * goes with it.
 *
 * @param name Osmia's name for it
 * @param programs the program types that may call its functions
 * @param attachTypes if not empty, only programs that expect to be attached to one of these
 * @param operations if not empty, only {@code STRUCT_OPS} programs for these: names of structures such as
 *            {@code Qdisc_ops}, or of one of their functions, {@code Qdisc_ops.enqueue}
 * @param modifiable whether programs may be attached to its functions that change what they return
 *            ({@code MODIFY_RETURN})
 */
public record KernelFunctionSet(String name, Set<ProgramType> programs, Set<AttachType> attachTypes,
        Set<String> operations, boolean modifiable) {
    /** Keeps copies. */
    public KernelFunctionSet {
        programs = Set.copyOf(programs);
        attachTypes = Set.copyOf(attachTypes);
        operations = Set.copyOf(operations);
    }

    /** Whether the set is for programs of the type wherever they are attached. */
    boolean isFor(ProgramType program) {
        return programs.contains(program) && attachTypes.isEmpty() && operations.isEmpty();
    }

    boolean isFor(ProgramType program, AttachType attach) {
        return isFor(program) || programs.contains(program) && attachTypes.contains(attach);
    }

    boolean isForOperation(String structure, String function) {
        return isFor(ProgramType.STRUCT_OPS) || operations.contains(structure)
                || operations.contains(structure + "." + function);
    }
}
