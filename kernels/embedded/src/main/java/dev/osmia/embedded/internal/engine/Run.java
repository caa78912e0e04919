package dev.osmia.embedded.internal.engine;

import dev.osmia.embedded.internal.maps.SpinLock;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.embedded.internal.memory.Region;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One execution of a program, with what helpers need to know of it. Belongs to one thread. */
public final class Run {
    private final Machine machine;
    private final VirtualCpu cpu;
    private final Engine engine;
    private final long context;
    private final @Nullable Object subject;
    private final int firstFrame;
    private final List<Region> regions = new ArrayList<>(4);
    private final List<Loan> loans = new ArrayList<>(0);
    private LoadedProgram program;
    private @Nullable LoadedProgram tailCall;
    private @Nullable List<RunState> states;
    private int tailCalls;
    /** The second argument of the program and of those in its place. */
    private long second;
    private long instructions;
    /** Address of the spin lock that it holds, or 0. */
    private long lock;

    /**
     * Prepares an execution.
     *
     * @param context address of the context, 0 if there is none
     * @param subject what the helpers of the program's type work on, such as a packet
     */
    public Run(Machine machine, VirtualCpu cpu, Engine engine, LoadedProgram program, long context,
            @Nullable Object subject) {
        this.machine = machine;
        this.cpu = cpu;
        this.engine = engine;
        this.program = program;
        this.context = context;
        this.subject = subject;
        this.firstFrame = cpu.usedFrames;
    }

    /** Runs the program and those that it calls in its place, and returns the last one's register 0. */
    long start(long second) {
        this.second = second;
        long result = call(program, 0, context, second, 0, 0, 0, false);
        if (!loans.isEmpty()) {
            throw new Fault("the program ends and has not given back the " + loans.getFirst().name());
        }
        if (states != null) {
            states.forEach(RunState::check);
        }
        return result;
    }

    /**
     * Carries a function out, and the programs that tail calls put in its place: the last one's register 0 is what the
     * function's caller gets.
     *
     * @param nested whether the program itself calls it
     */
    public long call(LoadedProgram of, int slot, long a1, long a2, long a3, long a4, long a5, boolean nested) {
        long result = engine.execute(this, of, slot, a1, a2, a3, a4, a5, nested);
        return tailCall == null ? result : replace(nested);
    }

    /** What a function that the program itself called leaves in register 0: another program may have gone on in its place. */
    public long orReplaced(long result) {
        return tailCall == null ? result : replace(true);
    }

    private long replace(boolean nested) {
        LoadedProgram before = program;
        long result = 0;
        try {
            while (tailCall != null) {
                program = tailCall;
                tailCall = null;
                result = engine.execute(this, program, 0, context, second, 0, 0, 0, nested);
            }
            return result;
        } catch (Fault fault) {
            throw fault.in(program);
        } finally {
            program = before;
        }
    }

    /** Gives back what the run holds, however it has ended. */
    void end() {
        if (lock != 0) {
            unlock(lock);
        }
        loans.forEach(Loan::seize);
        loans.clear();
        if (states != null) {
            states.forEach(RunState::clear);
        }
    }

    /** How its program is carried out, for calls of it that come later. */
    public Execution execution() {
        return new Execution(machine, engine, program);
    }

    /**
     * Takes a spin lock.
     *
     * @throws Fault if it holds one already
     */
    public void lock(long address) {
        if (lock != 0) {
            throw new Fault(
                    "it holds the spin lock at 0x" + Long.toHexString(lock) + " already, and may hold one only");
        }
        SpinLock.acquire(box(), address);
        lock = address;
    }

    /**
     * Frees the spin lock that it holds.
     *
     * @throws Fault if it holds another one or none
     */
    public void unlock(long address) {
        if (lock == 0 || ((lock ^ address) & Box.MASK) != 0) {
            throw new Fault("it does not hold the spin lock at 0x" + Long.toHexString(address));
        }
        lock = 0;
        SpinLock.release(box(), address);
    }

    /** Whether it holds a spin lock. */
    boolean holdsLock() {
        return lock != 0;
    }

    /** What it shares with other runs. */
    public Machine machine() {
        return machine;
    }

    /** The memory. */
    public Box box() {
        return machine.box();
    }

    /** The CPU that it holds. */
    public VirtualCpu cpu() {
        return cpu;
    }

    /** The number of the CPU that it holds. */
    public int cpuNumber() {
        return cpu.id();
    }

    /** The program that runs now, which tail calls change. */
    public LoadedProgram program() {
        return program;
    }

    /** Address of the context. */
    public long context() {
        return context;
    }

    /**
     * What the helpers of the program's type work on.
     *
     * @throws Fault if the program has no such thing
     */
    public <T> T subject(Subject<T> kind) {
        if (!kind.type().isInstance(subject)) {
            throw new Fault("there is no " + kind.name() + " here that the helper could work on");
        }
        return kind.type().cast(subject);
    }

    /** Whether the helpers of the program's type work on such a thing. */
    public boolean hasSubject(Subject<?> kind) {
        return kind.type().isInstance(subject);
    }

    /**
     * What a legacy packet load finds.
     *
     * @param size 1, 2 or 4 bytes, in network byte order
     * @return the number, or -1 outside of the packet
     */
    public long loadPacket(int position, int size) {
        if (!(subject instanceof LegacyPacket packet)) {
            throw new Fault("only programs that get a socket buffer have a packet for legacy loads");
        }
        return packet.load(position, size);
    }

    /** Calls a function of the running program back, as helpers with callbacks do. */
    public long callBack(long function, long a1, long a2, long a3, long a4) {
        return call(program, FunctionAddress.slot(function), a1, a2, a3, a4, 0, false);
    }

    /** Most programs in a row that tail calls may lead through ({@code MAX_TAIL_CALL_CNT}). */
    public static final int MAX_TAIL_CALLS = 33;

    /** Asks for another program to go on in place of this one; false when that was done too often. */
    public boolean tailCall(LoadedProgram next) {
        if (tailCalls >= MAX_TAIL_CALLS) {
            return false;
        }
        tailCalls++;
        tailCall = next;
        return true;
    }

    /** Whether another program is to go on in place of this one: the engine then leaves at once. */
    public boolean isLeaving() {
        return tailCall != null;
    }

    /** Says that the frames up to one are in use: generated code takes frames without saying so. */
    public void useFramesTo(long frameTop) {
        cpu.usedFrames = (int) ((frameTop - cpu.stack()) / VirtualCpu.FRAME_SIZE);
    }

    /** Takes a stack frame and returns the address behind its highest byte. */
    public long pushFrame() {
        if (cpu.usedFrames - firstFrame >= VirtualCpu.FRAMES_PER_RUN || cpu.usedFrames >= VirtualCpu.FRAMES) {
            throw new Fault("the call stack of " + (cpu.usedFrames - firstFrame) + " frames is full");
        }
        cpu.usedFrames++;
        return frameTop();
    }

    /** Gives the last frame back. */
    public void popFrame() {
        cpu.usedFrames--;
    }

    private long frameTop() {
        return cpu.stack() + (long) cpu.usedFrames * VirtualCpu.FRAME_SIZE;
    }

    /** Counts an instruction, and returns how many there have been. */
    long count() {
        return ++instructions;
    }

    /** Counts what a helper has to do as so many instructions, for the limit of those. */
    public void charge(long work) {
        instructions += work;
    }

    /** Whether a range lies in the stack frames in use. */
    boolean isStack(long address, long size) {
        long low = cpu.stack() + (long) firstFrame * VirtualCpu.FRAME_SIZE;
        return address >= low && address + size <= frameTop();
    }

    /** Whether something alive lies there; for helpers that answer with an error where it does not. */
    public boolean mayRead(long address, long size) {
        return new AccessCheck(this).mayRead(address, size);
    }

    /** What helpers keep for this run under that type, made at the first time. */
    public <T extends RunState> T keep(Class<T> type, Supplier<T> make) {
        if (states == null) {
            states = new ArrayList<>();
        }
        for (RunState state : states) {
            if (type.isInstance(state)) {
                return type.cast(state);
            }
        }
        T made = make.get();
        states.add(made);
        return made;
    }

    /** Lets the program touch a region for the rest of this run. */
    public void grant(Region region) {
        regions.add(region);
    }

    /** Ends what {@link #grant} allowed. */
    public void revoke(Region region) {
        regions.remove(region);
    }

    /** Lets the program touch memory until it gives it back, which it has to do before it ends. */
    public void lend(Loan loan) {
        loans.add(loan);
        grant(loan);
    }

    /**
     * Ends a loan.
     *
     * @param address where the memory starts
     * @throws Fault if there is no such memory that the program has not given back
     */
    public <T extends Loan> T giveBack(long address, Class<T> type) {
        for (Loan loan : loans) {
            if (((loan.start() ^ address) & Box.MASK) == 0 && type.isInstance(loan)) {
                loans.remove(loan);
                revoke(loan);
                return type.cast(loan);
            }
        }
        throw new Fault("0x" + Long.toHexString(address) + " is nothing that the program has to give back");
    }

    /** The regions of this run alone. */
    List<Region> regions() {
        return regions;
    }
}
