package dev.osmia.verifier.internal.check;

import dev.osmia.abi.MapType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.Objects;

/** 64-bit constants, which may stand for maps, functions and variables ({@code check_ld_imm}). */
final class ConstantLoad {
    private final Verification of;

    ConstantLoad(Verification of) {
        this.of = of;
    }

    /** Checks both slots and moves on to the second one. */
    void check(Insn insn) {
        if (insn.size() != Insn.DW) {
            throw of.invalid("invalid BPF_LD_IMM insn");
        }
        if (insn.off() != 0) {
            throw of.invalid("BPF_LD_IMM64 uses reserved fields");
        }
        of.checkWrite(insn.dst());
        of.regs()[insn.dst()] = switch (insn.src()) {
            case 0 -> Reg.constant(
                    (long) of.program.insn(of.insn + 1).imm() << Integer.SIZE | Integer.toUnsignedLong(insn.imm()));
            case Insn.PSEUDO_KERNEL_VARIABLE -> KernelVariables.address(of.kernel(), insn.imm());
            case Insn.PSEUDO_FUNC -> function(of.insn + insn.imm() + 1);
            default -> map(insn);
        };
    }

    private Reg function(int start) {
        int number = of.subprograms.startingAt(start);
        if (!of.program.hasFunctionTypes()) {
            throw of.invalid("missing btf func_info");
        }
        if (of.isGlobal(number)) {
            throw of.invalid("callback function not static");
        }
        return Reg.pointer(RegType.FUNC, new Payload.Function(number));
    }

    private Reg map(Insn insn) {
        MapInfo map = Objects.requireNonNull(of.program.mapAt(of.insn));
        Payload payload = new Payload.OfMap(map, 0);
        if (insn.src() == Insn.PSEUDO_MAP) {
            return Reg.pointer(RegType.CONST_MAP, payload);
        }
        if (map.type() == MapType.ARENA) {
            return Reg.UNKNOWN;
        }
        return Reg.pointer(RegType.MAP_VALUE, payload).withOff(of.program.insn(of.insn + 1).imm());
    }
}
