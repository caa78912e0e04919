package dev.osmia.verifier.internal.check;

import dev.osmia.abi.MapFlag;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Reg;

/** Loads from map values and stores to them, which must leave the kernel's fields alone ({@code check_map_access}). */
final class MapValueCheck {
    private final Verification of;
    private final MemoryBounds bounds;
    private final PointerFields pointers;

    MapValueCheck(Verification of, MemoryBounds bounds) {
        this.of = of;
        this.bounds = bounds;
        pointers = new PointerFields(of);
    }

    /** Checks that programs may read or write the map at all. */
    void checkDirection(int register, int off, int size, boolean isWrite) {
        MapInfo map = of.reg(register).map();
        if (isWrite ? map.has(MapFlag.RDONLY_PROG) : map.has(MapFlag.WRONLY_PROG)) {
            throw of.forbid((isWrite ? "write into" : "read from") + " map forbidden, value_size=" + map.valueSize()
                    + " off=" + off + " size=" + size);
        }
    }

    /** Checks that an access lies in the value and outside of the kernel's fields. */
    void checkPlace(int register, int off, int size, boolean mayBeEmpty, boolean isDirect) {
        Reg pointer = of.reg(register);
        MapInfo map = pointer.map();
        bounds.check(register, off, size, map.valueSize(), mayBeEmpty);
        for (Field field : map.fields().all()) {
            if (pointer.value().smin() + off < field.offset() + field.kind().size()
                    && field.offset() < pointer.value().umax() + off + size) {
                checkField(pointer, off, size, isDirect, field);
            }
        }
    }

    private void checkField(Reg pointer, int off, int size, boolean isDirect, Field field) {
        String name = field.kind().text();
        if (!field.kind().isPointer()) {
            throw of.forbid(name + " cannot be accessed directly by load/store");
        }
        if (!isDirect) {
            throw of.forbid(name + " cannot be accessed indirectly by helper");
        }
        if (!pointer.value().isConstant()) {
            throw of.forbid(name + " access cannot have variable offset");
        }
        long at = off + pointer.value().constant();
        if (field.offset() != at) {
            throw of.forbid(name + " access misaligned expected=" + field.offset() + " off=" + at);
        }
        if (size != Long.BYTES) {
            throw of.forbid(name + " access size must be BPF_DW");
        }
    }

    /**
     * Checks an instruction's load or store; a target below 0 stands for none.
     *
     * @throws Rejection if the program may not do it
     */
    void access(int register, int off, int size, boolean isWrite, int other, boolean isSigned) {
        if (isWrite && other >= 0 && of.isSecret(other)) {
            throw of.forbid("R" + other + " leaks addr into map");
        }
        checkDirection(register, off, size, isWrite);
        checkPlace(register, off, size, false, true);
        Reg pointer = of.reg(register);
        boolean isFixed = pointer.value().isConstant();
        long at = off + pointer.value().bits().value();
        Field field = isFixed ? pointer.map().fields().at(at, Field.Kind::isPointer) : null;
        if (field != null) {
            pointers.access(field, isWrite, other);
        } else if (!isWrite && other >= 0) {
            MapInfo map = pointer.map();
            of.regs()[other] = isFixed && map.isConstant() && map.hasDirectValues()
                    ? Reg.constant(map.read(at, size, isSigned))
                    : Reg.UNKNOWN;
        }
    }
}
