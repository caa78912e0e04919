package dev.osmia.object;

import dev.osmia.btf.Btf;
import dev.osmia.btf.CoreKind;
import dev.osmia.isa.Instruction;
import dev.osmia.object.relocation.Candidates;
import dev.osmia.object.relocation.KernelSymbol;
import dev.osmia.object.relocation.Question;
import dev.osmia.object.relocation.Relocation;
import dev.osmia.object.relocation.RelocationFault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Adjusts programs to the types of the kernel that will run them: CO-RE, "compile once, run everywhere". The rules are
 * those of libbpf 1.5 ({@code relo_core.c}): which types a type may stand for, what an answer is, which instructions can
 * hold one.
 *
 * <p>An instruction that asks for what the kernel does not have is made a call of a helper that no kernel
 * has, {@link #POISON}, and keeps its {@link CoreRelocation}; all others lose theirs. That is no error unless such an instruction is reached:
 * programs ask whether something exists before they use it. So a program without relocations, or with only such ones, is
 * left as it is, and relocating twice is relocating once.
 *
 * <p>Immutable; may be used by many threads.
 */
public final class TypeRelocator {
    /** The call that takes the place of an instruction which asks for what the kernel lacks ({@code 0xbad2310}). */
    public static final Instruction.CallHelper POISON = new Instruction.CallHelper(195_896_080);

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
     * The kernel's own variable or function that a typed extern means; modules are not searched. A function may be
     * declared with a flavour ({@code bpf_task_release___v2}).
     *
     * @param program the program that refers to it; where its types do not declare it, none are compared
     * @param slot the instruction that refers to it, for messages
     * @return empty if the kernel has none of that name, or if it is a weak function of other types
     * @throws TypeRelocationException if the kernel's is of another type
     * @throws IllegalArgumentException if the reference is to something else
     */
    public Optional<TypeRef> symbol(ProgramSpec program, int slot, Reference extern) {
        try {
            return switch (extern) {
                case Reference.ToKernelVariable(var name, boolean typed, _) when typed ->
                    KernelSymbol.variable(program.btf(), name, kernel.kernel());
                case Reference.ToKernelFunction(var name, boolean weak, _) ->
                    KernelSymbol.function(program.btf(), name, weak, kernel.kernel());
                default -> throw new IllegalArgumentException(extern + ", expected a typed extern");
            };
        } catch (RelocationFault fault) {
            throw new TypeRelocationException(program.name(), slot, program.place(slot),
                    "extern " + extern.name() + ": " + fault.problem());
        }
    }

    /**
     * The relocations of a program for which a kernel's types are needed: not those that have been found to have no
     * answer, nor the ids of its own types.
     */
    public static List<CoreRelocation> pending(ProgramSpec program) {
        return program.coreRelocations()
                .stream()
                .filter(relocation -> relocation.kind() != CoreKind.TYPE_ID_LOCAL.ordinal()
                        && !(program.code().startsAt(relocation.slot())
                                && POISON.equals(program.code().at(relocation.slot()))))
                .toList();
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
