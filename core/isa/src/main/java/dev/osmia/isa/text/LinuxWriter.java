package dev.osmia.isa.text;

import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Code.Placed;
import dev.osmia.isa.Instruction.AddressSpaceCast;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.Atomic;
import dev.osmia.isa.Instruction.Branch;
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
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

import static dev.osmia.isa.text.WideText.signed;

/** Linux's syntax, as {@code kernel/bpf/disasm.c} prints it. */
final class LinuxWriter implements InstructionWriter {

    @Override
    public String write(Placed placed, SafeSymbols symbols) {
        int slot = placed.slot();
        return switch (placed.instruction()) {
            case Alu(var width, var op, var dst, var operand) ->
                register(width, dst) + " " + op.symbol() + " " + switch (operand) {
                    case Operand.Reg(var src) -> register(width, src);
                    case Operand.Imm(int value) -> Integer.toString(value);
                };
            case Negate(var width, var dst) -> register(width, dst) + " = -" + register(width, dst);
            case MoveSignExtended(var width, int bits, var dst, var src) ->
                register(width, dst) + " = (s" + bits + ")" + register(width, src);
            case ByteSwap swap -> register(swap.dst()) + " = " + swapName(swap) + " " + register(swap.dst());
            case AddressSpaceCast(var dst, var src, int to, int from) ->
                "%s = addr_space_cast(%s, %d, %d)".formatted(register(dst), register(src), to, from);
            case LoadWide wide -> register(wide.dst()) + " = " + wideValue(wide, slot, symbols);
            case Load(var size, boolean sign, var dst, var src, short offset) ->
                register(dst) + " = " + memory(sign ? signedType(size) : size.typeName(), src, offset);
            case Store(var size, var dst, short offset, var src) ->
                memory(size.typeName(), dst, offset) + " = " + register(src);
            case StoreImmediate(var size, var dst, short offset, int value) ->
                memory(size.typeName(), dst, offset) + " = " + value;
            case LoadPacketAbsolute(var size, int position) ->
                "r0 = *(%s *)skb[%d]".formatted(size.typeName(), position);
            case LoadPacketIndirect(var size, var index, int position) ->
                "r0 = *(%s *)skb[%s + %d]".formatted(size.typeName(), register(index), position);
            case Atomic atomic -> atomic(atomic);
            case LoadAcquire(var size, var dst, var src, short offset) ->
                register(dst) + " = load_acquire(" + pointer(size.typeName(), src, offset) + ")";
            case StoreRelease(var size, var dst, short offset, var src) ->
                "store_release(" + pointer(size.typeName(), dst, offset) + ", " + register(src) + ")";
            case Jump(short offset) -> "goto " + distance(offset);
            case JumpLong(int offset) -> "gotol " + distance(offset);
            case Branch(var width, var condition, var dst, var operand, short offset) ->
                "if %s %s %s goto %s".formatted(register(width, dst), condition.symbol(), switch (operand) {
                    case Operand.Reg(var src) -> register(width, src);
                    case Operand.Imm(int value) -> "0x" + Integer.toHexString(value);
                }, distance(offset));
            case MayGoto(short offset) -> "may_goto " + distance(offset);
            case CallHelper(int id) -> "call " + orElse(symbols.helper(id), "unknown") + "#" + id;
            case CallLocal(int offset) -> {
                String name = symbols.callee(slot, placed.nextSlot() + offset);
                yield "call " + distance(offset) + (name == null ? "" : "#" + name);
            }
            case CallKfunc(int btfId, short module) -> "call " + orElse(symbols.kfunc(btfId, module), "kernel-function")
                    + "#" + btfId + (module == 0 ? "" : "@" + module);
            case CallRegister(var target) -> "callx " + register(target);
            case Exit() -> "exit";
            case Unknown unknown -> DataText.write(unknown);
        };
    }

    private static String orElse(@Nullable String name, String other) {
        return name == null ? other : name;
    }

    private static String register(Register register) {
        return register(Width.W64, register);
    }

    private static String register(Width width, Register register) {
        return (width == Width.W64 ? "r" : "w") + register.number();
    }

    private static String signedType(Size size) {
        return "s" + 8 * size.bytes();
    }

    private static String swapName(ByteSwap swap) {
        return switch (swap.op()) {
            case TO_LITTLE -> "le";
            case TO_BIG -> "be";
            case SWAP -> "bswap";
        } + swap.bits();
    }

    private static String wideValue(LoadWide wide, int slot, SafeSymbols symbols) {
        return wide.source() == WideSource.CONSTANT
                ? "0x" + Long.toHexString(wide.value()) + " ll"
                : WideText.write(wide, slot, symbols);
    }

    private static String memory(String type, Register base, short offset) {
        return "*" + pointer(type, base, offset);
    }

    private static String pointer(String type, Register base, short offset) {
        return "(%s *)(%s %s)".formatted(type, register(base), signed(offset));
    }

    private static String atomic(Atomic atomic) {
        String source = register(atomic.src());
        String address = pointer(atomic.size().typeName(), atomic.dst(), atomic.offset());
        String name = atomic.op().name();
        if (!atomic.op().fetches()) {
            return "lock *" + address + " " + AluOp.valueOf(name).symbol() + " " + source;
        }
        String width = atomic.size() == Size.DW ? "64" : "";
        boolean compares = atomic.op() == AtomicOp.CMPXCHG;
        return "%s = atomic%s_%s(%s, %s%s)".formatted(compares ? "r0" : source, width, name.toLowerCase(Locale.ROOT),
                address, compares ? "r0, " : "", source);
    }

    private static String distance(int slots) {
        return "pc" + signed(slots);
    }
}
