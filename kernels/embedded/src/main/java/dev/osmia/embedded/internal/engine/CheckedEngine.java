package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Condition;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;

/**
 * Runs what nobody has verified: every access is looked up, every argument of a helper is checked, and the number of
 * instructions is limited. Written from the instructions themselves, apart from the interpreter, so that each can tell
 * the other's mistakes.
 */
public final class CheckedEngine implements Engine {
    private static final long LOW = 0xffff_ffffL;

    private final long limit;
    private final Watcher watcher;

    /** Sees every step, to hold what was claimed of a program against what it does. */
    @FunctionalInterface
    public interface Watcher {
        /** For runs that nobody watches. */
        Watcher NOBODY = (_, _, _) -> {};

        /**
         * An instruction is about to be carried out.
         *
         * @param registers all eleven, to be read during the call
         */
        void step(LoadedProgram program, int slot, long[] registers);
    }

    /**
     * An engine with a limit.
     *
     * @param limit instructions that a function, with those that it calls, may carry out before it counts as endless
     */
    public CheckedEngine(long limit) {
        this(limit, Watcher.NOBODY);
    }

    /** The same for somebody who watches. */
    public CheckedEngine(long limit, Watcher watcher) {
        this.limit = limit;
        this.watcher = watcher;
    }

    @Override
    public long execute(Run run, LoadedProgram program, int slot, long a1, long a2, long a3, long a4, long a5,
            boolean nested) {
        if (!program.code().startsAt(slot)) {
            throw new Fault("slot " + slot + " is no function of the program");
        }
        long frameTop = run.pushFrame();
        try {
            long[] registers = {0, a1, a2, a3, a4, a5, 0, 0, 0, 0, frameTop};
            return new Frame(run, program, slot, registers, nested).run();
        } finally {
            run.popFrame();
        }
    }

    /** One activation of a function. */
    private final class Frame {
        private final Run run;
        private final Box box;
        private final LoadedProgram program;
        private final AccessCheck access;
        private final long[] registers;
        private int pc;
        private int mayGotoBudget = Interpreter.MAY_GOTO_BUDGET;
        private final boolean nested;
        private boolean done;

        Frame(Run run, LoadedProgram program, int slot, long[] registers, boolean nested) {
            this.nested = nested;
            this.run = run;
            this.box = run.box();
            this.program = program;
            this.access = new AccessCheck(run);
            this.registers = registers;
            this.pc = slot;
        }

        long run() {
            int slot = pc;
            try {
                while (!done) {
                    slot = pc;
                    Instruction instruction = program.code().at(slot);
                    if (instruction == null) {
                        throw new Fault("the program runs into the middle of an instruction or past its end");
                    }
                    if (run.count() > limit) {
                        throw new Fault("still running after " + limit + " instructions");
                    }
                    watcher.step(program, slot, registers);
                    pc += instruction.slots();
                    step(instruction);
                }
                if (!nested) {
                    Guard.end(run);
                }
            } catch (Fault fault) {
                throw fault.at(slot);
            }
            return registers[0];
        }

        private void step(Instruction instruction) {
            switch (instruction) {
                case Instruction.Alu(var width, var op, var dst, var operand) -> {
                    if (width == Width.W64) {
                        set(dst, alu64(op, get(dst), value(operand)));
                    } else {
                        set(dst, alu32(op, (int) get(dst), (int) value(operand)) & LOW);
                    }
                }
                case Instruction.Negate(var width, var dst) ->
                    set(dst, width == Width.W64 ? -get(dst) : -get(dst) & LOW);
                case Instruction.MoveSignExtended(var width, var bits, var dst, var src) -> {
                    long extended = get(src) << (64 - bits) >> (64 - bits);
                    set(dst, width == Width.W64 ? extended : extended & LOW);
                }
                case Instruction.ByteSwap swap -> set(swap.dst(), swap(swap, get(swap.dst())));
                case Instruction.AddressSpaceCast(var dst, var src, _, _) -> set(dst, get(src));
                case Instruction.LoadWide(var dst, var source, var low, _) when source == WideSource.FUNCTION ->
                    set(dst, FunctionAddress.of(pc - 1 + low));
                case Instruction.LoadWide wide -> set(wide.dst(), wide.value());
                case Instruction.Load(var size, var signed, var dst, var src, var offset) ->
                    set(dst, load(size, signed, get(src) + offset));
                case Instruction.Store(var size, var dst, var offset, var src) ->
                    store(size, get(dst) + offset, get(src));
                case Instruction.StoreImmediate(var size, var dst, var offset, var value) ->
                    store(size, get(dst) + offset, value);
                case Instruction.LoadPacketAbsolute(var size, var position) -> loadPacket(size, position);
                case Instruction.LoadPacketIndirect(var size, var index, var position) ->
                    loadPacket(size, (int) get(index) + position);
                case Instruction.Atomic(var size, var op, var dst, var offset, var src) -> {
                    long address = access.check(get(dst) + offset, size.bytes(), true);
                    access.check(address, size.bytes(), false);
                    if (size == Size.DW) {
                        Atomics.modify64(box, op, address, src.number(), registers);
                    } else {
                        Atomics.modify32(box, op, address, src.number(), registers);
                    }
                }
                case Instruction.LoadAcquire(var size, var dst, var src, var offset) -> set(dst, Atomics
                        .loadAcquire(box, access.check(get(src) + offset, size.bytes(), false), size.bytes()));
                case Instruction.StoreRelease(var size, var dst, var offset, var src) -> Atomics.storeRelease(box,
                        access.check(get(dst) + offset, size.bytes(), true), size.bytes(), get(src));
                case Instruction.Jump(var offset) -> pc += offset;
                case Instruction.JumpLong(var offset) -> pc += offset;
                case Instruction.Branch(var width, var condition, var dst, var operand, var offset) -> {
                    boolean holds = width == Width.W64
                            ? holds(condition, get(dst), value(operand))
                            : holds32(condition, (int) get(dst), (int) value(operand));
                    if (holds) {
                        pc += offset;
                    }
                }
                case Instruction.MayGoto(var offset) -> {
                    if (--mayGotoBudget < 0) {
                        pc += offset;
                    }
                }
                case Instruction.CallHelper(var id) -> call(program.helpers().helper(id), false);
                case Instruction.CallKfunc(var index, _) -> call(program.helpers().kfuncEntry(index), true);
                case Instruction.CallLocal(var offset) -> callFunction(pc + offset);
                case Instruction.CallRegister(var target) -> {
                    if (FunctionAddress.isOne(get(target))) {
                        callFunction(FunctionAddress.slot(get(target)));
                    } else {
                        call(program.helpers().helper((int) get(target)), false);
                    }
                }
                case Instruction.Exit() -> done = true;
                case Instruction.Unknown unknown -> throw new Fault(unknown.reason());
            }
        }

        private long get(Register register) {
            return registers[register.number()];
        }

        private void set(Register register, long value) {
            if (register == Register.FRAME_POINTER) {
                throw new Fault("the frame pointer is read-only");
            }
            registers[register.number()] = value;
        }

        private long value(Operand operand) {
            return switch (operand) {
                case Operand.Reg(var register) -> get(register);
                case Operand.Imm(var value) -> value;
            };
        }

        private long load(Size size, boolean signed, long address) {
            long at = access.check(address, size.bytes(), false);
            return switch (size) {
                case B -> signed ? box.getByte(at) : box.getByte(at) & 0xff;
                case H -> signed ? box.getShort(at) : box.getShort(at) & 0xffff;
                case W -> signed ? box.getInt(at) : box.getInt(at) & LOW;
                case DW -> box.getLong(at);
            };
        }

        private void store(Size size, long address, long value) {
            long at = access.check(address, size.bytes(), true);
            switch (size) {
                case B -> box.putByte(at, (byte) value);
                case H -> box.putShort(at, (short) value);
                case W -> box.putInt(at, (int) value);
                case DW -> box.putLong(at, value);
            }
        }

        private void loadPacket(Size size, int position) {
            long value = run.loadPacket(position, size.bytes());
            done = value < 0;
            registers[0] = done ? 0 : value;
        }

        private void call(HelperTable.Entry function, boolean nullHasSize) {
            Guard.check(run, access, function, registers, nullHasSize);
            long result = function.function()
                    .call(run, registers[1], registers[2], registers[3], registers[4],
                            registers[5]);
            returned(result);
        }

        private void callFunction(int slot) {
            registers[0] = run.call(program, slot, registers[1], registers[2], registers[3], registers[4], registers[5],
                    true);
        }

        private void returned(long result) {
            registers[0] = result;
            if (run.isLeaving()) {
                done = true;
            }
        }
    }

    private static long swap(Instruction.ByteSwap swap, long value) {
        boolean big = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.BIG_ENDIAN;
        boolean swaps = switch (swap.op()) {
            case SWAP -> true;
            case TO_BIG -> !big;
            case TO_LITTLE -> big;
        };
        return switch (swap.bits()) {
            case 16 -> (swaps ? Short.reverseBytes((short) value) : value) & 0xffff;
            case 32 -> (swaps ? Integer.reverseBytes((int) value) : value) & LOW;
            default -> swaps ? Long.reverseBytes(value) : value;
        };
    }

    private static long alu64(AluOp op, long a, long b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> Arithmetic.divide(a, b);
            case SDIV -> Arithmetic.divideSigned(a, b);
            case OR -> a | b;
            case AND -> a & b;
            case LSH -> a << b;
            case RSH -> a >>> b;
            case MOD -> Arithmetic.modulo(a, b);
            case SMOD -> Arithmetic.moduloSigned(a, b);
            case XOR -> a ^ b;
            case MOV -> b;
            case ARSH -> a >> b;
        };
    }

    private static int alu32(AluOp op, int a, int b) {
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> Arithmetic.divide(a, b);
            case SDIV -> Arithmetic.divideSigned(a, b);
            case OR -> a | b;
            case AND -> a & b;
            case LSH -> a << b;
            case RSH -> a >>> b;
            case MOD -> Arithmetic.modulo(a, b);
            case SMOD -> Arithmetic.moduloSigned(a, b);
            case XOR -> a ^ b;
            case MOV -> b;
            case ARSH -> a >> b;
        };
    }

    private static boolean holds(Condition condition, long a, long b) {
        return switch (condition) {
            case EQ -> a == b;
            case NE -> a != b;
            case SET -> (a & b) != 0;
            case GT -> Long.compareUnsigned(a, b) > 0;
            case GE -> Long.compareUnsigned(a, b) >= 0;
            case LT -> Long.compareUnsigned(a, b) < 0;
            case LE -> Long.compareUnsigned(a, b) <= 0;
            case SGT -> a > b;
            case SGE -> a >= b;
            case SLT -> a < b;
            case SLE -> a <= b;
        };
    }

    private static boolean holds32(Condition condition, int a, int b) {
        return switch (condition) {
            case GT, GE, LT, LE -> holds(condition, a & LOW, b & LOW);
            default -> holds(condition, a, b);
        };
    }
}
