package dev.osmia.proof.conformance;

import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** RFC 9669, sections 5.1 and 5.2: loads and stores of every size, near and far, aligned and not. */
final class MemoryCases {
    /** In the middle of {@link Batch#MEMORY}, from which offsets reach down and up. */
    private static final int MIDDLE = 40_000;
    private static final int[] OFFSETS = {Short.MIN_VALUE, -255, -8, -3, -1, 0, 1, 2, 4, 5, 127, 4096, Short.MAX_VALUE};
    private static final long FILLER = 0xa5a6_a7a8_a9aa_abacL;
    private static final int BEFORE = 4;

    private MemoryCases() {
    }

    static List<Family> all() {
        List<Family> families = new ArrayList<>();
        for (Size size : Size.values()) {
            families.add(new Family("LDX" + size, loads(size, false)));
            if (size != Size.DW) {
                families.add(new Family("LDXSX" + size, loads(size, true)));
            }
            families.add(new Family("STX" + size, stores(size)));
            families.add(new Family("ST" + size, immediateStores(size)));
            families.add(new Family("stack " + size, stack(size)));
        }
        return families;
    }

    private static List<Case> loads(Size size, boolean signed) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        int bits = size.bytes() * 8;
        for (int offset : OFFSETS) {
            for (long value : Numbers.WIDE) {
                var pair = registers.next();
                long read = read(ordered().putLong(0, value), size);
                cases.add(Case.of(Map.of(pair.dst(), value), List.of(
                        Instructions.memory(pair.src(), MIDDLE + offset),
                        Instructions.store(Size.DW, pair.src(), 0, pair.dst()),
                        Instructions.memory(pair.src(), MIDDLE),
                        new Instruction.Load(size, signed, pair.dst(), pair.src(), (short) offset)), pair.dst(),
                        signed ? Model.signExtended(read, bits) : Model.zeroExtended(read, bits)));
            }
        }
        return cases;
    }

    private static List<Case> stores(Size size) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (int offset : OFFSETS) {
            for (long value : Numbers.WIDE) {
                var pair = registers.next();
                add(cases, Map.of(pair.src(), value), pair,
                        new Instruction.Store(size, pair.dst(), (short) offset, pair.src()), offset,
                        written(size, value));
            }
        }
        return cases;
    }

    private static List<Case> immediateStores(Size size) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (int offset : OFFSETS) {
            for (int value : Numbers.IMMEDIATE) {
                var pair = registers.next();
                add(cases, Map.of(), pair,
                        new Instruction.StoreImmediate(size, pair.dst(), (short) offset, value), offset,
                        written(size, value));
            }
        }
        return cases;
    }

    /** A store between filler, whose neighbours on both sides must stay what they were. */
    private static void add(List<Case> cases, Map<Register, Long> inputs, Registers.Pair pair, Instruction store,
            int offset, ByteBuffer expected) {
        Register filler = pair.other();
        for (int half = 0; half < 16; half += 8) {
            cases.add(Case.of(inputs, List.of(
                    Instructions.memory(pair.dst(), MIDDLE + offset - BEFORE),
                    Instruction.LoadWide.constant(filler, FILLER),
                    Instructions.store(Size.DW, pair.dst(), 0, filler),
                    Instructions.store(Size.DW, pair.dst(), 8, filler),
                    Instructions.memory(pair.dst(), MIDDLE),
                    store,
                    Instructions.memory(filler, MIDDLE + offset - BEFORE),
                    Instructions.load(Size.DW, filler, filler, half)), filler, expected.getLong(half)));
        }
    }

    /** At every place of a stack slot where Linux lets such an access be, its neighbours untouched. */
    private static List<Case> stack(Size size) {
        List<Case> cases = new ArrayList<>();
        Registers registers = new Registers();
        for (int place : new int[]{-16, -512}) {
            for (int at = 0; at < 8; at += size.bytes()) {
                for (long value : Numbers.WIDE) {
                    var pair = registers.next();
                    ByteBuffer expected = ordered().putLong(0, FILLER);
                    write(expected, at, size, value);
                    cases.add(Case.of(Map.of(pair.src(), value), List.of(
                            Instruction.LoadWide.constant(pair.dst(), FILLER),
                            Instructions.store(Size.DW, Register.R10, place, pair.dst()),
                            Instructions.store(size, Register.R10, place + at, pair.src()),
                            Instructions.load(Size.DW, pair.dst(), Register.R10, place)), pair.dst(),
                            expected.getLong(0)));
                }
            }
        }
        return cases;
    }

    private static ByteBuffer ordered() {
        return ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer written(Size size, long value) {
        ByteBuffer bytes = ordered().putLong(0, FILLER).putLong(8, FILLER);
        write(bytes, BEFORE, size, value);
        return bytes;
    }

    private static void write(ByteBuffer bytes, int at, Size size, long value) {
        switch (size) {
            case B -> bytes.put(at, (byte) value);
            case H -> bytes.putShort(at, (short) value);
            case W -> bytes.putInt(at, (int) value);
            case DW -> bytes.putLong(at, value);
        }
    }

    private static long read(ByteBuffer bytes, Size size) {
        return switch (size) {
            case B -> bytes.get(0);
            case H -> bytes.getShort(0);
            case W -> bytes.getInt(0);
            case DW -> bytes.getLong(0);
        };
    }
}
