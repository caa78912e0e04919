package dev.osmia.verifier.internal.run;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.VerifierPolicy;
import dev.osmia.verifier.VerifierWork;
import dev.osmia.verifier.internal.check.Helpers;
import dev.osmia.verifier.internal.check.InstructionCheck;
import dev.osmia.verifier.internal.check.KnownCalls;
import dev.osmia.verifier.internal.flow.Components;
import dev.osmia.verifier.internal.flow.ControlFlow;
import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.flow.Order;
import dev.osmia.verifier.internal.flow.RegisterLiveness;
import dev.osmia.verifier.internal.flow.StackDepth;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Pruning;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.program.WideLoads;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import dev.osmia.verifier.internal.types.AttachPoint;
import dev.osmia.verifier.internal.types.AttachTarget;
import dev.osmia.verifier.internal.types.KernelTypes;
import dev.osmia.verifier.internal.types.Refused;
import org.jspecify.annotations.Nullable;

/** All of a verification, in Linux's order ({@code bpf_check}). */
public final class Passes {
    private final Program program;
    private final VerifierPolicy policy;
    private final Events events;
    private @Nullable Verification verification;
    private @Nullable Explorer explorer;

    public Passes(Program program, VerifierPolicy policy) {
        this(program, policy, Events.NONE);
    }

    /** The same for somebody who watches. */
    public Passes(Program program, VerifierPolicy policy, Events events) {
        this.program = program;
        this.policy = policy;
        this.events = events;
    }

    /** What it took so far. */
    public VerifierWork work() {
        Verification of = verification;
        Pruning pruning = explorer == null ? null : explorer.pruning();
        return of == null || pruning == null
                ? new VerifierWork(0, 0, 0, 0)
                : new VerifierWork(of.insnsProcessed, pruning.mostAtOneInsn(), pruning.totalStates(),
                        pruning.peakStates());
    }

    /** The slot that is looked at. */
    public int slot() {
        return verification == null ? 0 : verification.insn;
    }

    /**
     * Verifies.
     *
     * @throws Rejection if the program is not safe
     * @throws dev.osmia.verifier.internal.path.Unsupported if nothing can be said
     */
    public void run() {
        Subprograms subprograms = new Subprograms(program);
        events.functions(subprograms);
        subprograms.checkJumps();
        boolean hasArena = WideLoads.check(program);
        InsnFacts facts = new InsnFacts(program.length());
        KnownCalls calls = new KnownCalls(new Helpers(program), subprograms.callees());
        ControlFlow.check(program, subprograms, facts, calls);
        Order order = new Order(program, subprograms);
        AttachPoint attachPoint = attach();
        Components.find(program, facts);
        RegisterLiveness.find(program, order, facts, calls);
        events.flow(facts);
        Verification of = new Verification(program, subprograms, facts, order, policy, events);
        of.hasArena = hasArena;
        of.attachPoint = attachPoint;
        verification = of;
        start(of);
        Explorer paths = new Explorer(of);
        explorer = paths;
        events.begin(0);
        paths.explore(new InstructionCheck(of, paths));
        events.explored();
        StackDepth.check(program, subprograms);
        checkPoison(facts);
    }

    /** Calls of functions that the kernel does not have may stand in the program as long as nothing leads there. */
    private void checkPoison(InsnFacts facts) {
        for (int slot = 0; slot < program.length(); slot++) {
            if (facts.isSeen[slot] && program.insn(slot).callsKernel() && program.insn(slot).imm() == 0) {
                throw new Rejection(Errno.EINVAL, "invalid kernel function call not eliminated in verifier pass");
            }
        }
    }

    private @Nullable AttachPoint attach() {
        boolean sleeps = program.has(ProgramFlag.SLEEPABLE);
        AttachTarget.sleepRefusal(program.type(), program.attachType(), sleeps).ifPresent(Passes::refuse);
        KernelTypes kernel = program.kernel();
        if (program.type() != ProgramType.TRACING && program.type() != ProgramType.LSM
                && program.type() != ProgramType.STRUCT_OPS) {
            return null;
        }
        if (kernel == null) {
            throw new Unsupported("the types of the kernel, at whose functions it runs");
        }
        AttachType attachType = program.attachType();
        int number = program.type() == ProgramType.STRUCT_OPS
                ? program.attachment().member()
                : attachType == null ? 0 : attachType.id();
        return switch (AttachTarget.ofKernel(kernel, new AttachTarget.Request(program.type(), number, kernel.kernel(),
                program.attachment().id(), sleeps, program.isGplCompatible()))) {
            case AttachPoint point -> point;
            case Refused refused -> throw new Rejection(refused.errno(), refused.message());
        };
    }

    private static void refuse(Refused refused) {
        throw new Rejection(refused.errno(), refused.message());
    }

    private void start(Verification of) {
        State state = new State();
        state.branches = 1;
        state.sleepable = program.has(ProgramFlag.SLEEPABLE);
        state.lastInsn = -1;
        Frame frame = new Frame(Frame.MAIN, 0, 0);
        frame.regs[1] = Reg.pointer(RegType.CTX, null);
        state.start(frame);
        holdArguments(of, state);
        of.state = state;
        of.insn = 0;
        of.touched.everything();
    }

    /** Some arguments of tables' functions have to be given back. */
    private static void holdArguments(Verification of, State state) {
        AttachPoint point = of.attachPoint;
        if (point != null) {
            point.known().stream().filter(AttachPoint.KnownArgument::isReference).forEach(argument -> {
                int id = of.newId();
                of.argumentRefs.put(argument.offset(), id);
                state.hold(new Held(Held.Kind.POINTER, id, 0, null));
            });
        }
    }
}
