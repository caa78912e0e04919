package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.FunctionAddress;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Interpreter;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.jit.MemoryCode.Sharing;
import dev.osmia.embedded.internal.maps.Indexed;
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
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

/** The bytecode of one part of a function, or of all of it: registers are local variables, jumps are jumps. */
final class PartCode {
    private static final int RUN = Registers.RUN;

    private static final MethodTypeDesc ACQUIRE = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    private static final MethodTypeDesc RELEASE = MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long);
    private static final MethodTypeDesc MODIFY = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long);
    private static final MethodTypeDesc EXCHANGE = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_long, CD_long);

    private static final MethodTypeDesc CHECK_ACCESS = MethodTypeDesc.of(CD_long, CD_long, Descriptors.RUN, CD_int,
            CD_int);

    private final ProgramCode program;
    private final FunctionFacts facts;
    private final Part part;
    private final CodeBuilder code;
    private final Registers registers;
    private final FrameCode frame;
    private final Map<Integer, Label> labels = new TreeMap<>();
    private final boolean isGuarded;
    private final boolean isMain;
    /** Where the instruction is that is being compiled. */
    private int slot;
    /** What is known of the registers there. */
    private Range[] now = Ranges.unknown();

    private PartCode(ProgramCode program, FunctionFacts facts, Part part, CodeBuilder code, Registers registers,
            FrameCode frame, boolean isMain) {
        this.facts = facts;
        this.program = program;
        this.part = part;
        this.code = code;
        this.registers = registers;
        this.frame = frame;
        this.isMain = isMain;
        isGuarded = program.shape() instanceof Shape.Guarded;
    }

    /** Writes the method of a part. */
    static void emit(ProgramCode program, FunctionFacts facts, Parts parts, Part part, CodeBuilder code) {
        Function function = facts.function();
        Registers registers = new Registers(function, parts, facts.webs(), code);
        boolean hasVariables = parts.isWhole() && !(program.shape() instanceof Shape.Guarded);
        FrameCode frame = hasVariables ? FrameCode.of(program, function, code) : FrameCode.inMemory(code);
        PartCode writer = new PartCode(program, facts, part, code, registers, frame, function.entry() == 0);
        if (parts.isWhole()) {
            registers.begin(Interpreter.MAY_GOTO_BUDGET);
            frame.begin();
        } else {
            registers.begin(part, writer::label);
        }
        writer.emit(function);
    }

    private void emit(Function function) {
        BitSet here = new BitSet();
        part.body().forEach(placed -> here.set(placed.slot()));
        Set<Integer> inner = new HashSet<>(part.entries());
        function.targets().stream().filter(here::get).forEach(inner::add);
        int written = 0;
        slot = part.body().getFirst().slot();
        if (slot == function.entry()) {
            spend();
        }
        for (Code.Placed placed : part.body()) {
            if (inner.contains(placed.slot())) {
                code.labelBinding(label(placed.slot()));
            }
            slot = placed.slot();
            registers.moveTo(slot);
            follow();
            if (Flow.target(placed) >= 0 && Flow.target(placed) <= slot) {
                spend();
            }
            emit(placed);
            Ranges.step(placed, now);
            written |= Flow.written(placed.instruction());
        }
        Code.Placed last = part.body().getLast();
        if (Flow.goesOn(last.instruction()) && program.isReached(last.nextSlot())) {
            code.goto_(label(last.nextSlot()));
        }
        for (Map.Entry<Integer, Label> target : labels.entrySet()) {
            if (!here.get(target.getKey())) {
                code.labelBinding(target.getValue());
                registers.leave(target.getKey(), written);
            }
        }
    }

    /** Notes what is known where a block starts. */
    private void follow() {
        Range[] known = facts.ranges().at(slot);
        if (known != null) {
            now = known.clone();
        }
    }

    private Range range(Operand operand) {
        return switch (operand) {
            case Operand.Reg(var register) -> now[register.number()];
            case Operand.Imm(var value) -> Range.constant(value);
        };
    }

    private Label label(int slot) {
        return labels.computeIfAbsent(slot, _ -> code.newLabel());
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

    private void emit(Code.Placed placed) {
        switch (placed.instruction()) {
            case Instruction.Alu alu -> alu(alu);
            case Instruction.Negate(var width, var dst) -> {
                if (width == Width.W64) {
                    get(dst).lneg();
                    set(dst);
                } else {
                    getInt(dst).ineg();
                    setInt(dst);
                }
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
                load(size, signed, src, offset);
                set(dst);
            }
            case Instruction.Store(var size, var dst, var offset, var src) -> {
                store(size, dst, offset, () -> get(src));
            }
            case Instruction.StoreImmediate(var size, var dst, var offset, var value) -> {
                store(size, dst, offset, () -> code.loadConstant((long) value));
            }
            case Instruction.LoadAcquire(var size, var dst, var src, var offset) -> {
                address(src, offset, size, "readAligned");
                code.invokestatic(Descriptors.ATOMICS, "acquire" + bits(size), ACQUIRE);
                set(dst);
            }
            case Instruction.StoreRelease(var size, var dst, var offset, var src) -> {
                address(dst, offset, size, "writeAligned");
                get(src).invokestatic(Descriptors.ATOMICS, "release" + bits(size), RELEASE);
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
            case Instruction.CallHelper(var id) -> {
                Lookups.Lookup lookup = program.lookups().at(slot);
                if (lookup == null) {
                    callHelper(program.helpers().helper(id), false);
                } else {
                    lookUp(lookup.values());
                }
            }
            case Instruction.CallKfunc(var index, _) -> callHelper(program.helpers().kfuncEntry(index), true);
            case Instruction.CallLocal(var offset) -> callLocal(program.function(placed.nextSlot() + offset));
            case Instruction.CallRegister(var target) -> callRegister(target);
            case Instruction.Exit _ -> {
                get(Register.R0);
                registers.finish();
            }
            case Instruction.Unknown unknown -> throw new IllegalArgumentException(unknown.reason());
        }
    }

    private void load(Size size, boolean signed, Register base, int offset) {
        if (!frame.load(slot, size, signed, base, offset)) {
            Sharing sharing = program.shape().sharing(slot, size);
            MemoryCode.begin(code, size, sharing);
            place(base, offset, size, "read");
            MemoryCode.load(code, size, signed, sharing);
        }
    }

    private void store(Size size, Register base, int offset, Runnable value) {
        if (!frame.store(slot, size, base, offset, value)) {
            Sharing sharing = program.shape().sharing(slot, size);
            MemoryCode.begin(code, size, sharing);
            place(base, offset, size, "write");
            value.run();
            MemoryCode.store(code, size, sharing);
        }
    }

    private void alu(Instruction.Alu alu) {
        boolean wide = alu.width() == Width.W64;
        if (alu.op() == AluOp.MOV) {
            move(alu, wide);
        } else if (!wide || fitsInt(alu)) {
            getInt(alu.dst());
            operand32(alu.operand());
            ArithmeticCode.alu32(code, alu.op());
            setInt(alu.dst());
        } else {
            get(alu.dst());
            if (ArithmeticCode.isShift(alu.op())) {
                operand32(alu.operand());
            } else {
                operand64(alu.operand());
            }
            ArithmeticCode.alu64(code, alu.op());
            set(alu.dst());
        }
    }

    private void move(Instruction.Alu move, boolean wide) {
        if (move.operand() instanceof Operand.Imm(var value)) {
            code.loadConstant(wide ? value : value & ArithmeticCode.LOW);
            set(move.dst());
        } else if (wide && !isNarrow(move.dst())) {
            operand64(move.operand());
            set(move.dst());
        } else {
            operand32(move.operand());
            setInt(move.dst());
        }
    }

    /** Whether a 64-bit operation gives the same when it is done with the lower halves. */
    private boolean fitsInt(Instruction.Alu alu) {
        Range a = now[alu.dst().number()];
        Range b = range(alu.operand());
        return isNarrow(alu.dst()) && switch (alu.op()) {
            case ADD, SUB, MUL, AND, OR, XOR -> true;
            case LSH -> b.isConstant() && b.isWithin(0, 31);
            case RSH -> b.isConstant() && b.isWithin(0, 31) && a.isUnsignedInt();
            case ARSH -> b.isConstant() && b.isWithin(0, 31) && a.isInt();
            case DIV, MOD -> a.isUnsignedInt() && b.isUnsignedInt();
            default -> false;
        };
    }

    private boolean isNarrow(Register register) {
        return register != Register.FRAME_POINTER && registers.isNarrow(register);
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
        int found = registers.scratch();
        code.lstore(found).lload(found).lconst_0().lcmp().ifge(inside).lconst_0();
        registers.finish();
        code.labelBinding(inside).lload(found);
        set(Register.R0);
    }

    private void branch(Code.Placed placed, Instruction.Branch branch) {
        if (!program.isReached(Flow.target(placed))) {
            return;
        }
        if (!program.isReached(placed.nextSlot())) {
            code.goto_(label(placed));
            return;
        }
        Comparison comparison = Comparison.of(branch, now[branch.dst().number()], range(branch.operand()));
        if (comparison.width() == Width.W64) {
            get(branch.dst());
            operand64(branch.operand());
        } else {
            getInt(branch.dst());
            operand32(branch.operand());
        }
        ArithmeticCode.branch(code, comparison.width(), comparison.condition(), label(placed));
    }

    private void mayGoto(Code.Placed placed) {
        if (program.isReached(Flow.target(placed))) {
            registers.mayGoto(label(placed));
        }
    }

    /** The address of an array's value, 0 if there is none with that number. */
    private void lookUp(Indexed values) {
        Label exists = code.newLabel();
        Label done = code.newLabel();
        int found = registers.scratch();
        load(Size.W, false, Register.R2, 0);
        code.lstore(found).lload(found).loadConstant(values.entries()).lcmp().iflt(exists);
        code.lconst_0().lstore(found).goto_(done).labelBinding(exists);
        code.lload(found).loadConstant(values.stride()).lmul().loadConstant(values.first()).ladd();
        if (values.perCpu() != 0) {
            code.aload(RUN)
                    .invokevirtual(Descriptors.RUN, "cpuNumber", MethodTypeDesc.of(CD_int))
                    .i2l()
                    .loadConstant(values.perCpu())
                    .lmul()
                    .ladd();
        }
        code.lstore(found).labelBinding(done).lload(found);
        set(Register.R0);
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
            if (!isMain) {
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
                .lconst_0();
        registers.finish();
        code.labelBinding(stays);
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
        code.invokestatic(program.name(), ProgramCode.name(callee), Registers.type(callee));
        if (isGuarded) {
            code.aload(RUN).invokevirtual(Descriptors.RUN, "popFrame", ConstantDescs.MTD_void);
        }
        if (program.tailCalls(callee)) {
            int result = registers.scratch();
            code.lstore(result)
                    .aload(RUN)
                    .lload(result)
                    .invokevirtual(Descriptors.RUN, "orReplaced", MethodTypeDesc.of(CD_long, CD_long));
        }
        set(Register.R0);
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
        return label(Flow.target(placed));
    }

    private CodeBuilder get(Register register) {
        return registers.get(register);
    }

    private CodeBuilder getInt(Register register) {
        return registers.getInt(register);
    }

    private void set(Register register) {
        if (register == Register.FRAME_POINTER) {
            code.pop2();
            refuseFramePointer();
        } else {
            registers.set(register);
        }
    }

    private void setInt(Register register) {
        if (register == Register.FRAME_POINTER) {
            code.pop();
            refuseFramePointer();
        } else {
            registers.setInt(register);
        }
    }

    private void refuseFramePointer() {
        code.loadConstant(slot)
                .loadConstant("the frame pointer is read-only")
                .invokestatic(Descriptors.GUARD, "refuse", MethodTypeDesc.of(Descriptors.FAULT, CD_int, CD_String))
                .athrow();
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

    /** The address of what an instruction accesses; it is looked up in the guarded shape. */
    private void place(Register register, int offset, Size size, String check) {
        get(register);
        if (isGuarded) {
            code.loadConstant((long) offset).ladd();
            check(size, check);
        }
        MemoryCode.inBox(code, registers.origin(), isGuarded ? 0 : offset);
    }

    private void check(Size size, String check) {
        code.aload(RUN)
                .loadConstant(size.bytes())
                .loadConstant(slot)
                .invokestatic(Descriptors.GUARD, check, CHECK_ACCESS);
    }

    /** The box's base and an address, which is looked up in the guarded shape. */
    private void address(Register register, short offset, Size size, String check) {
        code.loadConstant(program.base());
        get(register);
        if (offset != 0) {
            code.loadConstant((long) offset).ladd();
        }
        if (isGuarded) {
            check(size, check);
        }
    }

    private static int bits(Size size) {
        return size.bytes() * 8;
    }
}
