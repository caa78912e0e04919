package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.isa.AtomicOp;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/** The atomic instructions. Misaligned ones, which no verifier lets pass, are a fault. */
final class Atomics {
    private static final VarHandle BYTE = JAVA_BYTE.varHandle();
    private static final VarHandle SHORT = JAVA_SHORT.varHandle();
    private static final AtomicOp[] OPS = AtomicOp.values();
    private static final long LOW = 0xffff_ffffL;

    private Atomics() {
    }

    /** Carries out a word of {@link Lowering}. */
    static void execute(Box box, long word, long[] r) {
        int d = (int) (word >>> 8) & 15;
        int s = (int) (word >>> 12) & 15;
        short offset = (short) (word >> 16);
        int immediate = (int) (word >>> 32);
        switch ((int) word & 0xff) {
            case Op.ATOMIC32 -> modify32(box, OPS[immediate], r[d] + offset, s, r);
            case Op.ATOMIC64 -> modify64(box, OPS[immediate], r[d] + offset, s, r);
            case Op.LOAD_ACQUIRE -> r[d] = loadAcquire(box, r[s] + offset, immediate);
            case Op.STORE_RELEASE -> storeRelease(box, r[d] + offset, immediate, r[s]);
            default -> throw new IllegalArgumentException("no atomic instruction");
        }
    }

    static void modify32(Box box, AtomicOp op, long address, int s, long[] r) {
        MemorySegment memory = box.memory();
        long at = aligned(address, 4);
        int value = (int) r[s];
        VarHandle handle = Box.ATOMIC_INT;
        int old = switch (op) {
            case ADD, FETCH_ADD -> (int) handle.getAndAdd(memory, at, value);
            case OR, FETCH_OR -> (int) handle.getAndBitwiseOr(memory, at, value);
            case AND, FETCH_AND -> (int) handle.getAndBitwiseAnd(memory, at, value);
            case XOR, FETCH_XOR -> (int) handle.getAndBitwiseXor(memory, at, value);
            case XCHG -> (int) handle.getAndSet(memory, at, value);
            case CMPXCHG -> (int) handle.compareAndExchange(memory, at, (int) r[0], value);
        };
        if (op.fetches()) {
            r[op == AtomicOp.CMPXCHG ? 0 : s] = old & LOW;
        }
    }

    static void modify64(Box box, AtomicOp op, long address, int s, long[] r) {
        MemorySegment memory = box.memory();
        long at = aligned(address, 8);
        long value = r[s];
        VarHandle handle = Box.ATOMIC_LONG;
        long old = switch (op) {
            case ADD, FETCH_ADD -> (long) handle.getAndAdd(memory, at, value);
            case OR, FETCH_OR -> (long) handle.getAndBitwiseOr(memory, at, value);
            case AND, FETCH_AND -> (long) handle.getAndBitwiseAnd(memory, at, value);
            case XOR, FETCH_XOR -> (long) handle.getAndBitwiseXor(memory, at, value);
            case XCHG -> (long) handle.getAndSet(memory, at, value);
            case CMPXCHG -> (long) handle.compareAndExchange(memory, at, r[0], value);
        };
        if (op.fetches()) {
            r[op == AtomicOp.CMPXCHG ? 0 : s] = old;
        }
    }

    static long loadAcquire(Box box, long address, int size) {
        MemorySegment memory = box.memory();
        long at = aligned(address, size);
        return switch (size) {
            case 1 -> (byte) BYTE.getAcquire(memory, at) & 0xff;
            case 2 -> (short) SHORT.getAcquire(memory, at) & 0xffff;
            case 4 -> (int) Box.ATOMIC_INT.getAcquire(memory, at) & LOW;
            default -> (long) Box.ATOMIC_LONG.getAcquire(memory, at);
        };
    }

    static void storeRelease(Box box, long address, int size, long value) {
        MemorySegment memory = box.memory();
        long at = aligned(address, size);
        switch (size) {
            case 1 -> BYTE.setRelease(memory, at, (byte) value);
            case 2 -> SHORT.setRelease(memory, at, (short) value);
            case 4 -> Box.ATOMIC_INT.setRelease(memory, at, (int) value);
            default -> Box.ATOMIC_LONG.setRelease(memory, at, value);
        }
    }

    static long aligned(long address, int size) {
        long at = address & Box.MASK;
        if ((at & (size - 1)) != 0) {
            throw new Fault("atomic access of " + size + " bytes at 0x" + Long.toHexString(address)
                    + ", which is not a multiple of " + size);
        }
        return at;
    }
}
