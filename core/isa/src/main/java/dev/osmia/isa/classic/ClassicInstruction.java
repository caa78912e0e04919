package dev.osmia.isa.classic;

import dev.osmia.isa.Size;

/**
 * One classic BPF instruction. {@code A} is the accumulator, {@code X} the index register, {@code M} the 16 cells; all
 * hold 32 bits. Distances of jumps count instructions from the next one, and only go forward.
 */
public sealed interface ClassicInstruction {
    /** How many cells {@code M} has. */
    int CELLS = 16;

    /** The second operand of an operation or a comparison. */
    sealed interface Source {
        /** A number. */
        record Constant(int value) implements Source {}

        /** {@code X}. */
        record Index() implements Source {}
    }

    /** {@code A = packet[offset]} in network byte order; ends the filter outside the packet. */
    record LoadAbsolute(Size size, int offset) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public LoadAbsolute {
            requirePacketSize(size);
            if (Ancillary.covers(offset)) {
                throw new IllegalArgumentException("packet offset " + offset + " belongs to ancillary loads");
            }
        }
    }

    /** {@code A} = something that Linux knows about the packet; the size says nothing. */
    record LoadAncillary(Size size, Ancillary what) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public LoadAncillary {
            requirePacketSize(size);
        }
    }

    /** {@code A = packet[X + offset]} in network byte order. */
    record LoadIndirect(Size size, int offset) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public LoadIndirect {
            requirePacketSize(size);
        }
    }

    /** {@code A = value}. */
    record LoadImmediate(int value) implements ClassicInstruction {}

    /** {@code A} = length of the packet. */
    record LoadLength() implements ClassicInstruction {}

    /** {@code A = M[cell]}. */
    record LoadCell(int cell) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public LoadCell {
            requireCell(cell);
        }
    }

    /** {@code X = value}. */
    record LoadIndexImmediate(int value) implements ClassicInstruction {}

    /** {@code X} = length of the packet. */
    record LoadIndexLength() implements ClassicInstruction {}

    /** {@code X = M[cell]}. */
    record LoadIndexCell(int cell) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public LoadIndexCell {
            requireCell(cell);
        }
    }

    /** {@code X = 4 * (packet[offset] & 0xf)}: the length of an IPv4 header ({@code BPF_MSH}). */
    record LoadIndexHeaderLength(int offset) implements ClassicInstruction {}

    /** {@code M[cell] = A}. */
    record StoreCell(int cell) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public StoreCell {
            requireCell(cell);
        }
    }

    /** {@code M[cell] = X}. */
    record StoreIndexCell(int cell) implements ClassicInstruction {
        /** Refuses what has no encoding. */
        public StoreIndexCell {
            requireCell(cell);
        }
    }

    /** {@code A = A op source}. */
    record Arithmetic(ClassicAluOp op, Source source) implements ClassicInstruction {}

    /** {@code A = -A}. */
    record Negate() implements ClassicInstruction {}

    /** Skips {@code distance} instructions, an unsigned number. */
    record Jump(int distance) implements ClassicInstruction {}

    /** Skips {@code whenTrue} or {@code whenFalse} instructions, 0 to 255 each. */
    record Branch(ClassicCondition condition, Source source, int whenTrue, int whenFalse) implements
            ClassicInstruction {
        /** Refuses what has no encoding. */
        public Branch {
            if ((whenTrue | whenFalse) >>> 8 != 0) {
                throw new IllegalArgumentException("a conditional jump skips 0 to 255 instructions");
            }
        }
    }

    /** Ends the filter with a number: how many bytes of the packet to keep. */
    record ReturnConstant(int value) implements ClassicInstruction {}

    /** Ends the filter with {@code A}. */
    record ReturnAccumulator() implements ClassicInstruction {}

    /** {@code X = A}. */
    record AccumulatorToIndex() implements ClassicInstruction {}

    /** {@code A = X}. */
    record IndexToAccumulator() implements ClassicInstruction {}

    private static void requirePacketSize(Size size) {
        if (size == Size.DW) {
            throw new IllegalArgumentException("no packet load of 8 bytes");
        }
    }

    private static void requireCell(int cell) {
        if (cell < 0 || cell >= CELLS) {
            throw new IllegalArgumentException("no cell " + cell + ", there are 0 to " + (CELLS - 1));
        }
    }
}
