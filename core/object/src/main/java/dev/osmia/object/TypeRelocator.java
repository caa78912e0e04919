package dev.osmia.object;

import dev.osmia.btf.Btf;
import dev.osmia.btf.CoreKind;
import dev.osmia.object.relocation.Candidates;
import dev.osmia.object.relocation.Question;
import dev.osmia.object.relocation.Relocation;
import dev.osmia.object.relocation.RelocationFault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Adjusts programs to the types of the kernel that will run them: CO-RE, "compile once, run everywhere". The rules are
 * those of libbpf 1.5 ({@code relo_core.c}): which types a type may stand for, what an answer is, which instructions can
 * hold one.
 *
 * <p>An instruction that asks for what the kernel does not have is made a call of helper 195896080, which no kernel has,
 * and keeps its {@link CoreRelocation}; all others lose theirs. That is no error unless such an instruction is reached:
 * programs ask whether something exists before they use it. So a program without relocations, or with only such ones, is
 * left as it is, and relocating twice is relocating once.
 *
 * <p>Immutable; may be used by many threads.
 */
public final class TypeRelocator {
    private final Candidates kernel;

    private TypeRelocator(Candidates kernel) {
        this.kernel = kernel;
    }

    /** Against the types of a kernel: of {@code /sys/kernel/btf/vmlinux}, or of another machine's. */
    public static TypeRelocator against(Btf kernel) {
        return against(kernel, List::of);
    }

    /**
     * Against the types of a kernel with modules.
     *
     * @param modules the tables of its modules, split from the kernel's; asked for when the kernel's own do not have a
     *     type of some name, from any thread
     */
    public static TypeRelocator against(Btf kernel, Supplier<List<Btf>> modules) {
        return new TypeRelocator(new Candidates(kernel, modules));
    }

    /**
     * An object with its programs adjusted, those alone that are loaded with it ({@link ProgramSpec#autoload}).
     *
     * @throws TypeRelocationException if the kernel's types are ambiguous, or an answer does not fit its instruction
     * @throws ObjectFormatException if a relocation contradicts the object's own types or code
     */
    public ObjectSpec relocate(ObjectSpec object) {
        Relocation relocation = new Relocation(kernel);
        Map<String, ProgramSpec> programs = new LinkedHashMap<>();
        object.programs()
                .forEach((name, program) -> programs.put(name, program.autoload()
                        ? relocation.relocate(program, (at, entry, fault) -> complaint(object.name(), at, entry, fault))
                        : program));
        return new ObjectSpec(object.name(), object.order(), object.license(), object.maps(), programs,
                object.variables(), object.btf());
    }

    /**
     * A program adjusted by itself.
     *
     * @throws TypeRelocationException if the kernel's types are ambiguous, or an answer does not fit its instruction
     * @throws ObjectFormatException if a relocation contradicts the program's own types or code
     */
    public ProgramSpec relocate(ProgramSpec program) {
        return new Relocation(kernel).relocate(program,
                (at, entry, fault) -> complaint("program " + program.name(), at, entry, fault));
    }

    /**
     * What a relocation asks for, as a phrase: {@code field real_parent.tgid of struct task_struct}.
     *
     * @param program the program that it belongs to
     */
    public static String subject(ProgramSpec program, CoreRelocation relocation) {
        try {
            return Question.of(program.btf(), relocation).phrase();
        } catch (RelocationFault nonsense) {
            return "type " + relocation.typeId();
        }
    }

    private static RuntimeException complaint(String file, ProgramSpec program, CoreRelocation relocation,
            RelocationFault fault) {
        if (fault.isOfObject()) {
            CoreKind[] kinds = CoreKind.values();
            String kind = relocation.kind() >= 0 && relocation.kind() < kinds.length
                    ? kinds[relocation.kind()] + " "
                    : "";
            return new ObjectFormatException(file, program.section(), Math.max(0, relocation.slot()) * 8L,
                    "program " + program.name() + ", instruction " + relocation.slot() + ": CO-RE relocation " + kind
                            + "of type " + relocation.typeId() + ": " + fault.problem());
        }
        return new TypeRelocationException(program.name(), relocation.slot(), program.place(relocation.slot()),
                subject(program, relocation) + ": " + fault.problem());
    }
}
