package dev.osmia.isa.classic;

import dev.osmia.isa.InstructionFormatException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A classic BPF program that Linux would accept: 1 to 4096 instructions, jumps inside the program, a return at the end,
 * no cell read before it is set, no division by a constant zero, no constant shift past 31 bits.
 *
 * @param instructions in order; the list cannot be changed
 */
public record ClassicProgram(List<ClassicInstruction> instructions) {
    /** The longest filter that Linux takes ({@code BPF_MAXINSNS}). */
    public static final int MAX_INSTRUCTIONS = 4096;

    /**
     * Takes instructions in order.
     *
     * @throws InstructionFormatException at the first instruction that Linux would refuse
     */
    public ClassicProgram {
        instructions = List.copyOf(instructions);
        ClassicRules.check(instructions);
    }

    /**
     * Decodes an array of {@code struct sock_filter}. Fields that an instruction does not use are ignored, as Linux
     * ignores them.
     *
     * @param bytes 8 for each instruction
     * @param order of the code and of {@code k}: the byte order of the machine for which the filter was made
     * @throws InstructionFormatException at the first instruction that Linux would refuse, or where bytes are missing
     */
    public static ClassicProgram decode(byte[] bytes, ByteOrder order) {
        int count = bytes.length / SockFilter.BYTES;
        if (bytes.length % SockFilter.BYTES != 0) {
            throw new InstructionFormatException(count,
                    "%d bytes of filter, expected a multiple of 8".formatted(bytes.length));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        List<ClassicInstruction> instructions = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            instructions.add(SockFilter.read(buffer).decode(index));
        }
        return new ClassicProgram(instructions);
    }

    /** The array of {@code struct sock_filter}, 8 bytes for each instruction, unused fields zero. */
    public byte[] encode(ByteOrder order) {
        ByteBuffer buffer = ByteBuffer.allocate(instructions.size() * SockFilter.BYTES).order(order);
        instructions.forEach(instruction -> SockFilter.encode(instruction).write(buffer));
        return buffer.array();
    }

    /** The program as text, each line ended with {@code \n}. */
    public String print(ClassicStyle style) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < instructions.size(); index++) {
            text.append(style.print(index, instructions.get(index))).append('\n');
        }
        return text.toString();
    }
}
