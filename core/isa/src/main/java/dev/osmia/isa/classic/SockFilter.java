package dev.osmia.isa.classic;

import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.Size;
import dev.osmia.isa.classic.ClassicInstruction.AccumulatorToIndex;
import dev.osmia.isa.classic.ClassicInstruction.Arithmetic;
import dev.osmia.isa.classic.ClassicInstruction.Branch;
import dev.osmia.isa.classic.ClassicInstruction.IndexToAccumulator;
import dev.osmia.isa.classic.ClassicInstruction.Jump;
import dev.osmia.isa.classic.ClassicInstruction.LoadAbsolute;
import dev.osmia.isa.classic.ClassicInstruction.LoadAncillary;
import dev.osmia.isa.classic.ClassicInstruction.LoadCell;
import dev.osmia.isa.classic.ClassicInstruction.LoadImmediate;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexCell;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexHeaderLength;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexImmediate;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexLength;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndirect;
import dev.osmia.isa.classic.ClassicInstruction.LoadLength;
import dev.osmia.isa.classic.ClassicInstruction.Negate;
import dev.osmia.isa.classic.ClassicInstruction.ReturnAccumulator;
import dev.osmia.isa.classic.ClassicInstruction.ReturnConstant;
import dev.osmia.isa.classic.ClassicInstruction.Source;
import dev.osmia.isa.classic.ClassicInstruction.StoreCell;
import dev.osmia.isa.classic.ClassicInstruction.StoreIndexCell;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * One {@code struct sock_filter}, 8 bytes.
 *
 * @param code 16 bits of operation
 * @param whenTrue how many instructions to skip, 0 to 255
 * @param whenFalse how many instructions to skip, 0 to 255
 */
record SockFilter(int code, int whenTrue, int whenFalse, int k) {
    static final int BYTES = 8;

    private static final int LD = 0x00;
    private static final int LDX = 0x01;
    private static final int ST = 0x02;
    private static final int STX = 0x03;
    private static final int ALU = 0x04;
    private static final int JMP = 0x05;
    private static final int RET = 0x06;
    private static final int MISC = 0x07;

    private static final int H = 0x08;
    private static final int B = 0x10;
    private static final int IMM = 0x00;
    private static final int ABS = 0x20;
    private static final int IND = 0x40;
    private static final int MEM = 0x60;
    private static final int LEN = 0x80;
    private static final int MSH = 0xa0;
    private static final int NEG = 0x80;
    private static final int INDEX_SOURCE = 0x08;
    private static final int RETURN_ACCUMULATOR = 0x10;
    private static final int TXA = 0x80;

    /** Makes the instruction that one code stands for. */
    private interface Rule {
        ClassicInstruction decode(SockFilter filter, int index);
    }

    private static final Map<Integer, Rule> RULES = new HashMap<>();

    static {
        for (Size size : new Size[]{Size.W, Size.H, Size.B}) {
            RULES.put(LD | ABS | sizeCode(size), (filter, index) -> filter.absolute(size, index));
            RULES.put(LD | IND | sizeCode(size), (filter, _) -> new LoadIndirect(size, filter.k));
        }
        RULES.put(LD | IMM, (filter, _) -> new LoadImmediate(filter.k));
        RULES.put(LD | LEN, (_, _) -> new LoadLength());
        RULES.put(LD | MEM, (filter, index) -> new LoadCell(filter.cell(index)));
        RULES.put(LDX | IMM, (filter, _) -> new LoadIndexImmediate(filter.k));
        RULES.put(LDX | LEN, (_, _) -> new LoadIndexLength());
        RULES.put(LDX | MEM, (filter, index) -> new LoadIndexCell(filter.cell(index)));
        RULES.put(LDX | B | MSH, (filter, _) -> new LoadIndexHeaderLength(filter.k));
        RULES.put(ST, (filter, index) -> new StoreCell(filter.cell(index)));
        RULES.put(STX, (filter, index) -> new StoreIndexCell(filter.cell(index)));
        for (ClassicAluOp op : ClassicAluOp.values()) {
            RULES.put(ALU | op.code(), (filter, _) -> new Arithmetic(op, new Source.Constant(filter.k)));
            RULES.put(ALU | op.code() | INDEX_SOURCE, (_, _) -> new Arithmetic(op, new Source.Index()));
        }
        RULES.put(ALU | NEG, (_, _) -> new Negate());
        RULES.put(JMP, (filter, _) -> new Jump(filter.k));
        for (ClassicCondition condition : ClassicCondition.values()) {
            RULES.put(JMP | condition.code(), (filter, _) -> filter.branch(condition, new Source.Constant(filter.k)));
            RULES.put(JMP | condition.code() | INDEX_SOURCE,
                    (filter, _) -> filter.branch(condition, new Source.Index()));
        }
        RULES.put(RET, (filter, _) -> new ReturnConstant(filter.k));
        RULES.put(RET | RETURN_ACCUMULATOR, (_, _) -> new ReturnAccumulator());
        RULES.put(MISC, (_, _) -> new AccumulatorToIndex());
        RULES.put(MISC | TXA, (_, _) -> new IndexToAccumulator());
    }

    /** Reads the structure at the buffer's position, in the buffer's byte order. */
    static SockFilter read(ByteBuffer buffer) {
        return new SockFilter(Short.toUnsignedInt(buffer.getShort()), Byte.toUnsignedInt(buffer.get()),
                Byte.toUnsignedInt(buffer.get()), buffer.getInt());
    }

    /** Writes the structure at the buffer's position, in the buffer's byte order. */
    void write(ByteBuffer buffer) {
        buffer.putShort((short) code).put((byte) whenTrue).put((byte) whenFalse).putInt(k);
    }

    /** The instruction; fields that it does not use are ignored, as Linux ignores them. */
    ClassicInstruction decode(int index) {
        Rule rule = RULES.get(code);
        if (rule == null) {
            throw new InstructionFormatException(index,
                    "unknown classic opcode 0x%02x, expected one of linux/filter.h".formatted(code));
        }
        return rule.decode(this, index);
    }

    private ClassicInstruction absolute(Size size, int index) {
        if (!Ancillary.covers(k)) {
            return new LoadAbsolute(size, k);
        }
        Ancillary what = Ancillary.at(k);
        if (what == null) {
            throw new InstructionFormatException(index,
                    "unknown ancillary load at SKF_AD_OFF + %d, expected one of linux/filter.h"
                            .formatted(k - Ancillary.BASE));
        }
        return new LoadAncillary(size, what);
    }

    private int cell(int index) {
        if (k < 0 || k >= ClassicInstruction.CELLS) {
            throw new InstructionFormatException(index,
                    "memory cell %s, expected 0 to %d".formatted(Integer.toUnsignedString(k),
                            ClassicInstruction.CELLS - 1));
        }
        return k;
    }

    private ClassicInstruction branch(ClassicCondition condition, Source source) {
        return new Branch(condition, source, whenTrue, whenFalse);
    }

    static SockFilter encode(ClassicInstruction instruction) {
        return switch (instruction) {
            case LoadAbsolute(var size, int offset) -> plain(LD | ABS | sizeCode(size), offset);
            case LoadAncillary(var size, var what) -> plain(LD | ABS | sizeCode(size), what.packetOffset());
            case LoadIndirect(var size, int offset) -> plain(LD | IND | sizeCode(size), offset);
            case LoadImmediate(int value) -> plain(LD | IMM, value);
            case LoadLength() -> plain(LD | LEN, 0);
            case LoadCell(int cell) -> plain(LD | MEM, cell);
            case LoadIndexImmediate(int value) -> plain(LDX | IMM, value);
            case LoadIndexLength() -> plain(LDX | LEN, 0);
            case LoadIndexCell(int cell) -> plain(LDX | MEM, cell);
            case LoadIndexHeaderLength(int offset) -> plain(LDX | B | MSH, offset);
            case StoreCell(int cell) -> plain(ST, cell);
            case StoreIndexCell(int cell) -> plain(STX, cell);
            case Arithmetic(var op, var source) -> withSource(ALU | op.code(), source, 0, 0);
            case Negate() -> plain(ALU | NEG, 0);
            case Jump(int distance) -> plain(JMP, distance);
            case Branch(var condition, var source, int whenTrue, int whenFalse) ->
                withSource(JMP | condition.code(), source, whenTrue, whenFalse);
            case ReturnConstant(int value) -> plain(RET, value);
            case ReturnAccumulator() -> plain(RET | RETURN_ACCUMULATOR, 0);
            case AccumulatorToIndex() -> plain(MISC, 0);
            case IndexToAccumulator() -> plain(MISC | TXA, 0);
        };
    }

    private static SockFilter plain(int code, int k) {
        return new SockFilter(code, 0, 0, k);
    }

    private static SockFilter withSource(int code, Source source, int whenTrue, int whenFalse) {
        return switch (source) {
            case Source.Constant(int value) -> new SockFilter(code, whenTrue, whenFalse, value);
            case Source.Index() -> new SockFilter(code | INDEX_SOURCE, whenTrue, whenFalse, 0);
        };
    }

    private static int sizeCode(Size size) {
        return switch (size) {
            case B -> B;
            case H -> H;
            case W -> 0;
            case DW -> throw new IllegalArgumentException("no packet load of 8 bytes");
        };
    }
}
