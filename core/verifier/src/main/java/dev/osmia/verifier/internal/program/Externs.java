package dev.osmia.verifier.internal.program;

import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;

import java.util.Collection;
import java.util.List;

/**
 * What an object wants of the kernel by name, in libbpf's order: options of its configuration first, then functions and
 * variables by their names.
 *
 * @param options how many options
 * @param names of the functions and variables
 */
public record Externs(int options, List<String> names) {
    private static final String CONFIG = ".kconfig";

    /** Keeps a copy of the list. */
    public Externs {
        names = List.copyOf(names);
    }

    /** Those of an object. */
    public static Externs of(ObjectSpec object) {
        long options = object.variables().values().stream().filter(variable -> variable.map().equals(CONFIG)).count();
        return new Externs((int) options, names(object.programs().values()));
    }

    /** Those of a program of which no object is known. */
    public static Externs of(ProgramSpec program) {
        return new Externs(0, names(List.of(program)));
    }

    private static List<String> names(Collection<ProgramSpec> programs) {
        return programs.stream()
                .flatMap(program -> program.references().values().stream())
                .filter(reference -> reference instanceof Reference.ToKernelFunction
                        || reference instanceof Reference.ToKernelVariable)
                .map(Reference::name)
                .sorted()
                .distinct()
                .toList();
    }

    /** Where a function or variable stands among them. */
    int place(String name) {
        return options + names.indexOf(name);
    }
}
