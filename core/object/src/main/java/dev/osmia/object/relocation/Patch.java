package dev.osmia.object.relocation;

import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.Load;
import dev.osmia.isa.Instruction.LoadAcquire;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Store;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Instruction.StoreRelease;
import dev.osmia.isa.Instruction.Unknown;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;

/** Writes an answer into an instruction ({@code bpf_core_patch_insn}). */
final class Patch {
    private final Answer answer;
    private final Value before;

    private Patch(Answer answer) {
        this.answer = answer;
        this.before = answer.before();
    }

    /**
     * What takes the place of an instruction: as many slots, in one instruction or, of poison, in two.
     *
     * @throws RelocationFault if it is none that can hold an answer, holds another number than the object's types give,
     *     or has no room
     */
    static List<Instruction> of(Instruction instruction, Answer answer) {
        return new Patch(answer).apply(instruction);
    }

    private List<Instruction> apply(Instruction instruction) {
        Value after = answer.after();
        return switch (instruction) {
            case Alu(var width, var op, var dst, Operand.Imm(int value)) -> {
                if (after == null) {
                    yield poison(instruction);
                }
                require(value);
                yield List.of(new Alu(width, op, dst, new Operand.Imm((int) after.number())));
            }
            case LoadWide(var dst, var source, _, _) -> {
                if (source != WideSource.CONSTANT) {
                    throw RelocationFault.object("a wide load of something else than a number, expected a number");
                }
                if (after == null) {
                    yield poison(instruction);
                }
                require(((LoadWide) instruction).value());
                yield List.of(LoadWide.constant(dst, after.number()));
            }
            case Load(var size, var signed, var dst, var src, short offset) -> access(instruction, offset, size,
                    (o, s) -> new Load(s, signed, dst, src, o));
            case Store(var size, var dst, short offset, var src) -> access(instruction, offset, size,
                    (o, s) -> new Store(s, dst, o, src));
            case StoreImmediate(var size, var dst, short offset, var value) -> access(instruction, offset, size,
                    (o, s) -> new StoreImmediate(s, dst, o, value));
            case Atomic(var size, var op, var dst, short offset, var src) -> access(instruction, offset, size,
                    (o, s) -> new Atomic(s, op, dst, o, src));
            case LoadAcquire(var size, var dst, var src, short offset) -> access(instruction, offset, size,
                    (o, s) -> new LoadAcquire(s, dst, src, o));
            case StoreRelease(var size, var dst, short offset, var src) -> access(instruction, offset, size,
                    (o, s) -> new StoreRelease(s, dst, o, src));
            case Unknown unknown ->
                throw RelocationFault.object("the program has no instruction there: " + unknown.reason());
            default -> throw RelocationFault.object(
                    "an instruction without a number to adjust, expected arithmetic with a constant, a load or a store");
        };
    }

    /** An access to memory with another offset and size. */
    private interface Access {
        Instruction of(short offset, Size size);
    }

    private List<Instruction> access(Instruction instruction, short offset, Size size, Access access) {
        Value after = answer.after();
        if (after == null) {
            return poison(instruction);
        }
        require(offset);
        if (after.number() < 0 || after.number() > Short.MAX_VALUE) {
            throw RelocationFault.target("the offset is " + Long.toUnsignedString(after.number())
                    + ", and a load or store has room for " + Short.MAX_VALUE);
        }
        if (!answer.resizable()) {
            return poison(instruction);
        }
        try {
            return List.of(access.of((short) after.number(), resized(size, after)));
        } catch (IllegalArgumentException unencodable) {
            throw RelocationFault.target("the field has " + after.size() + " bytes, and there is "
                    + unencodable.getMessage());
        }
    }

    private Size resized(Size size, Value after) {
        if (before.size() == after.size()) {
            return size;
        }
        if (size.bytes() != before.size()) {
            throw RelocationFault.object("an access of " + size.bytes() + " bytes to a field of " + before.size()
                    + ", expected as many");
        }
        Size resized = size(after.size());
        if (resized == null) {
            throw RelocationFault.target("the field has " + after.size() + " bytes, and no load or store has as many");
        }
        return resized;
    }

    private static @Nullable Size size(long bytes) {
        for (Size size : Size.values()) {
            if (size.bytes() == bytes) {
                return size;
            }
        }
        return null;
    }

    private void require(long held) {
        if (before.certain() && held != before.number()) {
            throw RelocationFault.object("the instruction holds " + held + ", expected " + before.number()
                    + " by the object's types");
        }
    }

    private static List<Instruction> poison(Instruction instruction) {
        return Collections.nCopies(instruction.slots(), TypeRelocator.POISON);
    }
}
