package dev.osmia.isa;

import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Unknown;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A program, or a part of one: instructions in order, each with the 8-byte slot at which it starts. Immutable.
 *
 * <p>Slots and instructions are counted apart because {@link LoadWide} takes two slots and jumps count slots.
 */
public final class Code implements Iterable<Code.Placed> {

    /** An instruction and the slot at which it starts. */
    public record Placed(int slot, Instruction instruction) {

        /** The slot after the instruction, from which jumps and local calls count. */
        public int nextSlot() {
            return slot + instruction.slots();
        }
    }

    /** In {@link #indexBySlot}: the second half of a {@link LoadWide}. */
    private static final int SECOND_HALF = -1;

    private final List<Instruction> instructions;
    private final int[] slotByIndex;
    private final int[] indexBySlot;

    private Code(List<Instruction> instructions) {
        this.instructions = List.copyOf(instructions);
        slotByIndex = new int[this.instructions.size()];
        int slots = 0;
        for (int index = 0; index < slotByIndex.length; index++) {
            slotByIndex[index] = slots;
            slots = Math.addExact(slots, this.instructions.get(index).slots());
        }
        indexBySlot = new int[slots];
        Arrays.fill(indexBySlot, SECOND_HALF);
        for (int index = 0; index < slotByIndex.length; index++) {
            indexBySlot[slotByIndex[index]] = index;
        }
    }

    /** The code that consists of these instructions. */
    public static Code of(List<Instruction> instructions) {
        return new Code(instructions);
    }

    /** The code that consists of these instructions. */
    public static Code of(Instruction... instructions) {
        return new Code(List.of(instructions));
    }

    /**
     * Decodes an array of {@code struct bpf_insn}. Each valid encoding comes back from {@link #encode} bit for bit.
     *
     * @param bytes 8 for each slot
     * @param order of the offset and immediate fields and of the two register fields
     * @throws InstructionFormatException at an unknown opcode, a register above {@code r10}, a value that a field
     *     does not allow, a reserved field that is not zero, or where bytes are missing
     */
    public static Code decode(byte[] bytes, ByteOrder order) {
        return decode(ByteBuffer.wrap(bytes).order(order));
    }

    /**
     * Decodes what remains in a buffer, in the buffer's byte order, and moves the buffer's position to its limit.
     *
     * @throws InstructionFormatException as {@link #decode(byte[], ByteOrder)} does
     */
    public static Code decode(ByteBuffer buffer) {
        return decode(buffer, InstructionDecoder::decode);
    }

    /**
     * Decodes an array of {@code struct bpf_insn} in which not all need be instructions: where {@link #decode} throws,
     * this puts {@link Unknown} and goes on at the next slot. All bytes come back from {@link #encode}.
     *
     * @param bytes 8 for each slot
     * @param order of the offset and immediate fields and of the two register fields
     * @throws InstructionFormatException if their number is no multiple of 8
     */
    public static Code decodeLeniently(byte[] bytes, ByteOrder order) {
        return decode(ByteBuffer.wrap(bytes).order(order), InstructionDecoder::decodeLeniently);
    }

    /** What starts at a slot; the next slot is null at the end. */
    private interface Decoder {
        Instruction decode(Slot slot, @Nullable Slot next);
    }

    private static Code decode(ByteBuffer buffer, Decoder decoder) {
        int slots = buffer.remaining() / Slot.BYTES;
        int rest = buffer.remaining() % Slot.BYTES;
        if (rest != 0) {
            throw new InstructionFormatException(slots,
                    "%d bytes of code, expected a multiple of 8: %d are left over".formatted(buffer.remaining(), rest));
        }
        List<Instruction> instructions = new ArrayList<>(slots);
        Slot next = slots == 0 ? null : Slot.read(0, buffer);
        for (int index = 1; next != null; index++) {
            Slot slot = next;
            next = index < slots ? Slot.read(index, buffer) : null;
            Instruction instruction = decoder.decode(slot, next);
            instructions.add(instruction);
            if (instruction.slots() > 1) {
                index++;
                next = index < slots ? Slot.read(index, buffer) : null;
            }
        }
        return new Code(instructions);
    }

    /** The array of {@code struct bpf_insn}, 8 bytes for each slot. */
    public byte[] encode(ByteOrder order) {
        byte[] bytes = new byte[Math.multiplyExact(slots(), Slot.BYTES)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        for (int index = 0; index < slotByIndex.length; index++) {
            int slot = slotByIndex[index];
            Instruction instruction = instructions.get(index);
            InstructionEncoder.encode(slot, instruction).write(buffer);
            if (instruction instanceof LoadWide wide) {
                InstructionEncoder.encodeHigh(slot + 1, wide).write(buffer);
            }
        }
        return bytes;
    }

    /** The instructions in order; the list cannot be changed. */
    public List<Instruction> instructions() {
        return instructions;
    }

    /** How many 8-byte slots the code takes. */
    public int slots() {
        return indexBySlot.length;
    }

    /**
     * The instruction that starts at a slot, or null where the slot is the second half of a {@link LoadWide}.
     *
     * @throws IndexOutOfBoundsException unless the slot is 0 to {@link #slots} - 1
     */
    public @Nullable Instruction at(int slot) {
        int index = indexBySlot[slot];
        return index == SECOND_HALF ? null : instructions.get(index);
    }

    /** Whether an instruction starts at the slot: false in the second half of a {@link LoadWide} and outside the code. */
    public boolean startsAt(int slot) {
        return slot >= 0 && slot < slots() && indexBySlot[slot] != SECOND_HALF;
    }

    /**
     * The slot at which an instruction starts.
     *
     * @param index the position in {@link #instructions}
     * @throws IndexOutOfBoundsException unless there is such an instruction
     */
    public int slotOf(int index) {
        return slotByIndex[index];
    }

    /** Each instruction with its slot, in order. */
    public Stream<Placed> stream() {
        return IntStream.range(0, instructions.size())
                .mapToObj(index -> new Placed(slotByIndex[index], instructions.get(index)));
    }

    @Override
    public Iterator<Placed> iterator() {
        return stream().iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Code code && instructions.equals(code.instructions);
    }

    @Override
    public int hashCode() {
        return instructions.hashCode();
    }

    @Override
    public String toString() {
        return "Code" + instructions;
    }
}
