package dev.osmia.isa.text;

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
import dev.osmia.isa.WideSource;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

import static dev.osmia.isa.text.Mnemonics.memory;
import static dev.osmia.isa.text.Mnemonics.sized;
import static dev.osmia.isa.text.WideText.signed;

/** One mnemonic and its operands, the destination first. */
final class MnemonicWriter implements InstructionWriter {

    @Override
    public String write(Placed placed, SafeSymbols symbols) {
        int slot = placed.slot();
        return switch (placed.instruction()) {
            case Alu(var width, var op, var dst, var operand) ->
                "%s %s, %s".formatted(sized(op, width), register(dst), operand(operand));
            case Negate(var width, var dst) -> "neg" + Mnemonics.suffix(width) + " " + register(dst);
            case MoveSignExtended move ->
                "%s %s, %s".formatted(Mnemonics.signExtension(move), register(move.dst()), register(move.src()));
            case ByteSwap swap -> Mnemonics.swap(swap) + " " + register(swap.dst());
            case AddressSpaceCast(var dst, var src, int to, int from) ->
                "addr_space_cast %s, %s, %d, %d".formatted(register(dst), register(src), to, from);
            case LoadWide wide -> "lddw " + register(wide.dst()) + ", " + (wide.source() == WideSource.CONSTANT
                    ? "0x" + Long.toHexString(wide.value())
                    : WideText.write(wide, slot, symbols));
            case Load(var size, boolean sign, var dst, var src, short offset) ->
                "%s %s, %s".formatted(memory("ldx", size) + (sign ? "sx" : ""), register(dst), address(src, offset));
            case Store(var size, var dst, short offset, var src) ->
                "%s %s, %s".formatted(memory("stx", size), address(dst, offset), register(src));
            case StoreImmediate(var size, var dst, short offset, int value) ->
                "%s %s, %d".formatted(memory("st", size), address(dst, offset), value);
            case LoadPacketAbsolute(var size, int position) -> memory("ldabs", size) + " " + position;
            case LoadPacketIndirect(var size, var index, int position) ->
                "%s %s, %d".formatted(memory("ldind", size), register(index), position);
            case Atomic(var size, var op, var dst, short offset, var src) ->
                "lock %s %s, %s".formatted(Mnemonics.atomic(op, size), address(dst, offset), register(src));
            case LoadAcquire(var size, var dst, var src, short offset) ->
                "%s %s, %s".formatted(memory("ldacq", size), register(dst), address(src, offset));
            case StoreRelease(var size, var dst, short offset, var src) ->
                "%s %s, %s".formatted(memory("strel", size), address(dst, offset), register(src));
            case Jump(short offset) -> "ja " + signed(offset);
            case JumpLong(int offset) -> "ja32 " + signed(offset);
            case Branch(var width, var condition, var dst, var operand, short offset) -> "j%s%s %s, %s, %s".formatted(
                    condition.name().toLowerCase(Locale.ROOT), Mnemonics.suffix(width), register(dst), operand(operand),
                    signed(offset));
            case MayGoto(short offset) -> "may_goto " + signed(offset);
            case CallHelper(int id) -> "call " + id + comment(symbols.helper(id));
            case CallLocal(int offset) ->
                "call local " + signed(offset) + comment(symbols.callee(slot, placed.nextSlot() + offset));
            case CallKfunc(int btfId, short module) ->
                "call kfunc " + btfId + (module == 0 ? "" : "@" + module) + comment(symbols.kfunc(btfId, module));
            case CallRegister(var target) -> "callx " + register(target);
            case Exit() -> "exit";
            case Unknown unknown -> DataText.write(unknown);
        };
    }

    private static String comment(@Nullable String name) {
        return name == null ? "" : " ; " + name;
    }

    private static String register(Register register) {
        return "%r" + register.number();
    }

    private static String operand(Operand operand) {
        return switch (operand) {
            case Operand.Reg(var register) -> register(register);
            case Operand.Imm(int value) -> Integer.toString(value);
        };
    }

    private static String address(Register base, short offset) {
        return "[" + register(base) + (offset == 0 ? "" : signed(offset)) + "]";
    }
}
