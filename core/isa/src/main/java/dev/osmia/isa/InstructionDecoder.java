package dev.osmia.isa;

import dev.osmia.isa.Instruction.AddressSpaceCast;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.Branch;
import dev.osmia.isa.Instruction.ByteOrderOp;
import dev.osmia.isa.Instruction.ByteSwap;
import dev.osmia.isa.Instruction.CallHelper;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.CallRegister;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.Jump;
import dev.osmia.isa.Instruction.JumpLong;
import dev.osmia.isa.Instruction.Load;
import dev.osmia.isa.Instruction.LoadAcquire;
import dev.osmia.isa.Instruction.LoadPacketAbsolute;
import dev.osmia.isa.Instruction.LoadPacketIndirect;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.MayGoto;
import dev.osmia.isa.Instruction.MoveSignExtended;
import dev.osmia.isa.Instruction.Negate;
import dev.osmia.isa.Instruction.Store;
import dev.osmia.isa.Instruction.StoreImmediate;
import dev.osmia.isa.Instruction.StoreRelease;
import dev.osmia.isa.Instruction.Unknown;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

import static dev.osmia.isa.InstructionDecoder.Field.DST;
import static dev.osmia.isa.InstructionDecoder.Field.IMMEDIATE;
import static dev.osmia.isa.InstructionDecoder.Field.OFFSET;
import static dev.osmia.isa.InstructionDecoder.Field.SRC;

/**
 * From the fields of a slot to an instruction: one rule for each opcode byte.
 *
 * <p>A field that a rule does not use is reserved, and must be zero.
 */
final class InstructionDecoder {
    /** The fields beside the opcode. */
    enum Field {
        DST, SRC, OFFSET, IMMEDIATE;

        private int of(Slot slot) {
            return switch (this) {
                case DST -> slot.dst();
                case SRC -> slot.src();
                case OFFSET -> slot.offset();
                case IMMEDIATE -> slot.immediate();
            };
        }

        private String text() {
            return switch (this) {
                case DST -> "destination";
                case SRC -> "source";
                case OFFSET -> "offset";
                case IMMEDIATE -> "immediate";
            };
        }
    }

    /** What one opcode byte means. */
    private record Rule(Set<Field> reserved, Function<Slot, Instruction> decode) {}

    private static final @Nullable Rule[] RULES = new @Nullable Rule[256];

    private InstructionDecoder() {
    }

    static {
        for (Width width : Width.values()) {
            addArithmetic(width);
            for (Condition condition : Condition.values()) {
                addBranch(width, condition);
            }
        }
        for (Size size : Size.values()) {
            addMemory(size);
        }
        addByteSwap(Opcode.ALU | Opcode.END, ByteOrderOp.TO_LITTLE);
        addByteSwap(Opcode.ALU | Opcode.END | Opcode.REGISTER_SOURCE, ByteOrderOp.TO_BIG);
        addByteSwap(Opcode.ALU64 | Opcode.END, ByteOrderOp.SWAP);
        addControl();
    }

    /**
     * Decodes the instruction that starts at a slot.
     *
     * @param next the slot behind it, null at the end of the code
     */
    static Instruction decode(Slot slot, @Nullable Slot next) {
        try {
            return attempt(slot, next);
        } catch (Refusal refusal) {
            throw new InstructionFormatException(slot.index(), refusal.reason());
        }
    }

    /** The same, but {@link Unknown} if there is none. */
    static Instruction decodeLeniently(Slot slot, @Nullable Slot next) {
        try {
            return attempt(slot, next);
        } catch (Refusal _) {
            return new Unknown(slot.bits());
        }
    }

    private static Instruction attempt(Slot slot, @Nullable Slot next) {
        return isWide(slot) ? decodeWide(slot, next) : decode(slot);
    }

    /** Decodes a slot that is not the first half of a {@link LoadWide}. */
    private static Instruction decode(Slot slot) {
        Rule rule = RULES[slot.opcode()];
        if (rule == null) {
            throw new Refusal(() -> "unknown opcode 0x%02x, expected one of RFC 9669".formatted(slot.opcode()));
        }
        rule.reserved().forEach(field -> requireZero(slot, field));
        return rule.decode().apply(slot);
    }

    static boolean isWide(Slot slot) {
        return slot.opcode() == (Opcode.LD | Opcode.IMM | Size.DW.code());
    }

    /** Decodes the two slots of a {@link LoadWide}; the second one is null where the code ends after the first. */
    private static LoadWide decodeWide(Slot first, @Nullable Slot second) {
        requireZero(first, OFFSET);
        Register dst = first.dstRegister();
        if (first.src() >= WideSource.values().length) {
            throw first.refuse(() -> "64-bit immediate of unknown kind %d, expected 0 to %d".formatted(first.src(),
                    WideSource.values().length - 1));
        }
        WideSource source = WideSource.values()[first.src()];
        if (second == null) {
            throw first.refuse(() -> "64-bit immediate without its second slot, expected 8 bytes of 0"
                    + (source.isMapAddress() ? "" : " but for the immediate"));
        }
        if (second.opcode() != 0 || second.dst() != 0 || second.src() != 0 || second.offset() != 0) {
            throw first.refuse(
                    () -> "second slot of the 64-bit immediate has more than an immediate, expected 0 elsewhere");
        }
        if (source.isMapAddress() && second.immediate() != 0) {
            throw first.refuse(
                    () -> "immediate of the second slot is %d, expected 0 for a map".formatted(second.immediate()));
        }
        return new LoadWide(dst, source, first.immediate(), second.immediate());
    }

    /** Why a slot is no instruction by itself; null if it is one. */
    static @Nullable Refusal problem(Slot slot) {
        try {
            attempt(slot, null);
            return null;
        } catch (Refusal problem) {
            return problem;
        }
    }

    private static void requireZero(Slot slot, Field field) {
        if (field.of(slot) != 0) {
            throw slot.refuse(() -> "reserved %s field is %d, expected 0".formatted(field.text(), field.of(slot)));
        }
    }

    private static void add(int opcode, Set<Field> used, Function<Slot, Instruction> decode) {
        Set<Field> reserved = EnumSet.allOf(Field.class);
        reserved.removeAll(used);
        RULES[opcode] = new Rule(reserved, decode);
    }

    private static Operand register(Slot slot) {
        return new Operand.Reg(slot.srcRegister());
    }

    private static Operand immediate(Slot slot) {
        return new Operand.Imm(slot.immediate());
    }

    private static void addArithmetic(Width width) {
        int type = Opcode.alu(width);
        for (AluOp op : AluOp.values()) {
            int opcode = type | op.code();
            switch (op) {
                case SDIV, SMOD -> {
                    // Shares the opcode of the unsigned form, whose rule tells them apart.
                }
                case DIV -> addDivision(width, opcode, AluOp.DIV, AluOp.SDIV);
                case MOD -> addDivision(width, opcode, AluOp.MOD, AluOp.SMOD);
                case MOV -> {
                    add(opcode, Set.of(DST, IMMEDIATE), slot -> alu(width, op, slot, immediate(slot)));
                    add(opcode | Opcode.REGISTER_SOURCE, Set.of(DST, SRC, OFFSET, IMMEDIATE),
                            slot -> move(width, slot));
                }
                default -> {
                    add(opcode, Set.of(DST, IMMEDIATE), slot -> alu(width, op, slot, immediate(slot)));
                    add(opcode | Opcode.REGISTER_SOURCE, Set.of(DST, SRC),
                            slot -> alu(width, op, slot, register(slot)));
                }
            }
        }
        add(type | Opcode.NEG, Set.of(DST), slot -> new Negate(width, slot.dstRegister()));
    }

    private static Instruction alu(Width width, AluOp op, Slot slot, Operand operand) {
        return new Alu(width, op, slot.dstRegister(), operand);
    }

    private static void addDivision(Width width, int opcode, AluOp unsigned, AluOp signed) {
        add(opcode, Set.of(DST, OFFSET, IMMEDIATE),
                slot -> alu(width, signedness(slot, unsigned, signed), slot, immediate(slot)));
        add(opcode | Opcode.REGISTER_SOURCE, Set.of(DST, SRC, OFFSET),
                slot -> alu(width, signedness(slot, unsigned, signed), slot, register(slot)));
    }

    private static AluOp signedness(Slot slot, AluOp unsigned, AluOp signed) {
        return switch (slot.offset()) {
            case 0 -> unsigned;
            case Opcode.SIGNED -> signed;
            default ->
                throw slot.refuse(
                        () -> "offset field is %d, expected 0 (unsigned) or 1 (signed)".formatted(slot.offset()));
        };
    }

    private static Instruction move(Width width, Slot slot) {
        short offset = slot.offset();
        if (width == Width.W64 && offset == Opcode.ADDRESS_SPACE_CAST) {
            int spaces = slot.immediate();
            return new AddressSpaceCast(slot.dstRegister(), slot.srcRegister(), spaces >>> 16, spaces & 0xffff);
        }
        requireZero(slot, IMMEDIATE);
        if (offset == 0) {
            return alu(width, AluOp.MOV, slot, register(slot));
        }
        if (offset == 8 || offset == 16 || offset == 32 && width == Width.W64) {
            return new MoveSignExtended(width, offset, slot.dstRegister(), slot.srcRegister());
        }
        throw slot.refuse(() -> "offset field is %d, expected %s".formatted(offset,
                width == Width.W64 ? "0, 1, 8, 16 or 32" : "0, 8 or 16"));
    }

    private static void addByteSwap(int opcode, ByteOrderOp op) {
        add(opcode, Set.of(DST, IMMEDIATE), slot -> {
            int bits = slot.immediate();
            if (bits != 16 && bits != 32 && bits != 64) {
                throw slot.refuse(() -> "byte swap of %d bits, expected 16, 32 or 64".formatted(bits));
            }
            return new ByteSwap(op, bits, slot.dstRegister());
        });
    }

    private static void addMemory(Size size) {
        add(Opcode.LDX | Opcode.MEM | size.code(), Set.of(DST, SRC, OFFSET),
                slot -> new Load(size, false, slot.dstRegister(), slot.srcRegister(), slot.offset()));
        add(Opcode.ST | Opcode.MEM | size.code(), Set.of(DST, OFFSET, IMMEDIATE),
                slot -> new StoreImmediate(size, slot.dstRegister(), slot.offset(), slot.immediate()));
        add(Opcode.STX | Opcode.MEM | size.code(), Set.of(DST, SRC, OFFSET),
                slot -> new Store(size, slot.dstRegister(), slot.offset(), slot.srcRegister()));
        add(Opcode.STX | Opcode.ATOMIC | size.code(), Set.of(DST, SRC, OFFSET, IMMEDIATE), slot -> atomic(size, slot));
        if (size != Size.DW) {
            add(Opcode.LDX | Opcode.MEMSX | size.code(), Set.of(DST, SRC, OFFSET),
                    slot -> new Load(size, true, slot.dstRegister(), slot.srcRegister(), slot.offset()));
            add(Opcode.LD | Opcode.ABS | size.code(), Set.of(IMMEDIATE),
                    slot -> new LoadPacketAbsolute(size, slot.immediate()));
            add(Opcode.LD | Opcode.IND | size.code(), Set.of(SRC, IMMEDIATE),
                    slot -> new LoadPacketIndirect(size, slot.srcRegister(), slot.immediate()));
        }
    }

    private static Instruction atomic(Size size, Slot slot) {
        Register dst = slot.dstRegister();
        Register src = slot.srcRegister();
        int code = slot.immediate();
        if (code == Opcode.LOAD_ACQUIRE) {
            return new LoadAcquire(size, dst, src, slot.offset());
        }
        if (code == Opcode.STORE_RELEASE) {
            return new StoreRelease(size, dst, slot.offset(), src);
        }
        for (AtomicOp op : AtomicOp.values()) {
            if (op.code() == code) {
                if (size.bytes() < 4) {
                    throw slot.refuse(() -> "atomic operation on %d bytes, expected 4 or 8".formatted(size.bytes()));
                }
                return new Atomic(size, op, dst, slot.offset(), src);
            }
        }
        throw slot.refuse(() -> "unknown atomic operation 0x%x, expected one of RFC 9669, section 5.3".formatted(code));
    }

    private static void addBranch(Width width, Condition condition) {
        int opcode = Opcode.jump(width) | condition.code();
        add(opcode, Set.of(DST, OFFSET, IMMEDIATE),
                slot -> new Branch(width, condition, slot.dstRegister(), immediate(slot), slot.offset()));
        add(opcode | Opcode.REGISTER_SOURCE, Set.of(DST, SRC, OFFSET),
                slot -> new Branch(width, condition, slot.dstRegister(), register(slot), slot.offset()));
    }

    private static void addControl() {
        add(Opcode.JMP | Opcode.JA, Set.of(OFFSET), slot -> new Jump(slot.offset()));
        add(Opcode.JMP32 | Opcode.JA, Set.of(IMMEDIATE), slot -> new JumpLong(slot.immediate()));
        add(Opcode.JMP | Opcode.JCOND, Set.of(OFFSET), slot -> new MayGoto(slot.offset()));
        add(Opcode.JMP | Opcode.CALL, Set.of(SRC, OFFSET, IMMEDIATE), InstructionDecoder::call);
        add(Opcode.JMP | Opcode.CALL | Opcode.REGISTER_SOURCE, Set.of(DST),
                slot -> new CallRegister(slot.dstRegister()));
        add(Opcode.JMP | Opcode.EXIT, Set.of(), slot -> new Exit());
    }

    private static Instruction call(Slot slot) {
        if (slot.src() == Opcode.PSEUDO_KFUNC_CALL) {
            return new CallKfunc(slot.immediate(), slot.offset());
        }
        requireZero(slot, OFFSET);
        return switch (slot.src()) {
            case 0 -> new CallHelper(slot.immediate());
            case Opcode.PSEUDO_CALL -> new CallLocal(slot.immediate());
            default ->
                throw slot.refuse(
                        () -> "call of unknown kind %d, expected 0 (helper), 1 (subprogram) or 2 (kernel function)"
                                .formatted(slot.src()));
        };
    }
}
