package dev.osmia.abi;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kernel function (kfunc) of Linux 6.18 that programs call by name ({@code __ksym}). Unlike the {@linkplain Helper
 * helpers} these are no fixed interface: a kernel has those that it was configured with, and their prototypes are in its
 * BTF. Here is what BTF does not say: who may call a function, and what it is marked with.
 *
 * <p>What a program replaces ({@code EXT}) decides what it may call: ask for the type of the program that it replaces.
 * The functions of the module {@code bpf_testmod} are not known here.
 *
 * @param name its name, such as {@code bpf_iter_num_new}
 * @param registrations the sets that it is in; Linux asks them in this order
 */
public record KernelFunction(String name, List<Registration> registrations) {
    /**
     * That a function is in a set.
     *
     * @param set the set
     * @param flags what the function is marked with there
     */
    public record Registration(KernelFunctionSet set, Set<KernelFunctionFlag> flags) {
        /** Keeps a copy of the flags. */
        public Registration {
            flags = Set.copyOf(flags);
        }
    }

    /** Keeps a copy of the list. */
    public KernelFunction {
        registrations = List.copyOf(registrations);
    }

    /** The function of a name, if Linux 6.18 can have it. */
    public static Optional<KernelFunction> named(String name) {
        return KernelFunctionTable.get().named(name);
    }

    /** Every function that Linux 6.18 can have. */
    public static Collection<KernelFunction> all() {
        return KernelFunctionTable.get().all();
    }

    /**
     * The kernel's function that gives back a reference to one of its structures, when a map goes that still holds it. A
     * value of a map may only hold references ({@code __kptr}) to structures that have one; where the kernel's BTF does
     * not know the function, the kernel was built without.
     *
     * @param structure the name of the structure, such as {@code task_struct}
     */
    public static Optional<String> destructor(String structure) {
        return KernelFunctionTable.get().destructor(structure);
    }

    /** Whether programs of the type may call it wherever they are attached. */
    public boolean isAllowed(ProgramType program) {
        for (Registration registration : registrations) {
            if (registration.set().isFor(program)) {
                return true;
            }
        }
        return false;
    }

    /** Whether programs of the type may call it that expect to be attached to a certain place. */
    public boolean isAllowed(ProgramType program, AttachType attach) {
        return registrations.stream().anyMatch(registration -> registration.set().isFor(program, attach));
    }

    /**
     * Whether a {@code STRUCT_OPS} program may call it that is one of the functions of a structure.
     *
     * @param structure the structure in the kernel, such as {@code Qdisc_ops}
     * @param function its member, such as {@code enqueue}
     */
    public boolean isAllowedIn(String structure, String function) {
        return registrations.stream().anyMatch(registration -> registration.set().isForOperation(structure, function));
    }

    /**
     * What it is marked with for programs of a type; the same function may sleep in one and not in another. Empty also
     * when they may not call it anywhere.
     */
    public Set<KernelFunctionFlag> flags(ProgramType program) {
        for (Registration registration : registrations) {
            if (registration.set().programs().contains(program)) {
                return registration.flags();
            }
        }
        return Set.of();
    }

    /**
     * What it is marked with as a function that {@code MODIFY_RETURN} programs may be attached to: with {@code SLEEPABLE}
     * sleepable ones too. Empty if it was not made for them; Linux also lets them be attached to its security hooks and
     * to what is open to error injection.
     */
    public Optional<Set<KernelFunctionFlag>> modifyReturnFlags() {
        return registrations.stream()
                .filter(registration -> registration.set().modifiable())
                .findFirst()
                .map(Registration::flags);
    }

    /**
     * What a call takes and gives, for kernels that have no BTF of their own. Only of functions that work without
     * Linux's structures; empty for the others.
     */
    public Optional<HelperPrototype> prototype() {
        return KernelFunctionTable.get().prototype(name);
    }
}
