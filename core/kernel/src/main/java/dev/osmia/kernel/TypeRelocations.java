package dev.osmia.kernel;

import dev.osmia.abi.Errno;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocationException;
import dev.osmia.object.TypeRelocator;

import java.util.List;
import java.util.Optional;

/** The values in a program that depend on the types of the kernel that runs it (CO-RE). */
public final class TypeRelocations {
    private TypeRelocations() {
    }

    /**
     * An object adjusted to a kernel's types, which the kernel is asked for only if a program needs them.
     *
     * @throws BpfException with {@code ENOTSUPP} if the kernel does not know its types, naming the first instruction
     *     that needs them by its source line; with {@code EINVAL} if the program cannot be adjusted to them
     * @throws dev.osmia.object.ObjectFormatException if the object contradicts itself
     */
    public static ObjectSpec resolve(ObjectSpec object, Kernel kernel) {
        List<ProgramSpec> loaded = object.programs().values().stream().filter(ProgramSpec::autoload).toList();
        try {
            return loaded.stream().allMatch(program -> program.coreRelocations().isEmpty())
                    ? object
                    : relocator(loaded, kernel).relocate(object);
        } catch (TypeRelocationException failure) {
            throw refusal(failure);
        }
    }

    /** As {@link #resolve(ObjectSpec, Kernel)}, of one program. */
    public static ProgramSpec resolve(ProgramSpec program, Kernel kernel) {
        try {
            return program.coreRelocations().isEmpty()
                    ? program
                    : relocator(List.of(program), kernel).relocate(program);
        } catch (TypeRelocationException failure) {
            throw refusal(failure);
        }
    }

    private static TypeRelocator relocator(List<ProgramSpec> programs, Kernel kernel) {
        for (ProgramSpec program : programs) {
            for (CoreRelocation relocation : TypeRelocator.pending(program)) {
                return kernel.types()
                        .orElseThrow(() -> new BpfException("load program " + program.name(),
                                Errno.ENOTSUPP, program.place(relocation.slot()) + " depends on "
                                        + TypeRelocator.subject(program, relocation)
                                        + " in the kernel (CO-RE), whose types are not known here; a file with them is "
                                        + "/sys/kernel/btf/vmlinux of the Linux that they are of"));
            }
        }
        return TypeRelocator.against(new BtfBuilder().build());
    }

    private static BpfException refusal(TypeRelocationException failure) {
        return new BpfException("load program " + failure.program(), Errno.EINVAL,
                failure.place() + ": " + failure.problem());
    }

    /**
     * Why an instruction of a program that has been adjusted must not be reached: what it needs and the kernel lacks.
     *
     * @return empty if there is nothing of the kind about it
     */
    public static Optional<String> missing(ProgramSpec program, int slot) {
        return program.coreRelocations()
                .stream()
                .filter(relocation -> relocation.slot() == slot && TypeRelocator.POISON.equals(program.code().at(slot)))
                .findFirst()
                .map(relocation -> "it needs " + TypeRelocator.subject(program, relocation)
                        + ", and the kernel's types have none like it (CO-RE)");
    }
}
