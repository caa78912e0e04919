package dev.osmia.isa;

import java.util.Objects;

/**
 * One eBPF instruction: everything its encoding says and nothing else, so that decoding and encoding lose nothing. What
 * stands in a program and is no instruction is {@link Unknown}.
 *
 * <p>Offsets of jumps and local calls count 8-byte slots from the slot after the instruction. Every instruction takes
 * one slot, except {@link LoadWide}, which takes two.
 */
public sealed interface Instruction {

    /** How many 8-byte slots the encoding takes. */
    default int slots() {
        return 1;
    }

    /** The first byte of the encoding, 0 to 255. */
    default int opcode() {
        return InstructionEncoder.encode(0, this).opcode();
    }

    /** {@code dst = dst op operand}; for {@link AluOp#MOV} {@code dst = operand}. */
    record Alu(Width width, AluOp op, Register dst, Operand operand) implements Instruction {}

    /** {@code dst = -dst}. */
    record Negate(Width width, Register dst) implements Instruction {}

    /**
     * {@code dst = (s8|s16|s32)src}, then extended with zeros where {@code width} is 32.
     *
     * @param bits 8, 16 or, at a width of 64 only, 32
     */
    record MoveSignExtended(Width width, int bits, Register dst, Register src) implements Instruction {
        /** Refuses what has no encoding. */
        public MoveSignExtended {
            if (bits != 8 && bits != 16 && (bits != 32 || width == Width.W32)) {
                throw new IllegalArgumentException("no sign extension from " + bits + " bits to " + width.bits());
            }
        }
    }

    /** Which byte order a {@link ByteSwap} makes. */
    enum ByteOrderOp {
        /** To little-endian: on a little-endian machine only a truncation. */
        TO_LITTLE,
        /** To big-endian: on a big-endian machine only a truncation. */
        TO_BIG,
        /** To the other order, whatever the machine. */
        SWAP
    }

    /**
     * Reorders the low bytes of {@code dst} and clears those above.
     *
     * @param bits 16, 32 or 64
     */
    record ByteSwap(ByteOrderOp op, int bits, Register dst) implements Instruction {
        /** Refuses what has no encoding. */
        public ByteSwap {
            if (bits != 16 && bits != 32 && bits != 64) {
                throw new IllegalArgumentException("no byte swap of " + bits + " bits");
            }
        }
    }

    /** Casts a pointer between address spaces ({@code BPF_ADDR_SPACE_CAST}); 0 is the kernel's, 1 an arena's user view. */
    record AddressSpaceCast(Register dst, Register src, int toSpace, int fromSpace) implements Instruction {
        /** Refuses what has no encoding. */
        public AddressSpaceCast {
            if ((toSpace | fromSpace) >>> 16 != 0) {
                throw new IllegalArgumentException("address spaces are numbers of 16 bits");
            }
        }
    }

    /**
     * {@code dst = 64 bits}, in two slots.
     *
     * @param low the immediate field of the first slot
     * @param high the immediate field of the second slot
     */
    record LoadWide(Register dst, WideSource source, int low, int high) implements Instruction {
        /** Refuses what has no encoding. */
        public LoadWide {
            if (source.isMapAddress() && high != 0) {
                throw new IllegalArgumentException("the high half is no part of a map reference");
            }
        }

        /** A plain constant. */
        public static LoadWide constant(Register dst, long value) {
            return new LoadWide(dst, WideSource.CONSTANT, (int) value, (int) (value >>> 32));
        }

        /** Both halves as one number. */
        public long value() {
            return (long) high << 32 | low & 0xffff_ffffL;
        }

        @Override
        public int slots() {
            return 2;
        }
    }

    /** {@code dst = *(size *)(src + offset)}; {@code signed} extends the sign and has no 8-byte form. */
    record Load(Size size, boolean signed, Register dst, Register src, short offset) implements Instruction {
        /** Refuses what has no encoding. */
        public Load {
            if (signed && size == Size.DW) {
                throw new IllegalArgumentException("no sign-extending load of 8 bytes");
            }
        }
    }

    /** {@code *(size *)(dst + offset) = src}. */
    record Store(Size size, Register dst, short offset, Register src) implements Instruction {}

    /** {@code *(size *)(dst + offset) = value}. */
    record StoreImmediate(Size size, Register dst, short offset, int value) implements Instruction {}

    /** {@code r0 = packet[position]} in network byte order ({@code BPF_LD | BPF_ABS}); ends the program outside the packet. */
    record LoadPacketAbsolute(Size size, int position) implements Instruction {
        /** Refuses what has no encoding. */
        public LoadPacketAbsolute {
            requirePacketSize(size);
        }
    }

    /** {@code r0 = packet[index + position]} in network byte order ({@code BPF_LD | BPF_IND}). */
    record LoadPacketIndirect(Size size, Register index, int position) implements Instruction {
        /** Refuses what has no encoding. */
        public LoadPacketIndirect {
            requirePacketSize(size);
        }
    }

    private static void requirePacketSize(Size size) {
        if (size == Size.DW) {
            throw new IllegalArgumentException("no packet load of 8 bytes");
        }
    }

    /** Atomically {@code *(size *)(dst + offset) op= src}; 4 or 8 bytes. */
    record Atomic(Size size, AtomicOp op, Register dst, short offset, Register src) implements Instruction {
        /** Refuses what has no encoding. */
        public Atomic {
            if (size != Size.W && size != Size.DW) {
                throw new IllegalArgumentException("no atomic operation on " + size.bytes() + " bytes");
            }
        }
    }

    /** {@code dst = *(size *)(src + offset)} with acquire order. */
    record LoadAcquire(Size size, Register dst, Register src, short offset) implements Instruction {}

    /** {@code *(size *)(dst + offset) = src} with release order. */
    record StoreRelease(Size size, Register dst, short offset, Register src) implements Instruction {}

    /** {@code goto}: 16 bits of distance. */
    record Jump(short offset) implements Instruction {}

    /** {@code gotol}: 32 bits of distance. */
    record JumpLong(int offset) implements Instruction {}

    /** {@code if dst condition operand goto}. */
    record Branch(Width width, Condition condition, Register dst, Operand operand, short offset)
            implements
            Instruction {}

    /** {@code may_goto}: jumps once the loop budget that the kernel keeps is used up ({@code BPF_JCOND}). */
    record MayGoto(short offset) implements Instruction {}

    /** Calls a helper by its number. */
    record CallHelper(int id) implements Instruction {}

    /** Calls a subprogram of the same program. */
    record CallLocal(int offset) implements Instruction {}

    /**
     * Calls a kernel function.
     *
     * @param btfId type id of the function in the kernel's BTF
     * @param module 0 for the kernel itself, else an index into the array of module BTF descriptors
     */
    record CallKfunc(int btfId, short module) implements Instruction {}

    /** Calls the function whose address a register holds ({@code callx}). */
    record CallRegister(Register target) implements Instruction {}

    /** Returns from the subprogram or ends the program with {@code R0}. */
    record Exit() implements Instruction {}

    /**
     * One slot that is no instruction: every kernel refuses a program that reaches it, and says why. Of a
     * {@link LoadWide} that has no second half, or a wrong one, only the first slot is meant: the next one is what it
     * is by itself.
     *
     * @param bits the fields of the slot, whatever byte order they come from: the opcode in bits 0 to 7, the
     *     destination in 8 to 11, the source in 12 to 15, the offset in 16 to 31, the immediate in 32 to 63
     */
    record Unknown(long bits) implements Instruction {
        /** Refuses what is an instruction by itself. */
        public Unknown {
            if (InstructionDecoder.problem(Slot.of(0, bits)) == null) {
                throw new IllegalArgumentException("0x%016x is an instruction".formatted(bits));
            }
        }

        /** The number in the destination field, 0 to 15. */
        public int dst() {
            return Slot.of(0, bits).dst();
        }

        /** The number in the source field, 0 to 15. */
        public int src() {
            return Slot.of(0, bits).src();
        }

        /** The offset field. */
        public short offset() {
            return Slot.of(0, bits).offset();
        }

        /** The immediate field. */
        public int immediate() {
            return Slot.of(0, bits).immediate();
        }

        /** Why it is no instruction, and what was expected: the {@link InstructionFormatException#reason}. */
        public String reason() {
            return Objects.requireNonNull(InstructionDecoder.problem(Slot.of(0, bits))).reason();
        }
    }
}
