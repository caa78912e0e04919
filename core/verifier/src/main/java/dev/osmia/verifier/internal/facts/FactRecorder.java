package dev.osmia.verifier.internal.facts;

import dev.osmia.verifier.PointerKind;
import dev.osmia.verifier.ProgramFacts;
import dev.osmia.verifier.ProgramFacts.Access;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Gathers facts from all paths that are followed. Where a path is pruned, the state that it was compared with has the same
 * pointers in the registers that are still read, so that nothing new would follow.
 */
public final class FactRecorder implements Events {
    private final Program program;
    private final BitSet reached = new BitSet();
    private final @Nullable Access[] accesses;
    private final @Nullable MapInfo[] maps;
    private final BitSet hasOtherMaps = new BitSet();

    public FactRecorder(Program program) {
        this.program = program;
        accesses = new Access[program.length()];
        maps = new MapInfo[program.length()];
    }

    /** What holds on all paths so far. */
    public ProgramFacts facts() {
        return new ProgramFacts(reached, Arrays.asList(accesses), Arrays.stream(maps)
                .<@Nullable String>map(map -> map == null ? null : map.name())
                .toList());
    }

    @Override
    public void instruction(State state, Touched touched) {
        int slot = state.insn;
        reached.set(slot);
        Insn insn = program.insn(slot);
        int base = base(insn);
        if (base >= 0) {
            Access now = access(state.top(), state.top().regs[base], insn.off());
            Access before = accesses[slot];
            accesses[slot] = before == null ? now : before.or(now);
        } else if (insn.family() == Insn.JMP && insn.op() == Insn.CALL && insn.src() == 0) {
            note(slot, state.top().regs[1]);
        }
    }

    /** The register that an instruction accesses memory through, -1 if it accesses none. */
    private static int base(Insn insn) {
        return switch (insn.family()) {
            case Insn.LDX -> insn.src();
            case Insn.ST -> insn.dst();
            case Insn.STX -> insn.isAtomicLoad() ? insn.src() : insn.dst();
            default -> -1;
        };
    }

    private void note(int slot, Reg first) {
        MapInfo map = first.type() == RegType.CONST_MAP ? named(first.map()) : null;
        if (map == null || maps[slot] != null && maps[slot] != map) {
            hasOtherMaps.set(slot);
        }
        maps[slot] = hasOtherMaps.get(slot) ? null : map;
    }

    /** The maps in a map have no names, and are many. */
    private static @Nullable MapInfo named(@Nullable MapInfo map) {
        return map == null || map.name().isEmpty() ? null : map;
    }

    private static Access access(Frame frame, Reg pointer, int off) {
        PointerKind kind = kind(pointer.type());
        MapInfo map = kind == PointerKind.MAP_VALUE ? named(pointer.mapOrNull()) : null;
        boolean isPlace = switch (kind) {
            case CONTEXT, MAP_VALUE, MEMORY -> true;
            case STACK -> pointer.frame() == frame.number;
            default -> false;
        };
        OptionalInt offset = isPlace && pointer.value().isConstant()
                ? OptionalInt.of((int) pointer.value().constant() + pointer.off() + off)
                : OptionalInt.empty();
        return new Access(kind, map == null ? null : map.name(), offset);
    }

    private static PointerKind kind(int type) {
        return switch (RegType.base(type)) {
            case RegType.CTX -> PointerKind.CONTEXT;
            case RegType.STACK -> PointerKind.STACK;
            case RegType.MAP_VALUE -> PointerKind.MAP_VALUE;
            case RegType.MAP_KEY -> PointerKind.MAP_KEY;
            case RegType.CONST_MAP -> PointerKind.MAP;
            case RegType.PACKET -> PointerKind.PACKET;
            case RegType.PACKET_META -> PointerKind.PACKET_META;
            case RegType.MEM -> PointerKind.MEMORY;
            case RegType.ARENA -> PointerKind.ARENA;
            case RegType.BUF, RegType.TP_BUFFER, RegType.FLOW_KEYS -> PointerKind.BUFFER;
            default -> PointerKind.OBJECT;
        };
    }
}
