package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.FunctionAddress;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Interpreter;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.AtomicOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

/** The bytecode of one function: registers are local variables, jumps are jumps. */
final class FunctionCode {
    private static final int REGISTERS = 11;
    private static final int FRAME = Register.FRAME_POINTER.number();
    private static final int RUN = 0;

    private static final MethodTypeDesc LOAD = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc STORE = MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long);
    private static final MethodTypeDesc MODIFY = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long);
    private static final MethodTypeDesc EXCHANGE = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_long);

    private static final MethodTypeDesc CHECK_ACCESS = MethodTypeDesc.of(CD_long, CD_long, Descriptors.RUN, CD_int,
            CD_int);

    private final ProgramCode program;
    private final Function function;
    private final CodeBuilder code;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final int[] local = new int[REGISTERS];
    private final boolean isGuarded;
    private int mayGotoBudget = -1;
    /** Where the instruction is that is being compiled. */
    private int slot;

    private FunctionCode(ProgramCode program, Function function, CodeBuilder code) {
        this.program = program;
        this.function = function;
        this.code = code;
        isGuarded = program.shape() instanceof Shape.Guarded;
    }

    /** What the method of a function is called. */
    static String name(Function function) {
        return "f" + function.entry();
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

    static void emit(ProgramCode program, Function function, CodeBuilder code) {
        new FunctionCode(program, function, code).emit();
    }

    private void emit() {
        placeRegisters();
        function.targets().stream().forEach(slot -> labels.put(slot, code.newLabel()));
        if (function.body().stream().anyMatch(placed -> placed.instruction() instanceof Instruction.MayGoto)) {
            mayGotoBudget = code.allocateLocal(TypeKind.INT);
            code.loadConstant(Interpreter.MAY_GOTO_BUDGET).istore(mayGotoBudget);
        }
        slot = function.entry();
        spend();
        for (Code.Placed placed : function.body()) {
            Label label = labels.get(placed.slot());
            if (label != null) {
                code.labelBinding(label);
            }
            slot = placed.slot();
            if (Flow.target(placed) >= 0 && Flow.target(placed) <= slot) {
                spend();
            }
            emit(placed);
        }
    }

    /** Counts a jump backwards or a call. */
    private void spend() {
        if (program.shape() instanceof Shape.Guarded(var limit)) {
            code.aload(RUN)
                    .loadConstant(limit)
                    .loadConstant(slot)
                    .invokestatic(Descriptors.GUARD, "spend",
                            MethodTypeDesc.of(CD_void, Descriptors.RUN, CD_long, CD_int));
        }
    }

    /** Arguments lie where the caller put them; the others begin as zero, since the JVM wants every local variable written. */
    private void placeRegisters() {
        int parameter = 1;
        for (int register = 1; register <= 5; register++) {
            if (function.takes(register)) {
                local[register] = code.parameterSlot(parameter++);
            }
        }
        local[FRAME] = code.parameterSlot(parameter);
        for (int register = 0; register < FRAME; register++) {
            if (local[register] == 0) {
                local[register] = code.allocateLocal(TypeKind.LONG);
                code.lconst_0().lstore(local[register]);
            }
        }
    }

    private void emit(Code.Placed placed) {
        switch (placed.instruction()) {
            case Instruction.Alu alu -> alu(alu);
            case Instruction.Negate(var width, var dst) -> {
                if (width == Width.W64) {
                    get(dst).lneg();
                } else {
                    getInt(dst).ineg();
                    ArithmeticCode.widen(code);
                }
                set(dst);
            }
            case Instruction.MoveSignExtended(var width, var bits, var dst, var src) -> {
                get(src);
                ArithmeticCode.extendSign(code, bits);
                if (width == Width.W32) {
                    code.loadConstant(ArithmeticCode.LOW).land();
                }
                set(dst);
            }
            case Instruction.ByteSwap swap -> {
                get(swap.dst());
                ArithmeticCode.swap(code, swap);
                set(swap.dst());
            }
            case Instruction.AddressSpaceCast(var dst, var src, _, _) -> {
                get(src);
                set(dst);
            }
            case Instruction.LoadWide(var dst, var source, var low, _) when source == WideSource.FUNCTION -> {
                code.loadConstant(FunctionAddress.of(placed.slot() + 1 + low));
                set(dst);
            }
            case Instruction.LoadWide wide -> {
                code.loadConstant(wide.value());
                set(wide.dst());
            }
            case Instruction.Load(var size, var signed, var dst, var src, var offset) -> {
                address(src, offset, size, "read");
                code.invokestatic(Descriptors.MEMORY, (signed ? "loadSigned" : "load") + bits(size), LOAD);
                set(dst);
            }
            case Instruction.Store(var size, var dst, var offset, var src) -> {
                address(dst, offset, size, "write");
                get(src).invokestatic(Descriptors.MEMORY, "store" + bits(size), STORE);
            }
            case Instruction.StoreImmediate(var size, var dst, var offset, var value) -> {
                address(dst, offset, size, "write");
                code.loadConstant((long) value).invokestatic(Descriptors.MEMORY, "store" + bits(size), STORE);
            }
            case Instruction.LoadAcquire(var size, var dst, var src, var offset) -> {
                address(src, offset, size, "readAligned");
                code.invokestatic(Descriptors.ATOMICS, "acquire" + bits(size), LOAD);
                set(dst);
            }
            case Instruction.StoreRelease(var size, var dst, var offset, var src) -> {
                address(dst, offset, size, "writeAligned");
                get(src).invokestatic(Descriptors.ATOMICS, "release" + bits(size), STORE);
            }
            case Instruction.Atomic atomic -> atomic(atomic);
            case Instruction.LoadPacketAbsolute(var size, var position) -> {
                code.aload(RUN).loadConstant(position);
                loadPacket(size);
            }
            case Instruction.LoadPacketIndirect(var size, var index, var position) -> {
                code.aload(RUN);
                getInt(index).loadConstant(position).iadd();
                loadPacket(size);
            }
            case Instruction.Jump _,Instruction.JumpLong _ -> code.goto_(label(placed));
            case Instruction.Branch branch -> branch(placed, branch);
            case Instruction.MayGoto _ -> mayGoto(placed);
            case Instruction.CallHelper(var id) -> callHelper(program.helpers().helper(id), false);
            case Instruction.CallKfunc(var index, _) -> callHelper(program.helpers().kfuncEntry(index), true);
            case Instruction.CallLocal(var offset) -> callLocal(program.function(placed.nextSlot() + offset));
            case Instruction.CallRegister(var target) -> callRegister(target);
            case Instruction.Exit _ -> get(Register.R0).lreturn();
            case Instruction.Unknown unknown -> throw new IllegalArgumentException(unknown.reason());
        }
    }

    private void alu(Instruction.Alu alu) {
        boolean wide = alu.width() == Width.W64;
        if (alu.op() == AluOp.MOV) {
            if (alu.operand() instanceof Operand.Imm(var value)) {
                code.loadConstant(wide ? value : value & ArithmeticCode.LOW);
            } else if (wide) {
                operand64(alu.operand());
            } else {
                operand64(alu.operand());
                code.loadConstant(ArithmeticCode.LOW).land();
            }
        } else if (wide) {
            get(alu.dst());
            if (ArithmeticCode.isShift(alu.op())) {
                operand32(alu.operand());
            } else {
                operand64(alu.operand());
            }
            ArithmeticCode.alu64(code, alu.op());
        } else {
            getInt(alu.dst());
            operand32(alu.operand());
            ArithmeticCode.alu32(code, alu.op());
            ArithmeticCode.widen(code);
        }
        set(alu.dst());
    }

    private void atomic(Instruction.Atomic atomic) {
        boolean exchange = atomic.op() == AtomicOp.CMPXCHG;
        address(atomic.dst(), atomic.offset(), atomic.size(), "modify");
        if (exchange) {
            get(Register.R0);
        }
        String name = atomic.op().name().toLowerCase(Locale.ROOT).replace("fetch_", "");
        get(atomic.src()).invokestatic(Descriptors.ATOMICS, name + bits(atomic.size()), exchange ? EXCHANGE : MODIFY);
        if (atomic.op().fetches()) {
            set(exchange ? Register.R0 : atomic.src());
        } else {
            code.pop2();
        }
    }

    /** The packet position lies on the JVM's stack; outside of the packet the program ends with 0. */
    private void loadPacket(Size size) {
        Label inside = code.newLabel();
        code.loadConstant(size.bytes())
                .loadConstant(slot)
                .invokestatic(Descriptors.GUARD, "loadPacket",
                        MethodTypeDesc.of(CD_long, Descriptors.RUN, CD_int, CD_int,
                                CD_int));
        set(Register.R0);
        get(Register.R0).lconst_0().lcmp().ifge(inside).lconst_0().lreturn().labelBinding(inside);
    }

    private void branch(Code.Placed placed, Instruction.Branch branch) {
        if (!program.isReached(Flow.target(placed))) {
            return;
        }
        if (!program.isReached(placed.nextSlot())) {
            code.goto_(label(placed));
            return;
        }
        if (branch.width() == Width.W64) {
            get(branch.dst());
            operand64(branch.operand());
        } else {
            getInt(branch.dst());
            operand32(branch.operand());
        }
        ArithmeticCode.branch(code, branch.width(), branch.condition(), label(placed));
    }

    private void mayGoto(Code.Placed placed) {
        if (program.isReached(Flow.target(placed))) {
            code.iinc(mayGotoBudget, -1).iload(mayGotoBudget).iflt(label(placed));
        }
    }

    private void callHelper(HelperTable.Entry helper, boolean kfunc) {
        if (isGuarded) {
            program.constants().push(code, helper, HelperTable.Entry.class);
            code.aload(RUN);
            pushArguments();
            code.loadConstant(kfunc ? 1 : 0)
                    .loadConstant(slot)
                    .invokestatic(Descriptors.GUARD, "call", MethodTypeDesc.of(CD_long, Descriptors.ENTRY,
                            Descriptors.RUN, CD_long, CD_long, CD_long, CD_long, CD_long, CD_boolean, CD_int));
        } else {
            if (function.entry() != 0) {
                code.aload(RUN);
                get(Register.FRAME_POINTER).invokevirtual(Descriptors.RUN, "useFramesTo",
                        MethodTypeDesc.of(CD_void, CD_long));
            }
            program.constants().push(code, helper.function(), HelperFunction.class);
            code.aload(RUN);
            pushArguments();
            code.invokeinterface(Descriptors.HELPER, "call", Descriptors.HELPER_CALL);
        }
        set(Register.R0);
        if (ProgramCode.isTailCall(helper)) {
            leaveIfReplaced();
        }
    }

    private void pushArguments() {
        for (int register = 1; register <= 5; register++) {
            get(Register.of(register));
        }
    }

    /** After what may have asked for another program to go on: then nothing more is to be done here. */
    private void leaveIfReplaced() {
        Label stays = code.newLabel();
        code.aload(RUN)
                .invokevirtual(Descriptors.RUN, "isLeaving", MethodTypeDesc.of(CD_boolean))
                .ifeq(stays)
                .lconst_0()
                .lreturn()
                .labelBinding(stays);
    }

    private void callLocal(Function callee) {
        code.aload(RUN);
        for (int register = 1; register <= 5; register++) {
            if (callee.takes(register)) {
                get(Register.of(register));
            }
        }
        if (isGuarded) {
            code.aload(RUN)
                    .loadConstant(slot)
                    .invokestatic(Descriptors.GUARD, "pushFrame", MethodTypeDesc.of(CD_long, Descriptors.RUN, CD_int));
        } else {
            get(Register.FRAME_POINTER).loadConstant((long) VirtualCpu.FRAME_SIZE).ladd();
        }
        code.invokestatic(program.name(), name(callee), type(callee));
        if (isGuarded) {
            code.aload(RUN).invokevirtual(Descriptors.RUN, "popFrame", ConstantDescs.MTD_void);
        }
        set(Register.R0);
        if (program.tailCalls(callee)) {
            code.aload(RUN);
            get(Register.R0).invokevirtual(Descriptors.RUN, "orReplaced", MethodTypeDesc.of(CD_long, CD_long));
            set(Register.R0);
        }
    }

    private void callRegister(Register target) {
        program.constants().push(code, program.loaded(), LoadedProgram.class);
        get(target).aload(RUN);
        pushArguments();
        code.loadConstant(slot)
                .invokestatic(Descriptors.GUARD, "callRegister",
                        MethodTypeDesc.of(CD_long, Descriptors.PROGRAM, CD_long,
                                Descriptors.RUN, CD_long, CD_long, CD_long, CD_long, CD_long, CD_int));
        set(Register.R0);
        leaveIfReplaced();
    }

    private Label label(Code.Placed placed) {
        return Objects.requireNonNull(labels.get(Flow.target(placed)));
    }

    private CodeBuilder get(Register register) {
        return code.lload(local[register.number()]);
    }

    private CodeBuilder getInt(Register register) {
        return get(register).l2i();
    }

    private void set(Register register) {
        if (register == Register.FRAME_POINTER) {
            code.pop2()
                    .loadConstant(slot)
                    .loadConstant("the frame pointer is read-only")
                    .invokestatic(Descriptors.GUARD, "refuse", MethodTypeDesc.of(Descriptors.FAULT, CD_int, CD_String))
                    .athrow();
            return;
        }
        code.lstore(local[register.number()]);
    }

    private void operand64(Operand operand) {
        switch (operand) {
            case Operand.Reg(var register) -> get(register);
            case Operand.Imm(var value) -> code.loadConstant((long) value);
        }
    }

    private CodeBuilder operand32(Operand operand) {
        return switch (operand) {
            case Operand.Reg(var register) -> getInt(register);
            case Operand.Imm(var value) -> code.loadConstant(value);
        };
    }

    /** The box's base and an address, which is looked up in the guarded shape. */
    private void address(Register register, short offset, Size size, String check) {
        code.loadConstant(program.base());
        get(register);
        if (offset != 0) {
            code.loadConstant((long) offset).ladd();
        }
        if (isGuarded) {
            code.aload(RUN)
                    .loadConstant(size.bytes())
                    .loadConstant(slot)
                    .invokestatic(Descriptors.GUARD, check, CHECK_ACCESS);
        }
    }

    private static int bits(Size size) {
        return size.bytes() * 8;
    }
}
