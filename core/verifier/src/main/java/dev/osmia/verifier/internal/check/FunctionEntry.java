package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ProgramFlag;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Held;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Payload.DynptrType;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import dev.osmia.verifier.internal.types.AttachPoint;
import dev.osmia.verifier.internal.types.GlobalArgument;
import dev.osmia.verifier.internal.types.GlobalSignature;
import dev.osmia.verifier.internal.types.PointerFlag;
import dev.osmia.verifier.internal.types.Refused;

import java.util.List;

/** What is known where a program, or one of its functions that are verified by themselves, begins ({@code do_check_common}). */
public final class FunctionEntry {
    private final Verification of;
    private final Signatures signatures;

    public FunctionEntry(Verification of) {
        this.of = of;
        signatures = new Signatures(of);
    }

    /** Puts the path at the start of the program. */
    public void program() {
        if (of.events != Events.NONE && of.program.hasFunctionTypes()
                && signatures.of(0) instanceof Refused(var _, var message) && !message.isEmpty()) {
            of.events.note(message);
        }
        State state = start(0);
        HookRules hook = of.program.hook();
        if (hook == null) {
            state.top().regs[1] = Reg.pointer(RegType.CTX, null);
        } else {
            state.top().regs[1] = Reg.pointer(RegType.MEM | (hook.isContextWritable() ? 0 : RegType.RDONLY),
                    new Payload.Context(hook.contextSize()));
            state.top().regs[2] = Reg.constant(hook.contextSize());
        }
        holdArguments(state);
    }

    /** Whether the program's own type says that it takes what it gets, its context. */
    public boolean takesContext() {
        return signatures.of(0) instanceof GlobalSignature.Takes(var arguments) && arguments.size() == 1
                && arguments.getFirst().kind() == GlobalArgument.Kind.CONTEXT;
    }

    /**
     * Puts the path at the start of a function, for any arguments that its types allow.
     *
     * @throws dev.osmia.verifier.internal.path.Rejection if they allow none
     */
    public void function(int subprogram) {
        List<GlobalArgument> arguments = switch (signatures.of(subprogram)) {
            case GlobalSignature.Takes takes -> takes.arguments();
            case Refused(var errno, var message) -> throw of.reject(errno, message);
        };
        State state = start(subprogram);
        if (subprogram != 0 && subprogram == of.subprograms.exceptionHandler()) {
            state.top().inExceptionCallback = true;
            if (arguments.size() != 1 || arguments.getFirst().kind() != GlobalArgument.Kind.ANYTHING) {
                throw of.invalid("exception cb only supports single integer argument");
            }
        }
        for (int index = 0; index < arguments.size(); index++) {
            state.top().regs[index + 1] = register(arguments.get(index));
        }
    }

    private State start(int subprogram) {
        int first = of.subprograms.get(subprogram).start();
        State state = new State();
        state.branches = 1;
        state.sleepable = of.program.has(ProgramFlag.SLEEPABLE);
        state.firstInsn = first;
        state.lastInsn = -1;
        state.start(new Frame(Frame.MAIN, 0, subprogram));
        of.state = state;
        of.insn = first;
        of.touched.everything();
        of.stackLiveness.forgetCurrent();
        return state;
    }

    private Reg register(GlobalArgument argument) {
        int flags = ObjectCheck.bits(argument.flags());
        return switch (argument.kind()) {
            case ANYTHING, ARENA -> Reg.UNKNOWN;
            case CONTEXT -> Reg.pointer(RegType.CTX, null);
            case DYNPTR -> DynptrRules.argument(of, DynptrType.LOCAL);
            case MEMORY -> {
                Reg memory = Reg.pointer(RegType.MEM | flags, new Payload.Memory(argument.size(), 0));
                yield argument.flags().contains(PointerFlag.MAYBE_NULL) ? memory.withId(of.newId()) : memory;
            }
            case OBJECT ->
                Reg.pointer(RegType.BTF_ID | flags, new Payload.OfType(of.kernel().kernel(), argument.type()))
                        .withId(of.newId());
        };
    }

    /** Some arguments of tables' functions have to be given back. */
    private void holdArguments(State state) {
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
