package dev.osmia.isa.classic;

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

import java.util.Locale;

/** The two ways in which people print classic BPF. */
public enum ClassicStyle {
    /** As {@code tcpdump -d} prints it: {@code (001) jeq      #0x800           jt 2	jf 5}. */
    TCPDUMP {
        @Override
        String line(int index, String operation, String operand) {
            return "(%03d) %-8s %s".formatted(index, operation, operand);
        }

        @Override
        String branch(int index, String operation, String operand, int whenTrue, int whenFalse) {
            return "(%03d) %-8s %-16s jt %d\tjf %d".formatted(index, operation, operand, whenTrue, whenFalse);
        }

        @Override
        String target(int index) {
            return Integer.toString(index);
        }

        @Override
        String length() {
            return "#pktlen";
        }

        @Override
        String hexadecimal(int value) {
            return "#0x" + Integer.toHexString(value);
        }

        @Override
        String ancillary(Ancillary what) {
            return "[" + what.tcpdumpName() + "]";
        }

        @Override
        String returned(int value) {
            return "#" + value;
        }

        @Override
        String accumulator() {
            return "";
        }
    },
    /** As {@code bpf_asm} of the Linux sources reads it, a label on each line: {@code l1: jeq #0x800, l2, l5}. */
    BPF_ASM {
        @Override
        String line(int index, String operation, String operand) {
            return ("l" + index + ":\t" + operation + " " + operand).stripTrailing();
        }

        @Override
        String branch(int index, String operation, String operand, int whenTrue, int whenFalse) {
            return line(index, operation, operand + ", " + target(whenTrue) + ", " + target(whenFalse));
        }

        @Override
        String target(int index) {
            return "l" + index;
        }

        @Override
        String length() {
            return "#len";
        }

        @Override
        String hexadecimal(int value) {
            return value == 0 ? "#0" : "#0x" + Integer.toHexString(value);
        }

        @Override
        String ancillary(Ancillary what) {
            String name = what.assemblerName();
            return name == null ? "[" + Integer.toUnsignedString(what.packetOffset()) + "]" : "#" + name;
        }

        @Override
        String returned(int value) {
            return hexadecimal(value);
        }

        @Override
        String accumulator() {
            return "a";
        }
    };

    abstract String line(int index, String operation, String operand);

    abstract String branch(int index, String operation, String operand, int whenTrue, int whenFalse);

    abstract String target(int index);

    abstract String length();

    abstract String hexadecimal(int value);

    abstract String ancillary(Ancillary what);

    abstract String returned(int value);

    abstract String accumulator();

    /** One instruction, at an index on which its jump targets depend, without line end. */
    public String print(int index, ClassicInstruction instruction) {
        return switch (instruction) {
            case LoadAbsolute(var size, int offset) -> line(index, load(size), packet(offset));
            case LoadAncillary(var size, var what) -> line(index, load(size), ancillary(what));
            case LoadIndirect(var size, int offset) -> line(index, load(size), "[x + " + number(offset) + "]");
            case LoadImmediate(int value) -> line(index, "ld", hexadecimal(value));
            case LoadLength() -> line(index, "ld", length());
            case LoadCell(int cell) -> line(index, "ld", cell(cell));
            case LoadIndexImmediate(int value) -> line(index, "ldx", hexadecimal(value));
            case LoadIndexLength() -> line(index, "ldx", length());
            case LoadIndexCell(int cell) -> line(index, "ldx", cell(cell));
            case LoadIndexHeaderLength(int offset) -> line(index, "ldxb", "4*(" + packet(offset) + "&0xf)");
            case StoreCell(int cell) -> line(index, "st", cell(cell));
            case StoreIndexCell(int cell) -> line(index, "stx", cell(cell));
            case Arithmetic(var op, Source.Index()) -> line(index, name(op), "x");
            case Arithmetic(var op, Source.Constant(int value)) ->
                line(index, name(op), op.isBitwise() ? hexadecimal(value) : "#" + number(value));
            case Negate() -> line(index, "neg", "");
            case Jump(int distance) -> line(index, "ja", target(index + 1 + distance));
            case Branch(var condition, var source, int whenTrue, int whenFalse) ->
                branch(index, "j" + name(condition), switch (source) {
                    case Source.Index() -> "x";
                    case Source.Constant(int value) -> hexadecimal(value);
                }, index + 1 + whenTrue, index + 1 + whenFalse);
            case ReturnConstant(int value) -> line(index, "ret", returned(value));
            case ReturnAccumulator() -> line(index, "ret", accumulator());
            case AccumulatorToIndex() -> line(index, "tax", "");
            case IndexToAccumulator() -> line(index, "txa", "");
        };
    }

    private static String name(Enum<?> operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    private static String load(Size size) {
        return size == Size.W ? "ld" : "ld" + name(size);
    }

    private static String cell(int cell) {
        return "M[" + cell + "]";
    }

    /** {@code bpf_asm} reads no signs; {@code tcpdump} prints them. */
    private String number(int value) {
        return this == TCPDUMP ? Integer.toString(value) : Integer.toUnsignedString(value);
    }

    private String packet(int offset) {
        return "[" + number(offset) + "]";
    }
}
