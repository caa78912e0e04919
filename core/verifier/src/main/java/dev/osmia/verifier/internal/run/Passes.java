package dev.osmia.verifier.internal.run;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.verifier.VerifierPolicy;
import dev.osmia.verifier.VerifierWork;
import dev.osmia.verifier.internal.check.FunctionEntry;
import dev.osmia.verifier.internal.check.Helpers;
import dev.osmia.verifier.internal.check.InstructionCheck;
import dev.osmia.verifier.internal.check.KnownCalls;
import dev.osmia.verifier.internal.flow.Components;
import dev.osmia.verifier.internal.flow.ControlFlow;
import dev.osmia.verifier.internal.flow.FastCalls;
import dev.osmia.verifier.internal.flow.InsnFacts;
import dev.osmia.verifier.internal.flow.Order;
import dev.osmia.verifier.internal.flow.RegisterLiveness;
import dev.osmia.verifier.internal.flow.StackDepth;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Pruning;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;
import dev.osmia.verifier.internal.program.WideLoads;
import dev.osmia.verifier.internal.types.AttachPoint;
import dev.osmia.verifier.internal.types.AttachResult;
import dev.osmia.verifier.internal.types.AttachTarget;
import dev.osmia.verifier.internal.types.FunctionInfo;
import dev.osmia.verifier.internal.types.KernelTypes;
import dev.osmia.verifier.internal.types.LineInfo;
import dev.osmia.verifier.internal.types.ProgramTarget;
import dev.osmia.verifier.internal.types.Refused;
import dev.osmia.verifier.internal.types.Subprogram;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** All of a verification, in Linux's order ({@code bpf_check}). */
public final class Passes {
    /** {@code BPF_COMPLEXITY_LIMIT_INSNS}, of the code itself. */
    private static final int MOST_SLOTS = 1_000_000;
    private final Program program;
    private final VerifierPolicy policy;
    private final Events events;
    private @Nullable Verification verification;
    private @Nullable Explorer explorer;
    private int lastVerified;

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
        if (program.length() == 0 || program.length() > MOST_SLOTS) {
            throw new Rejection(Errno.E2BIG, "");
        }
        checkFunctionRecords();
        Subprograms subprograms = new Subprograms(program);
        events.functions(subprograms);
        subprograms.checkJumps();
        checkTypes(subprograms);
        boolean hasArena = WideLoads.check(program);
        InsnFacts facts = new InsnFacts(program.length());
        KnownCalls early = new KnownCalls(Helpers.unattached(program), subprograms.callees().unattached());
        ControlFlow.check(program, subprograms, facts, early);
        Order order = new Order(program, subprograms);
        AttachPoint attachPoint = attach(subprograms);
        KnownCalls calls = program.replaced() == null
                ? early
                : new KnownCalls(new Helpers(program), subprograms.callees());
        Components.find(program, facts);
        FastCalls fastCalls = new FastCalls(program, subprograms, calls);
        RegisterLiveness.find(program, order, facts, calls);
        events.flow(facts);
        Verification of = new Verification(program, subprograms, facts, order, fastCalls, policy,
                events);
        of.hasArena = hasArena;
        of.attachPoint = attachPoint;
        verification = of;
        Explorer paths = new Explorer(of);
        explorer = paths;
        follow(of, paths);
        fastCalls.takeOut();
        StackDepth.check(program, subprograms);
        checkPoison(facts);
        checkAddressesOfFunctions(subprograms, facts);
    }

    /**
     * The program as one that others are attached to, when it is verified. Linux moves the records of functions together
     * when it removes some, but not what it found out about each ({@code adjust_subprog_starts_after_remove}).
     */
    public ProgramTarget.Target loaded() {
        Verification of = Objects.requireNonNull(verification);
        List<ProgramTarget.Function> functions = new ArrayList<>();
        for (int index = 0; index < program.functions().size(); index++) {
            Subprograms.Subprogram function = of.subprograms.get(index);
            if (of.facts.isSeen[function.start()]) {
                functions.add(new ProgramTarget.Function(program.functions().get(index).typeId(),
                        isUnreliable(of, functions.size()), function.isExceptionCallback, function.changesPacket,
                        function.maySleep));
            }
        }
        ProgramTarget.Target other = program.attachment().other();
        boolean tracesTracer = program.type() == ProgramType.TRACING && other != null
                && other.type() == ProgramType.TRACING;
        boolean isWhole = program.replaced() == null;
        return new ProgramTarget.Target(program.type(), isWhole ? program.attachType() : null, program.types(),
                functions, true, tracesTracer, program.isBoundToDevice(), isWhole ? null : program.resolvedType());
    }

    private boolean isUnreliable(Verification of, int function) {
        return function == 0 && program.replaced() == null
                ? !new FunctionEntry(of).takesContext()
                : of.subprograms.get(function).isUnreliable;
    }

    private void checkFunctionRecords() {
        Btf types = program.types();
        if (types != null) {
            FunctionInfo.wrong(types, statedFunctions()).ifPresent(Passes::refuse);
        }
    }

    private List<FunctionInfo.Function> statedFunctions() {
        return program.functions()
                .stream()
                .map(function -> new FunctionInfo.Function(function.slot(), function.typeId()))
                .toList();
    }

    /** Compares what the program's types say of its functions and lines with those that it has. */
    private void checkTypes(Subprograms subprograms) {
        List<Subprogram> found = IntStream.range(0, subprograms.count())
                .mapToObj(subprograms::get)
                .map(function -> new Subprogram(function.start(), function.hasPacketLoad, function.hasTailCall))
                .toList();
        Btf types = program.types();
        if (types == null) {
            FunctionInfo.wrongWithoutTypes(found).ifPresent(Passes::refuse);
        } else {
            FunctionInfo.wrong(types, statedFunctions(), found).ifPresent(Passes::refuse);
            if (LineInfo.read(types, program.lines(), program.length(), slot -> program.insn(slot).code() != 0,
                    found) instanceof Refused refused) {
                refuse(refused);
            }
        }
    }

    /** Follows the program, and then its global functions as far as they are called. */
    private void follow(Verification of, Explorer paths) {
        FunctionEntry entry = new FunctionEntry(of);
        InstructionCheck rules = new InstructionCheck(of, paths);
        events.begin(0);
        if (program.replaced() == null) {
            entry.program();
        } else {
            entry.function(0);
        }
        paths.explore(rules);
        events.explored();
        if (of.subprograms.exceptionHandler() != 0) {
            of.subprograms.get(of.subprograms.exceptionHandler()).isCalled = true;
        }
        for (int next = nextCalled(of); next != 0; next = nextCalled(of)) {
            events.begin(next);
            entry.function(next);
            paths.pruning().forgetAll();
            paths.explore(rules);
            events.explored();
            events.validated(next);
            of.subprograms.get(next).isVerified = true;
            lastVerified = next;
        }
    }

    /** The next global function in their order, round and round, that is called and was not followed; 0 if there is none. */
    private int nextCalled(Verification of) {
        int count = of.subprograms.count();
        for (int step = 1; step <= count; step++) {
            int number = (lastVerified + step) % count;
            Subprograms.Subprogram function = of.subprograms.get(number);
            if (number != 0 && of.isGlobal(number) && function.isCalled && !function.isVerified) {
                return number;
            }
        }
        return 0;
    }

    /**
     * Linux removes what no path leads to before it compiles the functions. The address of one that is gone is then that of
     * the next, and if there is none, Linux takes that for its own mistake.
     */
    private void checkAddressesOfFunctions(Subprograms subprograms, InsnFacts facts) {
        int left = 0;
        int end = 0;
        for (int index = 0; index < subprograms.count(); index++) {
            if (facts.isSeen[subprograms.get(index).start()]) {
                left++;
                end = subprograms.get(index).end();
            }
        }
        for (int slot = 0; slot < program.length() && left > 1; slot++) {
            Insn insn = program.insn(slot);
            if (facts.isSeen[slot] && insn.takesFunction() && slot + insn.imm() + 1 >= end) {
                int length = 0;
                for (boolean isSeen : facts.isSeen) {
                    length += isSeen ? 1 : 0;
                }
                throw new Rejection(Errno.EFAULT,
                        "verifier bug: No program to jit at insn " + length + " (subprog < 0)");
            }
        }
    }

    /** Calls of functions that the kernel does not have may stand in the program as long as nothing leads there. */
    private void checkPoison(InsnFacts facts) {
        for (int slot = 0; slot < program.length(); slot++) {
            if (facts.isSeen[slot] && program.insn(slot).callsKernel() && program.insn(slot).imm() == 0) {
                throw new Rejection(Errno.EINVAL, "invalid kernel function call not eliminated in verifier pass");
            }
        }
    }

    private @Nullable AttachPoint attach(Subprograms subprograms) {
        boolean sleeps = program.has(ProgramFlag.SLEEPABLE);
        AttachTarget.sleepRefusal(program.type(), program.attachType(), sleeps).ifPresent(Passes::refuse);
        ProgramTarget.Target other = program.attachment().other();
        if (other != null) {
            return point(ProgramTarget.attach(wish(subprograms.get(0), sleeps), other, program.attachment().id()));
        }
        if (program.type() != ProgramType.TRACING && program.type() != ProgramType.LSM
                && program.type() != ProgramType.STRUCT_OPS) {
            return null;
        }
        KernelTypes kernel = program.kernel();
        AttachType attachType = program.attachType();
        int number = program.type() == ProgramType.STRUCT_OPS
                ? program.attachment().member()
                : attachType == null ? 0 : attachType.id();
        return point(AttachTarget.ofKernel(kernel, new AttachTarget.Request(program.type(), number, kernel.kernel(),
                program.attachment().id(), sleeps, program.isGplCompatible())));
    }

    private ProgramTarget.Program wish(Subprograms.Subprogram main, boolean sleeps) {
        boolean isTyped = program.hasFunctionTypes();
        return new ProgramTarget.Program(program.type(), program.replaced() == null ? program.attachType() : null,
                isTyped ? program.types() : null, isTyped ? program.functions().getFirst().typeId() : 0,
                main.changesPacket, main.maySleep, sleeps);
    }

    private static AttachPoint point(AttachResult result) {
        return switch (result) {
            case AttachPoint point -> point;
            case Refused(var errno, var message) -> throw new Rejection(errno, message);
        };
    }

    private static void refuse(Refused refused) {
        throw new Rejection(refused.errno(), refused.message());
    }
}
