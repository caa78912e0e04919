package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.embedded.internal.maps.EmbeddedMap;
import dev.osmia.embedded.internal.maps.MapValues;
import dev.osmia.embedded.internal.maps.SpecialField;
import dev.osmia.embedded.internal.memory.Box;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Checks what a program hands to a helper against the helper's prototype. */
final class ArgumentCheck {

    /** What helpers go through counts as instructions, so that it ends as they do. */
    private static final int BYTES_PER_INSTRUCTION = 64;

    private ArgumentCheck() {
    }

    /**
     * Checks the arguments of a call.
     *
     * @param nullHasSize whether a null pointer may go with a size, as with buffers that kernel functions may do without
     */
    static void check(Run run, AccessCheck access, HelperTable.Entry function, long[] registers,
            boolean nullHasSize) {
        List<ArgumentType> types = function.arguments();
        EmbeddedMap map = null;
        for (int index = 0; index < types.size(); index++) {
            ArgumentType type = types.get(index);
            long value = registers[index + 1];
            try {
                switch (type.kind()) {
                    case CONST_MAP_PTR -> map = run.machine().maps().at(value);
                    case PTR_TO_CTX -> context(run, value);
                    case PTR_TO_FUNC -> FunctionAddress.slot(value);
                    case PTR_TO_SPIN_LOCK -> field(run, value, SpecialField.SPIN_LOCK);
                    case PTR_TO_TIMER -> field(run, value, SpecialField.TIMER);
                    case PTR_TO_CONST_STR -> text(run, access, value);
                    default -> {
                        long size = size(types, registers, index, map);
                        memory(access, type, value, size, nullHasSize);
                        run.charge(size / BYTES_PER_INSTRUCTION);
                    }
                }
                if (type.kind() == ArgumentKind.PTR_TO_DYNPTR && !type.is(TypeModifier.UNINIT)) {
                    DynptrCheck.check(run, access, type, value);
                }
            } catch (Fault fault) {
                throw new Fault("argument " + (index + 1) + " of " + function.name() + ": " + fault.reason());
            }
        }
    }

    private static void context(Run run, long value) {
        if (((value ^ run.context()) & Box.MASK) != 0) {
            throw new Fault("0x" + Long.toHexString(value) + " is not the program's context");
        }
    }

    private static void field(Run run, long value, SpecialField field) {
        long at = run.box().normal(value);
        if (!run.box().claims(value) || !(run.machine().regions().at(at) instanceof MapValues values)
                || !values.isField(field, at)) {
            throw new Fault("0x" + Long.toHexString(value) + " is no " + field.structName()
                    + " that the type of a map's values declares");
        }
    }

    private static void text(Run run, AccessCheck access, long value) {
        long at = value;
        while (run.box().getByte(access.check(at, 1, false)) != 0) {
            at++;
        }
        run.charge((at - value) / BYTES_PER_INSTRUCTION);
    }

    private static void memory(AccessCheck access, ArgumentType type, long value, long size, boolean nullHasSize) {
        if (size <= 0) {
            return;
        }
        if (value == 0 && type.isNullable()) {
            if (!nullHasSize && type.kind() == ArgumentKind.PTR_TO_MEM && type.size() == 0) {
                throw new Fault("it is null, with a size of " + size);
            }
            return;
        }
        access.check(value, size, type.is(TypeModifier.WRITE) || type.is(TypeModifier.UNINIT));
    }

    /** Bytes of memory that an argument points to, 0 if it is no such pointer. */
    private static long size(List<ArgumentType> types, long[] registers, int index, @Nullable EmbeddedMap map) {
        ArgumentType type = types.get(index);
        return switch (type.kind()) {
            case PTR_TO_MAP_KEY -> map == null ? 0 : map.spec().keySize();
            case PTR_TO_MAP_VALUE -> map == null ? 0 : map.spec().valueSize();
            case PTR_TO_DYNPTR -> Dynptr.SIZE;
            case PTR_TO_ITER, PTR_TO_IRQ_FLAG -> type.size();
            case PTR_TO_MEM, PTR_TO_STACK -> type.size() > 0 ? type.size() : sizeBehind(types, registers, index);
            default -> 0;
        };
    }

    private static long sizeBehind(List<ArgumentType> types, long[] registers, int index) {
        if (index + 1 >= types.size() || !types.get(index + 1).kind().isMemorySize()) {
            return 0;
        }
        long size = registers[index + 2];
        boolean mayBeNone = types.get(index + 1).kind() == ArgumentKind.CONST_SIZE_OR_ZERO;
        if (size < 0 || size > Integer.MAX_VALUE || size == 0 && !mayBeNone) {
            throw new Fault("its size is " + size);
        }
        return size;
    }
}
