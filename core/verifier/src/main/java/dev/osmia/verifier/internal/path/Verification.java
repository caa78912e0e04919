package dev.osmia.verifier.internal.path;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.verifier.VerifierPolicy;
import dev.osmia.verifier.internal.flow.FastCalls;
import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.flow.Order;
import dev.osmia.verifier.internal.flow.Successors;
import dev.osmia.verifier.internal.program.Fields;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import dev.osmia.verifier.internal.types.AttachPoint;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** What all parts of one verification share ({@code struct bpf_verifier_env}). */
public final class Verification {
    /** {@code BPF_COMPLEXITY_LIMIT_INSNS}. */
    static final int MOST_INSNS = 1_000_000;

    public final Program program;
    public final Subprograms subprograms;
    public final InsnFacts facts;
    public final FastCalls fastCalls;
    public final StackLiveness stackLiveness;
    public final Precision precision;
    public final VerifierPolicy policy;
    public final boolean strictAlignment;
    public final boolean checkpointsAlways;
    public final boolean failsOnBrokenBounds;
    /** Who is told what happens. */
    public final Events events;
    public final Touched touched = new Touched();
    /** The state of the path that is followed. */
    public State state = new State();
    public int insn;
    public int previousInsn;
    public int insnsProcessed;
    public int jumpsProcessed;
    private final Map<Integer, Fields> objectFields = new HashMap<>();
    /** The function that the program runs at, null if its context is of its own. */
    public @Nullable AttachPoint attachPoint;
    /** The references among its arguments, by their offsets. */
    public final Map<Integer, Integer> argumentRefs = new HashMap<>();
    /** Whether the program has an arena. */
    public boolean hasArena;
    private boolean isHistoryOpen;
    private int lastId;

    public Verification(Program program, Subprograms subprograms, InsnFacts facts, Order order,
            FastCalls fastCalls, VerifierPolicy policy, Events events) {
        this.program = program;
        this.subprograms = subprograms;
        this.facts = facts;
        this.fastCalls = fastCalls;
        this.policy = policy;
        this.events = events;
        stackLiveness = new StackLiveness(new Successors(program), subprograms, order, facts, events);
        precision = new Precision(this);
        strictAlignment = program.has(ProgramFlag.STRICT_ALIGNMENT) && !program.has(ProgramFlag.ANY_ALIGNMENT);
        checkpointsAlways = program.has(ProgramFlag.TEST_STATE_FREQ);
        failsOnBrokenBounds = program.has(ProgramFlag.TEST_REG_INVARIANTS);
    }

    /** The innermost frame of the path that is followed. */
    public Frame frame() {
        return state.top();
    }

    public Reg[] regs() {
        return state.top().regs;
    }

    public Reg reg(int number) {
        return state.top().regs[number];
    }

    /** The frame that a stack pointer points into. */
    public Frame frameOf(Reg pointer) {
        return state.frame(pointer.frame());
    }

    /** A number that no register has. */
    public int newId() {
        return ++lastId;
    }

    public int lastId() {
        return lastId;
    }

    /** Whether a register's value is secret for this program. */
    public boolean isSecret(int number) {
        return !policy.mayLeakPointers() && reg(number).type() != RegType.SCALAR;
    }

    /** The types of the kernel. */
    public KernelTypes kernel() {
        return program.kernel();
    }

    /**
     * The id of a struct that a helper takes or gives.
     *
     * @throws Unsupported if the kernel's types do not have it
     */
    public int kernelStruct(String name) {
        return KernelTypes.find(kernel().kernel(), name, BtfKind.STRUCT)
                .orElseThrow(() -> new Unsupported("the kernel's struct " + name));
    }

    /** The kernel's fields in objects of a type that programs allocate. */
    public Fields fields(Btf btf, int type) {
        return kernel().isKernels(btf)
                ? Fields.NONE
                : objectFields.computeIfAbsent(type, id -> Fields.ofObject(btf, id, program.target()));
    }

    /** Whether a function is checked by itself, and not as often as it is called. */
    public boolean isGlobal(int subprogram) {
        return program.isGlobal(subprogram);
    }

    /** Whether the program may sleep where it is. */
    public boolean isSleepable() {
        return state.sleepable;
    }

    /** Whether objects under RCU stay where they are. */
    public boolean isUnderRcu() {
        return state.rcuLock || state.locks > 0 || !isSleepable();
    }

    public Rejection reject(Errno errno, String message) {
        return new Rejection(errno, message);
    }

    /** The program does what it must not: {@code EACCES}. */
    public Rejection forbid(String message) {
        return new Rejection(Errno.EACCES, message);
    }

    /** The program says what makes no sense: {@code EINVAL}. */
    public Rejection invalid(String message) {
        return new Rejection(Errno.EINVAL, message);
    }

    /** The next instruction begins. */
    void openHistory() {
        isHistoryOpen = false;
    }

    /** Remembers of the instruction what backtracking will want to know. */
    public void remember(State of, int flags, long links) {
        if (isHistoryOpen) {
            of.history.amend(flags, links);
        } else {
            of.history.add(insn, previousInsn, flags, links);
            isHistoryOpen = true;
        }
    }

    /**
     * Checks that a register can be read.
     *
     * @throws Rejection if nothing is in it
     */
    public void checkRead(int number) {
        if (number >= Frame.REGISTERS) {
            throw invalid("R" + number + " is invalid");
        }
        touched.register(number);
        if (reg(number).type() == RegType.NOT_INIT) {
            throw forbid("R" + number + " !read_ok");
        }
    }

    /**
     * Checks that a register can be written.
     *
     * @throws Rejection if it is the frame pointer
     */
    public void checkWrite(int number) {
        if (number >= Frame.REGISTERS) {
            throw invalid("R" + number + " is invalid");
        }
        touched.register(number);
        if (number == Frame.FP) {
            throw forbid("frame pointer is read only");
        }
    }

    /** Leaves nothing known in a register. */
    public void setUnknown(int number) {
        regs()[number] = Reg.UNKNOWN;
    }

    /** Voids the registers that a call may change. */
    public void clearCallerSaved() {
        touched.callerSaved();
        for (int number = 0; number <= 5; number++) {
            regs()[number] = Reg.NOT_INIT;
        }
    }
}
