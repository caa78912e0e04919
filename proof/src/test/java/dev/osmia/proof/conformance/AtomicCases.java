package dev.osmia.proof.conformance;

import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** RFC 9669, section 5.3, and Linux's loads with acquire and stores with release order. */
final class AtomicCases {
    private static final int PLACE = -16;
    private static final List<Long> OLD = List.of(0L, -1L, 0x7fff_ffffL, 0x8000_0000L, Long.MAX_VALUE, Long.MIN_VALUE,
            0x1234_5678_9abc_def0L);
    private static final List<Long> OPERANDS = List.of(0L, 1L, -1L, 0xffff_ffffL, 0x8000_0000L, Long.MIN_VALUE,
            0x0f0f_0f0f_f0f0_f0f0L);

    private AtomicCases() {
    }

    static List<Family> all() {
        List<Family> families = new ArrayList<>();
        for (Size size : List.of(Size.W, Size.DW)) {
            for (AtomicOp op : AtomicOp.values()) {
                families.add(new Family("atomic " + op + size, modifications(op, size)));
            }
        }
        for (Size size : Size.values()) {
            families.add(new Family("load-acquire " + size, acquiringLoads(size)));
            families.add(new Family("store-release " + size, releasingStores(size)));
        }
        return families;
    }

    private static List<Case> modifications(AtomicOp op, Size size) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long old : OLD) {
            for (long operand : OPERANDS) {
                for (int at = 0; at < 8; at += size.bytes()) {
                    long location = read(words(old), at, size);
                    for (long r0 : comparands(op, size, location)) {
                        add(cases, op, size, registers.next(), old, at, operand, r0);
                    }
                }
            }
        }
        return cases;
    }

    /** For a comparison one that is equal, one that is equal but for what does not count, and one that is not. */
    private static List<Long> comparands(AtomicOp op, Size size, long location) {
        if (op != AtomicOp.CMPXCHG) {
            return List.of(77L);
        }
        return size == Size.DW
                ? List.of(location, location ^ 1)
                : List.of(location & 0xffff_ffffL, location | 0xffff_ffff_0000_0000L, location ^ 1);
    }

    /** Three cases: what the memory holds afterwards, the source register, and {@code r0}. */
    private static void add(List<Case> cases, AtomicOp op, Size size, Registers.Pair pair, long old, int at,
            long operand, long r0) {
        Register src = pair.src() == Register.R0 ? pair.dst() : pair.src();
        Register after = new Registers.Pair(src, Register.R0).other();
        Map<Register, Long> inputs = new TreeMap<>(Map.of(after, old, src, operand, Register.R0, r0));
        List<Instruction> body = List.of(
                Instructions.store(Size.DW, Register.R10, PLACE, after),
                new Instruction.Atomic(size, op, Register.R10, (short) (PLACE + at), src),
                Instructions.load(Size.DW, after, Register.R10, PLACE));
        ByteBuffer memory = words(old);
        long location = read(memory, at, size);
        write(memory, at, size, Model.atomic(op, size.bytes() * 8, location, operand, r0));
        long fetched = Model.zeroExtended(location, size.bytes() * 8);
        boolean compares = op == AtomicOp.CMPXCHG;
        cases.add(Case.of(inputs, body, after, memory.getLong(0)));
        cases.add(Case.of(inputs, body, src, op.fetches() && !compares ? fetched : operand));
        cases.add(Case.of(inputs, body, Register.R0, compares ? fetched : r0));
    }

    private static List<Case> acquiringLoads(Size size) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long value : Numbers.WIDE) {
            for (int at = 0; at < 8; at += size.bytes()) {
                var pair = registers.next();
                cases.add(Case.of(Map.of(pair.src(), value, pair.dst(), ~value), List.of(
                        Instructions.store(Size.DW, Register.R10, PLACE, pair.src()),
                        Instructions.move(pair.src(), Register.R10),
                        new Instruction.LoadAcquire(size, pair.dst(), pair.src(), (short) (PLACE + at))), pair.dst(),
                        Model.zeroExtended(read(words(value), at, size), size.bytes() * 8)));
            }
        }
        return cases;
    }

    private static List<Case> releasingStores(Size size) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (long value : Numbers.WIDE) {
            for (int at = 0; at < 8; at += size.bytes()) {
                var pair = registers.next();
                ByteBuffer memory = words(~value);
                write(memory, at, size, value);
                cases.add(Case.of(Map.of(pair.src(), value, pair.dst(), ~value), List.of(
                        Instructions.store(Size.DW, Register.R10, PLACE, pair.dst()),
                        Instructions.move(pair.dst(), Register.R10),
                        Instructions.add(pair.dst(), PLACE),
                        new Instruction.StoreRelease(size, pair.dst(), (short) at, pair.src()),
                        Instructions.load(Size.DW, pair.src(), Register.R10, PLACE)), pair.src(), memory.getLong(0)));
            }
        }
        return cases;
    }

    private static ByteBuffer words(long value) {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, value);
    }

    private static long read(ByteBuffer bytes, int at, Size size) {
        return switch (size) {
            case B -> bytes.get(at);
            case H -> bytes.getShort(at);
            case W -> bytes.getInt(at);
            case DW -> bytes.getLong(at);
        };
    }

    private static void write(ByteBuffer bytes, int at, Size size, long value) {
        switch (size) {
            case B -> bytes.put(at, (byte) value);
            case H -> bytes.putShort(at, (short) value);
            case W -> bytes.putInt(at, (int) value);
            case DW -> bytes.putLong(at, value);
        }
    }
}
