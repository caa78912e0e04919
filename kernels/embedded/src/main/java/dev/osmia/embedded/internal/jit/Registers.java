package dev.osmia.embedded.internal.jit;

import dev.osmia.isa.Register;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

/**
 * Where the registers of a function are. In a method they are local variables. A function that is one method gets its arguments
 * as parameters and returns register 0; the methods of one in parts hand all over in an array, and return who goes on.
 */
final class Registers {
    /** Local variable of the run in every method. */
    static final int RUN = 0;
    /** What a part returns when the function is done, with register 0 in the array. */
    static final int DONE = -1;
    private static final int COUNT = 11;
    private static final int FRAME = Register.FRAME_POINTER.number();
    /** Where in the array the budget of {@code may_goto} is. */
    private static final int BUDGET = FRAME;
    private static final ClassDesc ARRAY = CD_long.arrayType();
    private static final MethodTypeDesc PART = MethodTypeDesc.of(CD_int, Descriptors.RUN, ARRAY, CD_long, CD_int);

    private final Function function;
    private final Parts parts;
    private final CodeBuilder code;
    private final Webs webs;
    private final int[] local = new int[COUNT];
    private final int[] narrow = new int[COUNT];
    private int scratch;
    private int slot;
    private int budget;
    private int array;
    private int origin;

    Registers(Function function, Parts parts, Webs webs, CodeBuilder code) {
        this.function = function;
        this.parts = parts;
        this.webs = webs;
        this.code = code;
    }

    /** The method of a function: the run, the arguments that it takes, its stack frame. */
    static MethodTypeDesc type(Function function) {
        List<ClassDesc> parameters = new ArrayList<>();
        parameters.add(Descriptors.RUN);
        for (int register = 1; register <= 5; register++) {
            if (function.takes(register)) {
                parameters.add(CD_long);
            }
        }
        parameters.add(CD_long);
        return MethodTypeDesc.of(CD_long, parameters);
    }

    /** The method of a part: the run, the array, the stack frame, the number of the entry. */
    static MethodTypeDesc partType() {
        return PART;
    }

    /** Begins the method of a whole function: what is no argument is zero, since the JVM wants every variable written. */
    void begin(int mayGotos) {
        placeArguments();
        for (int register = 0; register < FRAME; register++) {
            if (local[register] == 0) {
                local[register] = code.allocateLocal(TypeKind.LONG);
                code.lconst_0().lstore(local[register]);
            }
        }
        for (int register = 0; register < FRAME; register++) {
            narrow[register] = code.allocateLocal(TypeKind.INT);
            code.iconst_0().istore(narrow[register]);
        }
        budget = code.allocateLocal(TypeKind.INT);
        code.loadConstant(mayGotos).istore(budget);
        findOrigin();
    }

    private void findOrigin() {
        origin = code.allocateLocal(TypeKind.LONG);
        code.lload(local[FRAME])
                .invokestatic(Descriptors.MEMORY, "origin", MethodTypeDesc.of(CD_long, CD_long))
                .lstore(origin);
        scratch = code.allocateLocal(TypeKind.LONG);
    }

    /** The local variable of what addresses count from. */
    int origin() {
        return origin;
    }

    private void placeArguments() {
        int parameter = 1;
        for (int register = 1; register <= 5; register++) {
            if (function.takes(register)) {
                local[register] = code.parameterSlot(parameter++);
            }
        }
        local[FRAME] = code.parameterSlot(parameter);
    }

    /** Begins the method of a part: fetches what is needed at any of its entries, and goes to the one that is meant. */
    void begin(Part part, IntFunction<Label> labels) {
        array = code.parameterSlot(1);
        local[FRAME] = code.parameterSlot(2);
        int live = part.entries().stream().mapToInt(slot -> function.liveAt()[slot]).reduce(0, (a, b) -> a | b);
        for (int register = 0; register < FRAME; register++) {
            local[register] = code.allocateLocal(TypeKind.LONG);
            narrow[register] = code.allocateLocal(TypeKind.INT);
            if ((live & 1 << register) != 0) {
                code.aload(array).loadConstant(register).laload().dup2();
                code.lstore(local[register]).l2i().istore(narrow[register]);
            } else {
                code.lconst_0().lstore(local[register]).iconst_0().istore(narrow[register]);
            }
        }
        budget = code.allocateLocal(TypeKind.INT);
        code.aload(array).loadConstant(BUDGET).laload().l2i().istore(budget);
        findOrigin();
        if (part.entries().size() > 1) {
            List<SwitchCase> cases = new ArrayList<>();
            for (int index = 0; index < part.entries().size(); index++) {
                cases.add(SwitchCase.of(index, labels.apply(part.entries().get(index))));
            }
            code.iload(code.parameterSlot(3))
                    .tableswitch(0, cases.size() - 1, cases.getFirst().target(), cases);
        } else if (part.entries().getFirst() != part.body().getFirst().slot()) {
            code.goto_(labels.apply(part.entries().getFirst()));
        }
    }

    /** Writes the method that calls the parts in turns. */
    void drive(ClassDesc owner, IntFunction<String> names, int mayGotos) {
        placeArguments();
        int state = code.allocateLocal(TypeKind.REFERENCE);
        code.loadConstant(COUNT).newarray(TypeKind.LONG).astore(state);
        for (int register = 1; register <= 5; register++) {
            if (function.takes(register)) {
                code.aload(state).loadConstant(register).lload(local[register]).lastore();
            }
        }
        code.aload(state).loadConstant(BUDGET).loadConstant((long) mayGotos).lastore();
        int next = code.allocateLocal(TypeKind.INT);
        Label again = code.newLabel();
        Label done = code.newLabel();
        List<SwitchCase> cases = parts.all()
                .stream()
                .map(part -> SwitchCase.of(part.number(), code.newLabel()))
                .toList();
        code.loadConstant(parts.ticket(function.entry())).istore(next).labelBinding(again);
        code.iload(next).loadConstant(16).ishr().tableswitch(0, cases.size() - 1, done, cases);
        for (SwitchCase one : cases) {
            code.labelBinding(one.target())
                    .aload(RUN)
                    .aload(state)
                    .lload(local[FRAME])
                    .iload(next)
                    .loadConstant(0xffff)
                    .iand()
                    .invokestatic(owner, names.apply(one.caseValue()), PART)
                    .istore(next)
                    .goto_(again);
        }
        code.labelBinding(done).aload(state).iconst_0().laload().lreturn();
    }

    /** Says which instruction's registers are meant from here on. */
    void moveTo(int slot) {
        this.slot = slot;
    }

    /** Pushes a register that the instruction reads, as a long. */
    CodeBuilder get(Register register) {
        return get(slot, register.number());
    }

    private CodeBuilder get(int at, int register) {
        switch (webs.read(at, register)) {
            case LONG -> code.lload(local[register]);
            case INT -> code.iload(narrow[register]).i2l();
            case UNSIGNED -> {
                code.iload(narrow[register]);
                ArithmeticCode.widen(code);
            }
        }
        return code;
    }

    /** Pushes the lower half of a register that the instruction reads, as an int. */
    CodeBuilder getInt(Register register) {
        return webs.read(slot, register.number()) == Webs.Kind.LONG
                ? code.lload(local[register.number()]).l2i()
                : code.iload(narrow[register.number()]);
    }

    /** Whether what the instruction writes to a register is kept as an int. */
    boolean isNarrow(Register register) {
        return webs.write(slot, register.number()) != Webs.Kind.LONG;
    }

    /** Pops a long into a register that the instruction writes. */
    void set(Register register) {
        if (isNarrow(register)) {
            code.l2i().istore(narrow[register.number()]);
        } else {
            code.lstore(local[register.number()]);
        }
    }

    /** Pops an int, a number without a sign, into a register that the instruction writes. */
    void setInt(Register register) {
        if (isNarrow(register)) {
            code.istore(narrow[register.number()]);
        } else {
            ArithmeticCode.widen(code);
            code.lstore(local[register.number()]);
        }
    }

    /** A local variable for a long that is needed within one instruction. */
    int scratch() {
        return scratch;
    }

    /** Counts a {@code may_goto}, and jumps once there have been too many. */
    void mayGoto(Label target) {
        code.iinc(budget, -1).iload(budget).iflt(target);
    }

    /** Ends the function with the number on the JVM's stack. */
    void finish() {
        if (parts.isWhole()) {
            code.lreturn();
        } else {
            code.lstore(scratch).aload(array).iconst_0().lload(scratch).lastore();
            code.loadConstant(DONE).ireturn();
        }
    }

    /**
     * Lets another part go on.
     *
     * @param written the registers that this one may have changed, as bits
     */
    void leave(int slot, int written) {
        for (int register = 0; register < FRAME; register++) {
            if ((function.liveAt()[slot] & written & 1 << register) != 0) {
                code.aload(array).loadConstant(register);
                get(slot, register).lastore();
            }
        }
        code.aload(array).loadConstant(BUDGET).iload(budget).i2l().lastore();
        code.loadConstant(parts.ticket(slot)).ireturn();
    }
}
