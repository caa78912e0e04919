package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.CoreKind;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRef;
import dev.osmia.object.TypeRelocator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The relocation of what belongs together: an object, or a program by itself. As in libbpf, a candidate that lacks
 * what one relocation asks for is no candidate for those that follow, so that all of them speak of the same type.
 */
public final class Relocation {
    private final Candidates kernel;
    private final Map<TypeRef, List<TypeRef>> candidates = new HashMap<>();
    private final Map<Asked, Answer> answers = new HashMap<>();

    /** What programs that share functions ask again and again. */
    private record Asked(TypeRef type, String access, int kind) {}

    /** Called with what is wrong where. */
    @FunctionalInterface
    public interface Complaint {
        /** The exception to be thrown. */
        RuntimeException about(ProgramSpec program, CoreRelocation relocation, RelocationFault fault);
    }

    /** A relocation that has not begun. */
    public Relocation(Candidates kernel) {
        this.kernel = kernel;
    }

    /**
     * A program with all answers in its code. The relocations that have none stay; their instructions are poisoned.
     *
     * @param complaint makes an exception of what cannot be done
     */
    public ProgramSpec relocate(ProgramSpec program, Complaint complaint) {
        if (program.coreRelocations().isEmpty()) {
            return program;
        }
        Map<Integer, List<Instruction>> patched = new HashMap<>();
        List<CoreRelocation> unanswered = new ArrayList<>();
        for (CoreRelocation relocation : program.coreRelocations()) {
            try {
                List<Instruction> current = current(program.code(), patched, relocation.slot());
                if (!current.getFirst().equals(TypeRelocator.POISON)) {
                    current = Patch.of(current.getFirst(), answer(program, relocation));
                    patched.put(relocation.slot(), current);
                }
                if (current.getFirst().equals(TypeRelocator.POISON)) {
                    unanswered.add(relocation);
                }
            } catch (RelocationFault fault) {
                throw complaint.about(program, relocation, fault);
            }
        }
        List<Instruction> instructions = new ArrayList<>();
        for (Code.Placed placed : program.code()) {
            instructions.addAll(patched.getOrDefault(placed.slot(), List.of(placed.instruction())));
        }
        return program.withCode(Code.of(instructions)).withCoreRelocations(unanswered);
    }

    private static List<Instruction> current(Code code, Map<Integer, List<Instruction>> patched, int slot) {
        if (!code.startsAt(slot)) {
            throw RelocationFault.object("no instruction starts at slot " + slot + ", expected one");
        }
        return patched.getOrDefault(slot, List.of(Objects.requireNonNull(code.at(slot))));
    }

    private Answer answer(ProgramSpec program, CoreRelocation relocation) {
        Btf btf = program.btf();
        if (relocation.kind() == CoreKind.TYPE_ID_LOCAL.ordinal()) {
            Value id = new Value(relocation.typeId(), 0, 0, false);
            return new Answer(id, id, true);
        }
        if (btf == null) {
            throw RelocationFault.object("the program has no types, expected type " + relocation.typeId());
        }
        TypeRef type = new TypeRef(btf, relocation.typeId());
        Asked asked = new Asked(type, relocation.access(), relocation.kind());
        Answer known = answers.get(asked);
        if (known == null) {
            known = ask(Question.of(btf, relocation), type);
            answers.put(asked, known);
        }
        return known;
    }

    private Answer ask(Question question, TypeRef type) {
        if (type.name().isEmpty() || type.id() == 0) {
            throw RelocationFault.object(question.root() + ", expected a type with a name");
        }
        List<TypeRef> known = candidates.computeIfAbsent(type, root -> kernel.of(root.btf(), root.id()));
        Answer.Found found = Answer.of(question, known);
        if (!found.candidates().isEmpty()) {
            candidates.put(type, found.candidates());
        }
        return found.answer();
    }
}
