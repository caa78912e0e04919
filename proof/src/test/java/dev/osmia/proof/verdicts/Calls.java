package dev.osmia.proof.verdicts;

import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.Width;
import dev.osmia.object.MapSpec;
import dev.osmia.proof.verdicts.Scene.Held;
import dev.osmia.proof.verdicts.Scene.Sort;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Steps that call helpers and functions. */
final class Calls {
    private static final Set<ProgramType> TRACING = Set.of(ProgramType.KPROBE, ProgramType.RAW_TRACEPOINT,
            ProgramType.TRACEPOINT);
    private static final List<Consumer<Pen>> HELPERS = List.of(Calls::lookUp, Calls::lookUp, Calls::lookUp,
            Calls::update,
            Calls::delete, Calls::tailCall, Calls::read, Calls::checksum, Calls::packet, Calls::stacked, Calls::output,
            Calls::inner, Calls::dynptr);

    private Calls() {
    }

    static void helper(Pen pen) {
        if (!pen.isPlain && !pen.kept.contains(Register.R0) && argumentsAreFree(pen)) {
            pen.dice.of(HELPERS).accept(pen);
        }
    }

    private static boolean argumentsAreFree(Pen pen) {
        return pen.kept.stream().allMatch(register -> register.number() == 0 || register.number() > 5);
    }

    private static void call(Pen pen, Helper helper) {
        pen.add(Insns.call(helper));
        pen.forgetArguments();
        pen.set(Register.R0, Scene.NUMBER);
    }

    private static int room(Pen pen, int bytes) {
        int words = (bytes + 7) / 8;
        return -8 * (words + pen.dice.below(Math.max(1, pen.frame / 8 - words)));
    }

    /** The address of some bytes of the own frame, which were mostly written. */
    private static void buffer(Pen pen, Register to, int bytes, boolean isRead) {
        int offset = room(pen, bytes);
        if (isRead && pen.dice.chance(60)) {
            for (int word = offset; word < offset + bytes; word += 8) {
                pen.add(pen.dice.chance(60)
                        ? Insns.store(Size.DW, Register.R10, word, pen.dice.below(4))
                        : Insns.store(Size.DW, Register.R10, word, pen.number(to)));
            }
        }
        pen.scene.overwrite(offset, offset + bytes);
        pen.add(Insns.move(to, Register.R10), Insns.alu(AluOp.ADD, to, offset));
        pen.set(to, Scene.NOTHING);
    }

    private static void key(Pen pen, MapSpec map) {
        if (map.keySize() == 4 && pen.dice.chance(70)) {
            int offset = room(pen, 8) + pen.dice.of(0, 4);
            if (pen.dice.chance(60)) {
                pen.add(Insns.store(Size.W, Register.R10, offset, pen.dice.below(6)));
            } else {
                pen.add(Insns.store(Size.W, Register.R10, offset, pen.number()));
            }
            pen.scene.overwrite(offset, offset + 4);
            pen.add(Insns.move(Register.R2, Register.R10), Insns.alu(AluOp.ADD, Register.R2, offset));
        } else {
            buffer(pen, Register.R2, map.keySize(), true);
        }
        pen.set(Register.R2, Scene.NOTHING);
        pen.add(Insns.map(Register.R1, map));
        pen.set(Register.R1, Scene.NOTHING);
    }

    private static void lookUp(Pen pen) {
        MapSpec map = pen.dice.of(Maps.CELLS, Maps.TABLE, Maps.WIDE, Maps.EACH_CPU, Maps.DATA, Maps.CONSTANTS);
        key(pen, map);
        call(pen, Helper.MAP_LOOKUP_ELEM);
        found(pen, map.valueSize(), map == Maps.CONSTANTS);
    }

    private static void found(Pen pen, int size, boolean isConstant) {
        pen.set(Register.R0, isConstant ? Scene.NOTHING : new Held(Sort.NULLABLE, size, 0, 0));
        if (pen.dice.chance(30) && !isConstant) {
            Register copy = pen.target(Register.R0);
            pen.add(Insns.move(copy, Register.R0));
            pen.set(copy, pen.get(Register.R0));
        }
        if (!isConstant && pen.dice.chance(50)) {
            Pen inner = pen.inner();
            inner.set(Register.R0, Held.memory(size, 0));
            Memory.access(inner, Register.R0, 0, size, true);
            if (pen.depth > 0 && pen.dice.chance(60)) {
                Shapes.block(inner);
            }
            pen.add(Insns.branch(Width.W64, Condition.EQ, Register.R0, 0, inner.slots()));
            pen.code.addAll(inner.code);
            pen.set(Register.R0, Scene.NOTHING);
            pen.scene = pen.scene.or(inner.scene);
        }
    }

    private static void update(Pen pen) {
        MapSpec map = pen.dice.of(Maps.CELLS, Maps.TABLE, Maps.WIDE);
        if (pen.frame < map.valueSize() + 16) {
            return;
        }
        buffer(pen, Register.R3, map.valueSize(), true);
        key(pen, map);
        pen.add(Insns.move(Register.R4, pen.dice.below(3)));
        call(pen, Helper.MAP_UPDATE_ELEM);
    }

    private static void delete(Pen pen) {
        key(pen, pen.dice.of(Maps.TABLE, Maps.WIDE, Maps.CELLS));
        call(pen, Helper.MAP_DELETE_ELEM);
    }

    private static void tailCall(Pen pen) {
        if (!pen.get(Register.R6).is(Sort.CONTEXT) || pen.dice.chance(60)) {
            return;
        }
        Register index = pen.number(Register.R1, Register.R2);
        pen.add(Insns.move(Register.R3, index), Insns.move(Register.R1, Register.R6),
                Insns.map(Register.R2, Maps.PROGRAMS));
        call(pen, Helper.TAIL_CALL);
    }

    /** A size for a helper: a constant, or a number that was made small. */
    private static int size(Pen pen, Register to, int most) {
        Register from = pen.number(Register.R1, Register.R2, Register.R3, Register.R4, Register.R5);
        if (pen.dice.chance(40)) {
            int size = 1 + pen.dice.below(most);
            pen.add(Insns.move(to, size));
            pen.set(to, Scene.NOTHING);
            return size;
        }
        pen.add(Insns.move(to, from));
        pen.set(to, Scene.NUMBER);
        switch (pen.dice.below(4)) {
            case 0 ->
                pen.add(Insns.alu(AluOp.AND, to, Numbers.mask(most)), Insns.branch(Width.W64, Condition.NE, to, 0, 1),
                        Insns.move(to, 1));
            case 1 -> pen.add(Insns.alu(AluOp.AND, to, Numbers.mask(most - 1)), Insns.alu(AluOp.ADD, to, 1));
            case 2 -> pen.add(Insns.branch(Width.W64, Condition.LE, to, most, 1), Insns.move(to, most),
                    Insns.branch(Width.W64, Condition.SGT, to, 0, 1), Insns.move(to, 1));
            default -> Numbers.bound(pen, to, most);
        }
        pen.set(to, Scene.NOTHING);
        return most;
    }

    /** Reads memory of the kernel into the stack or into a map. */
    private static void read(Pen pen) {
        if (pen.program.type() == ProgramType.SYSCALL) {
            return;
        }
        int size = size(pen, Register.R2, pen.dice.of(8, 16, 24));
        if (pen.dice.chance(50)) {
            buffer(pen, Register.R1, size, false);
        } else {
            pen.add(Insns.value(Register.R1, Maps.DATA, pen.dice.below(128 - size)));
        }
        pen.set(Register.R1, Scene.NOTHING);
        pen.add(Insns.move(Register.R3, pen.dice.chance(50) ? 0 : 4096));
        call(pen, pen.dice.of(Helper.PROBE_READ_KERNEL, Helper.PROBE_READ_USER_STR));
    }

    private static void checksum(Pen pen) {
        if (pen.program.type() != ProgramType.XDP && pen.program.type() != ProgramType.SCHED_CLS) {
            return;
        }
        buffer(pen, Register.R1, 16, true);
        buffer(pen, Register.R3, 8, true);
        pen.add(Insns.move(Register.R2, 4 * (1 + pen.dice.below(4))), Insns.move(Register.R4, pen.dice.of(4, 8)),
                Insns.move(Register.R5, 0));
        if (pen.dice.chance(30)) {
            pen.add(Insns.move(Register.R1, 0), Insns.move(Register.R2, 0));
        }
        call(pen, Helper.CSUM_DIFF);
    }

    /** Copies from and to the packet, or moves its ends, after which all pointers into it are void. */
    private static void packet(Pen pen) {
        if (!pen.get(Register.R6).is(Sort.CONTEXT)) {
            return;
        }
        if (Contexts.hasBuffer(pen)) {
            int size = size(pen, Register.R4, pen.dice.of(4, 8, 16));
            buffer(pen, Register.R3, size, false);
            pen.add(Insns.move(Register.R2, pen.number(Register.R3, Register.R4)),
                    Insns.move(Register.R1, Register.R6));
            if (pen.program.type() == ProgramType.SCHED_CLS && pen.dice.chance(30)) {
                pen.add(Insns.move(Register.R5, 0));
                call(pen, Helper.SKB_STORE_BYTES);
                forgetPacket(pen);
            } else {
                call(pen, Helper.SKB_LOAD_BYTES);
            }
        } else if (pen.program.type() == ProgramType.XDP) {
            pen.add(Insns.move(Register.R2, pen.dice.of(0, -8, 8)), Insns.move(Register.R1, Register.R6));
            call(pen, Helper.XDP_ADJUST_HEAD);
            forgetPacket(pen);
        }
    }

    private static void forgetPacket(Pen pen) {
        for (Register register : pen.registers(held -> held.is(Sort.PACKET) || held.is(Sort.PACKET_END))) {
            pen.set(register, Scene.NOTHING);
        }
        for (int word = 1; word <= Scene.WORDS; word++) {
            if (pen.scene.word(-8 * word).is(Sort.PACKET) || pen.scene.word(-8 * word).is(Sort.PACKET_END)) {
                pen.scene.setWord(-8 * word, Scene.NOTHING);
            }
        }
    }

    private static void stacked(Pen pen) {
        buffer(pen, Register.R2, 8, pen.dice.chance(50));
        pen.add(Insns.map(Register.R1, Maps.STACKED), Insns.move(Register.R3, 0));
        call(pen, pen.dice.of(Helper.MAP_PUSH_ELEM, Helper.MAP_POP_ELEM, Helper.MAP_PEEK_ELEM));
    }

    private static void output(Pen pen) {
        int size = size(pen, Register.R3, 16);
        buffer(pen, Register.R2, size, true);
        pen.add(Insns.map(Register.R1, Maps.RING), Insns.move(Register.R4, 0));
        call(pen, Helper.RINGBUF_OUTPUT);
    }

    /** A map in a map, and an element of it. */
    private static void inner(Pen pen) {
        key(pen, Maps.OUTER);
        call(pen, Helper.MAP_LOOKUP_ELEM);
        Pen inside = pen.inner();
        inside.set(Register.R0, Scene.NOTHING);
        inside.add(Insns.move(Register.R7, Register.R0));
        if (pen.kept.contains(Register.R7)) {
            inside.code.clear();
        } else {
            inside.set(Register.R7, Scene.NOTHING);
            key(inside, Maps.CELLS);
            inside.code.removeLast();
            inside.add(Insns.move(Register.R1, Register.R7));
            call(inside, Helper.MAP_LOOKUP_ELEM);
            found(inside, 16, false);
        }
        pen.add(Insns.branch(Width.W64, Condition.EQ, Register.R0, 0, inside.slots()));
        pen.code.addAll(inside.code);
        pen.set(Register.R0, Scene.NOTHING);
        pen.scene = pen.scene.or(inside.scene);
    }

    /** Memory with checks at run time. */
    private static void dynptr(Pen pen) {
        if (pen.frame < 48) {
            return;
        }
        int offset = -16;
        pen.scene.overwrite(offset, 0);
        pen.add(Insns.value(Register.R1, Maps.DATA, 0), Insns.move(Register.R2, pen.dice.of(16, 64, 128)),
                Insns.move(Register.R3, 0), Insns.move(Register.R4, Register.R10),
                Insns.alu(AluOp.ADD, Register.R4, offset));
        call(pen, Helper.DYNPTR_FROM_MEM);
        if (pen.dice.chance(50)) {
            pen.add(Insns.move(Register.R1, Register.R10), Insns.alu(AluOp.ADD, Register.R1, -48),
                    Insns.move(Register.R2, 8),
                    Insns.move(Register.R3, Register.R10), Insns.alu(AluOp.ADD, Register.R3, offset),
                    Insns.move(Register.R4, pen.dice.below(20)), Insns.move(Register.R5, 0));
            pen.scene.overwrite(-48, -40);
            call(pen, Helper.DYNPTR_READ);
        }
        pen.add(Insns.move(Register.R1, Register.R10), Insns.alu(AluOp.ADD, Register.R1, offset),
                Insns.move(Register.R2, 8), Insns.move(Register.R3, 8));
        call(pen, Helper.DYNPTR_DATA);
        found(pen, 8, false);
        pen.add(Insns.store(Size.DW, Register.R10, offset, 0), Insns.store(Size.DW, Register.R10, offset + 8, 0));
    }

    static void function(Pen pen) {
        if (pen.isPlain || !pen.program.mayCall() || pen.kept.contains(Register.R0) || !argumentsAreFree(pen)) {
            return;
        }
        Map<Register, Held> arguments = new EnumMap<>(Register.class);
        for (int number = 5; number >= 1; number--) {
            Register register = Register.of(number);
            switch (pen.dice.below(4)) {
                case 0 -> {
                    int bytes = 8 * (1 + pen.dice.below(2));
                    buffer(pen, register, bytes, pen.dice.chance(50));
                    arguments.put(register, Held.frame(bytes));
                }
                case 1 -> {
                    Register from = pen.number();
                    pen.add(Insns.move(register, from));
                    Held held = pen.get(from);
                    pen.set(register, held);
                    arguments.put(register, held);
                }
                default -> {
                }
            }
        }
        if (pen.get(Register.R6).is(Sort.CONTEXT) && !arguments.containsKey(Register.R1) && pen.dice.chance(70)) {
            pen.add(Insns.move(Register.R1, Register.R6));
            arguments.put(Register.R1, pen.get(Register.R6));
        }
        for (Register register : arguments.keySet()) {
            pen.set(register, arguments.get(register));
        }
        int number = pen.program.function(arguments, pen.depth - 1);
        pen.add(new Instruction.CallLocal(number));
        if (pen.dice.chance(20)) {
            pen.add(Insns.move(Register.R1, pen.dice.below(9)));
        }
        pen.forgetArguments();
        pen.set(Register.R0, Scene.NUMBER);
        forgetPacket(pen);
    }

    /** Has a helper call a function. */
    static void callback(Pen pen) {
        if (pen.isPlain || !pen.program.mayCall() || pen.kept.contains(Register.R0) || !argumentsAreFree(pen)) {
            return;
        }
        Map<Register, Held> arguments = new EnumMap<>(Register.class);
        if (pen.dice.chance(50)) {
            buffer(pen, Register.R3, 16, true);
            Register rounds = pen.number(Register.R1, Register.R2, Register.R3);
            pen.add(pen.dice.chance(60)
                    ? Insns.move(Register.R1, pen.dice.of(1, 4, 20))
                    : Insns.move(Register.R1, rounds));
            arguments.put(Register.R1, Scene.NUMBER);
            arguments.put(Register.R2, Held.frame(16));
            pen.forgetArguments();
            pen.add(Insns.function(Register.R2, pen.program.callback(arguments)), Insns.move(Register.R4, 0));
            call(pen, Helper.LOOP);
        } else {
            MapSpec map = pen.dice.of(Maps.CELLS, Maps.TABLE);
            buffer(pen, Register.R3, 16, true);
            arguments.put(Register.R3, Held.memory(map.valueSize(), 0));
            arguments.put(Register.R4, Held.frame(16));
            pen.forgetArguments();
            pen.add(Insns.map(Register.R1, map), Insns.function(Register.R2, pen.program.callback(arguments)),
                    Insns.move(Register.R4, 0));
            call(pen, Helper.FOR_EACH_MAP_ELEM);
        }
        forgetPacket(pen);
    }

    /** Something under a spin lock. */
    static void locked(Pen pen) {
        if (pen.isPlain || pen.kept.contains(Register.R0) || !argumentsAreFree(pen) || pen.kept.contains(Register.R7)
                || TRACING.contains(pen.program.type()) || pen.program.type() == ProgramType.SOCKET_FILTER) {
            return;
        }
        key(pen, Maps.LOCKED);
        call(pen, Helper.MAP_LOOKUP_ELEM);
        Pen inner = pen.inner();
        inner.set(Register.R7, Scene.NOTHING);
        inner.add(Insns.move(Register.R7, Register.R0), Insns.move(Register.R1, Register.R0),
                Insns.alu(AluOp.ADD, Register.R1, 4));
        call(inner, Helper.SPIN_LOCK);
        inner.set(Register.R7, Held.memory(24, 0));
        inner.kept.add(Register.R7);
        inner.isPlain = true;
        Memory.access(inner, Register.R7, 8, 24, true);
        for (int count = pen.dice.below(3); count > 0; count--) {
            Numbers.arithmetic(inner);
        }
        if (!pen.slips()) {
            inner.add(Insns.move(Register.R1, Register.R7), Insns.alu(AluOp.ADD, Register.R1, 4));
            call(inner, Helper.SPIN_UNLOCK);
        }
        inner.set(Register.R7, Scene.NOTHING);
        pen.add(Insns.branch(Width.W64, Condition.EQ, Register.R0, 0, inner.slots()));
        pen.code.addAll(inner.code);
        pen.set(Register.R0, Scene.NOTHING);
        pen.scene = pen.scene.or(inner.scene);
    }

    /** A record of a ring buffer. */
    static void ring(Pen pen) {
        if (pen.isPlain || pen.kept.contains(Register.R0) || !argumentsAreFree(pen) || pen.kept.contains(Register.R8)) {
            return;
        }
        int size = pen.dice.of(8, 16, 40);
        pen.add(Insns.map(Register.R1, Maps.RING), Insns.move(Register.R2, size), Insns.move(Register.R3, 0));
        call(pen, Helper.RINGBUF_RESERVE);
        Pen inner = pen.inner();
        inner.add(Insns.move(Register.R8, Register.R0));
        inner.set(Register.R8, Held.memory(size, 0));
        inner.set(Register.R0, Held.memory(size, 0));
        inner.kept.add(Register.R8);
        Memory.access(inner, Register.R8, 0, size, true);
        boolean wasPlain = inner.isPlain;
        inner.isPlain = pen.dice.chance(50);
        if (pen.dice.chance(70)) {
            Numbers.arithmetic(inner);
            Memory.stack(inner);
        }
        inner.isPlain = wasPlain;
        if (!pen.slips()) {
            inner.add(Insns.move(Register.R1, Register.R8), Insns.move(Register.R2, 0));
            call(inner, pen.dice.of(Helper.RINGBUF_SUBMIT, Helper.RINGBUF_DISCARD));
        }
        inner.set(Register.R8, Scene.NOTHING);
        for (Register copy : inner.registers(held -> held.is(Sort.MEMORY) && held.size() == size)) {
            inner.set(copy, Scene.NOTHING);
        }
        inner.set(Register.R0, Scene.NOTHING);
        for (int word = 1; word <= Scene.WORDS; word++) {
            if (inner.scene.word(-8 * word).is(Sort.MEMORY)) {
                inner.scene.setWord(-8 * word, Scene.NOTHING);
            }
        }
        pen.add(Insns.branch(Width.W64, Condition.EQ, Register.R0, 0, inner.slots()));
        pen.code.addAll(inner.code);
        pen.set(Register.R0, Scene.NOTHING);
        pen.set(Register.R8, Scene.NOTHING);
        pen.scene = pen.scene.or(inner.scene);
    }
}
