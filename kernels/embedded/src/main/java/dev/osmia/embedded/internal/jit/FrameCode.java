package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.jit.StackVariables.Variable;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import org.jspecify.annotations.Nullable;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** The places of the stack frame that are local variables of the JVM, as bytecode. A variable of fewer than 8 bytes has no sign. */
final class FrameCode {
    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private final CodeBuilder code;
    private final @Nullable StackFlow flow;
    private final @Nullable StackVariables variables;
    private final Map<Variable, Integer> locals = new HashMap<>();

    private FrameCode(CodeBuilder code, @Nullable StackFlow flow, @Nullable StackVariables variables) {
        this.code = code;
        this.flow = flow;
        this.variables = variables;
    }

    /** Of a frame that is in memory. */
    static FrameCode inMemory(CodeBuilder code) {
        return new FrameCode(code, null, null);
    }

    /** Of a function that is one method. */
    static FrameCode of(ProgramCode program, Function function, CodeBuilder code) {
        StackFlow flow = new StackFlow(function, program::isReached);
        return new FrameCode(code, flow, StackVariables.of(function, flow, program.helpers(), program.lookups()));
    }

    /** Begins the method. */
    void begin() {
        if (variables != null) {
            for (Variable variable : variables.all()) {
                int local = code.allocateLocal(TypeKind.LONG);
                code.lconst_0().lstore(local);
                locals.put(variable, local);
            }
        }
    }

    private @Nullable Variable variable(int slot, Register base, int offset, Size size) {
        if (flow == null || variables == null) {
            return null;
        }
        int at = flow.offset(slot, base);
        return at == StackFlow.NONE || at == StackFlow.UNKNOWN ? null : variables.at(at + offset, size.bytes());
    }

    /** Pushes what a load at a slot finds; false if that is in memory. */
    boolean load(int slot, Size size, boolean signed, Register base, int offset) {
        Variable variable = variable(slot, base, offset, size);
        if (variable == null) {
            return false;
        }
        code.lload(local(variable));
        if (variable.size() != size.bytes()) {
            int shift = shift(variable, at(slot, base) + offset, size);
            if (shift != 0) {
                code.loadConstant(shift).lushr();
            }
            cut(size);
        }
        if (signed) {
            ArithmeticCode.extendSign(code, size.bytes() * 8);
        }
        return true;
    }

    /** Stores what {@code value} pushes as the store at a slot does; false if that goes to memory. */
    boolean store(int slot, Size size, Register base, int offset, Runnable value) {
        Variable variable = variable(slot, base, offset, size);
        if (variable == null) {
            return false;
        }
        if (variable.size() == size.bytes()) {
            value.run();
            cut(size);
        } else {
            int shift = shift(variable, at(slot, base) + offset, size);
            long bits = mask(size) << shift;
            code.lload(local(variable)).loadConstant(~bits).land();
            value.run();
            code.loadConstant(shift).lshl().loadConstant(bits).land().lor();
        }
        code.lstore(local(variable));
        return true;
    }

    private int at(int slot, Register base) {
        return java.util.Objects.requireNonNull(flow).offset(slot, base);
    }

    private int local(Variable variable) {
        return java.util.Objects.requireNonNull(locals.get(variable));
    }

    private static int shift(Variable variable, int start, Size size) {
        int before = start - variable.start();
        return 8 * (BIG_ENDIAN ? variable.size() - before - size.bytes() : before);
    }

    private static long mask(Size size) {
        return size == Size.DW ? -1 : (1L << size.bytes() * 8) - 1;
    }

    private void cut(Size size) {
        if (size != Size.DW) {
            code.loadConstant(mask(size)).land();
        }
    }
}
