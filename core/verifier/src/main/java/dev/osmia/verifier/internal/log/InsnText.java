package dev.osmia.verifier.internal.log;

import dev.osmia.abi.Helper;
import dev.osmia.btf.Btf;
import dev.osmia.isa.AluOp;
import dev.osmia.verifier.internal.number.LogNumber;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Program;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Instructions as Linux's verifier shows them ({@code kernel/bpf/disasm.c}). The assembler's syntax is the same for what is
 * well-formed, but the log shows slots that no assembler could have made, and addresses in place of maps.
 */
final class InsnText {
    private static final @Nullable String[] OPERATORS = {"+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=",
            "^=", "=", "s>>=", "endian", null, null};
    private static final @Nullable String[] CONDITIONS = {"jmp", "==", ">", ">=", "&", "!=", "s>", "s>=", "call",
            "exit",
            "<", "<=", "s<", "s<=", null, null};
    private static final String[] SIZES = {"32", "16", "8", "64"};
    private static final int ADDRESS_SPACE_CAST = 1;
    private static final int BITS_OF_HALF = 16;
    /** Linux prints where maps lie; there is no such place here, but readers of logs look for addresses. */
    private static final long FIRST_MAP = 0xffff_8880_0000_1000L;
    private static final long FIRST_VALUE = 0xffff_c900_0000_0000L;
    private static final long BETWEEN_MAPS = 0x1000;
    private static final long BETWEEN_VALUES = 1L << 32;
    private static final long FIRST_VARIABLE = 0xffff_ffff_8000_0000L;

    private final Program program;
    private final boolean showsAddresses;
    private final Map<MapInfo, Integer> maps = new HashMap<>();
    private final @Nullable String[] texts;

    InsnText(Program program, boolean showsAddresses) {
        this.program = program;
        this.showsAddresses = showsAddresses;
        texts = new String[program.length()];
    }

    /** The instruction at a slot. */
    String at(int slot) {
        String known = texts[slot];
        if (known == null) {
            known = write(slot);
            texts[slot] = known;
        }
        return known;
    }

    private String write(int slot) {
        Insn insn = program.insn(slot);
        String text = switch (insn.family()) {
            case Insn.ALU, Insn.ALU64 -> arithmetic(insn);
            case Insn.STX -> store(insn);
            case Insn.ST -> insn.mode() == Insn.MEM ? memory(insn, insn.dst()) + " = " + insn.imm() : bug("st_", insn);
            case Insn.LDX -> load(insn);
            case Insn.LD -> constant(insn, slot);
            default -> jump(insn);
        };
        return text.startsWith("BUG") ? text : "(%02x) %s".formatted(insn.code(), text);
    }

    private static String bug(String what, Insn insn) {
        return "BUG_%s%02x".formatted(what, insn.code());
    }

    private static String register(Insn insn, int number) {
        return (insn.family() == Insn.ALU || insn.family() == Insn.JMP32 ? "w" : "r") + number;
    }

    private static String arithmetic(Insn insn) {
        String dst = register(insn, insn.dst());
        if (insn.op() == Insn.END) {
            String order = insn.family() == Insn.ALU64 ? "bswap" : insn.hasSource() ? "be" : "le";
            return "r%d = %s%d r%d".formatted(insn.dst(), order, insn.imm(), insn.dst());
        }
        if (insn.op() == Insn.NEG) {
            return dst + " = -" + dst;
        }
        boolean isMove = insn.op() == Insn.MOV;
        if (isMove && insn.family() == Insn.ALU64 && insn.hasSource() && insn.off() == ADDRESS_SPACE_CAST) {
            return "r%d = addr_space_cast(r%d, %d, %d)".formatted(insn.dst(), insn.src(), insn.imm() >>> BITS_OF_HALF,
                    insn.imm() & 0xffff);
        }
        String operator = OPERATORS[insn.op() >> 4];
        if (insn.off() == 1 && insn.op() == Insn.DIV) {
            operator = AluOp.SDIV.symbol();
        } else if (insn.off() == 1 && insn.op() == Insn.MOD) {
            operator = AluOp.SMOD.symbol();
        }
        boolean isExtension = isMove && (insn.off() == 8 || insn.off() == 16 || insn.off() == 32);
        String operand = insn.hasSource()
                ? (isExtension ? "(s" + insn.off() + ")" : "") + register(insn, insn.src())
                : Integer.toString(insn.imm());
        return dst + " " + operator + " " + operand;
    }

    private static String pointer(Insn insn, String sign, int base) {
        return "(%s%s *)(r%d %+d)".formatted(sign, SIZES[insn.size() >> 3], base, insn.off());
    }

    private static String memory(Insn insn, int base) {
        return "*" + pointer(insn, "u", base);
    }

    private static String store(Insn insn) {
        if (insn.mode() == Insn.MEM) {
            return memory(insn, insn.dst()) + " = r" + insn.src();
        }
        return insn.mode() == Insn.ATOMIC ? atomic(insn) : bug("", insn);
    }

    private static String atomic(Insn insn) {
        String target = pointer(insn, "u", insn.dst());
        String width = insn.size() == Insn.DW ? "64" : "";
        String source = "r" + insn.src();
        return switch (insn.imm()) {
            case Insn.ADD, Insn.AND, Insn.OR, Insn.XOR ->
                "lock *" + target + " " + OPERATORS[insn.imm() >> 4] + " " + source;
            case Insn.ADD | Insn.FETCH -> fetch(source, width, "fetch_add", target, source);
            case Insn.AND | Insn.FETCH -> fetch(source, width, "fetch_and", target, source);
            case Insn.OR | Insn.FETCH -> fetch(source, width, "fetch_or", target, source);
            case Insn.XOR | Insn.FETCH -> fetch(source, width, "fetch_xor", target, source);
            case Insn.XCHG -> fetch(source, width, "xchg", target, source);
            case Insn.CMPXCHG -> fetch("r0", width, "cmpxchg", target, "r0, " + source);
            case Insn.LOAD_ACQUIRE ->
                "r" + insn.dst() + " = load_acquire(" + pointer(insn, "u", insn.src()) + ")";
            case Insn.STORE_RELEASE -> "store_release(" + target + ", " + source + ")";
            default -> bug("", insn);
        };
    }

    private static String fetch(String result, String width, String name, String target, String operands) {
        return "%s = atomic%s_%s(%s, %s)".formatted(result, width, name, target, operands);
    }

    private static String load(Insn insn) {
        if (insn.mode() != Insn.MEM && insn.mode() != Insn.MEMSX) {
            return bug("ldx_", insn);
        }
        return "r%d = *%s".formatted(insn.dst(), pointer(insn, insn.mode() == Insn.MEM ? "u" : "s", insn.src()));
    }

    private String constant(Insn insn, int slot) {
        String type = "u" + SIZES[insn.size() >> 3];
        return switch (insn.mode()) {
            case Insn.ABS -> "r0 = *(%s *)skb[%d]".formatted(type, insn.imm());
            case Insn.IND -> "r0 = *(%s *)skb[r%d + %d]".formatted(type, insn.src(), insn.imm());
            case Insn.IMM -> insn.size() == Insn.DW
                    ? "r" + insn.dst() + " = " + LogNumber.hex(wide(insn, slot))
                    : bug("ld_", insn);
            default -> bug("ld_", insn);
        };
    }

    private long wide(Insn insn, int slot) {
        int high = slot + 1 < program.length() ? program.insn(slot + 1).imm() : 0;
        boolean isPointer = insn.src() != 0 && insn.src() != Insn.PSEUDO_FUNC;
        if (isPointer && !showsAddresses) {
            return 0;
        }
        MapInfo map = program.mapAt(slot);
        if (map != null) {
            if (insn.src() == Insn.PSEUDO_MAP_VALUE && map.place() != 0) {
                return map.place() + high;
            }
            int number = maps.computeIfAbsent(map, _ -> maps.size());
            return insn.src() == Insn.PSEUDO_MAP
                    ? FIRST_MAP + number * BETWEEN_MAPS
                    : FIRST_VALUE + number * BETWEEN_VALUES + high;
        }
        if (insn.src() == Insn.PSEUDO_KERNEL_VARIABLE) {
            return FIRST_VARIABLE + insn.imm() * (long) Long.BYTES;
        }
        return (long) high << Integer.SIZE | Integer.toUnsignedLong(insn.imm());
    }

    private String jump(Insn insn) {
        if (insn.op() == Insn.CALL) {
            return call(insn);
        }
        return switch (insn.code()) {
            case Insn.JMP | Insn.JA -> "goto pc%+d".formatted(insn.off());
            case Insn.JMP32 | Insn.JA -> "gotol pc%+d".formatted(insn.imm());
            case Insn.JMP | Insn.EXIT -> "exit";
            default -> insn.isMayGoto() && insn.src() == 0
                    ? "may_goto pc%+d".formatted(insn.off())
                    : branch(insn);
        };
    }

    private static String branch(Insn insn) {
        String operand = insn.hasSource() ? register(insn, insn.src()) : "0x" + Integer.toHexString(insn.imm());
        return "if %s %s %s goto pc%+d".formatted(register(insn, insn.dst()), CONDITIONS[insn.op() >> 4], operand,
                insn.off());
    }

    private String call(Insn insn) {
        if (insn.src() == Insn.PSEUDO_CALL) {
            return "call pc%+d".formatted(insn.imm());
        }
        String name = null;
        if (insn.src() == 0) {
            name = insn.imm() == 0 ? "bpf_unspec" : Helper.of(insn.imm()).map(Helper::functionName).orElse(null);
        } else if (insn.src() == Insn.PSEUDO_KFUNC) {
            name = kernelFunction(insn);
        }
        return "call " + (name == null ? "unknown" : name) + "#" + insn.imm();
    }

    private String kernelFunction(Insn insn) {
        if (insn.imm() == 0) {
            return "";
        }
        Btf kernel = program.kernel().kernel();
        boolean isKnown = insn.off() == 0 && insn.imm() > 0 && insn.imm() < kernel.size();
        return isKnown ? kernel.type(insn.imm()).name() : "kernel-function";
    }
}
