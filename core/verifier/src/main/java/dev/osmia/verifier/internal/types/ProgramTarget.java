package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What programs are attached to in another program: those that trace one of its functions, and those that take one's place
 * ({@code bpf_check_attach_target}).
 */
public final class ProgramTarget {
    private final Program own;
    private final Target target;
    private final Btf btf;
    private final int id;

    private ProgramTarget(Program own, Target target, Btf btf, int id) {
        this.own = own;
        this.target = target;
        this.btf = btf;
        this.id = id;
    }

    /**
     * The program that is to be attached.
     *
     * @param attachType its expected attach type, null for one that takes a function's place
     * @param btf its own types, null if it has none
     * @param function id of its first function there
     * @param changesPackets whether it may change the packet's data
     * @param maySleep whether it may do what sleeps
     * @param isSleepable whether it was loaded as one that may sleep
     */
    public record Program(ProgramType type, @Nullable AttachType attachType, @Nullable Btf btf, int function,
            boolean changesPackets, boolean maySleep, boolean isSleepable) {
        boolean isExtension() {
            return type == ProgramType.EXT;
        }
    }

    /**
     * The other program.
     *
     * @param btf its types, null if it has none
     * @param functions those that its records name, in their order
     * @param isCompiled whether it runs as machine code
     * @param tracesProgram whether it is itself attached to a program that traces
     * @param isBoundToDevice whether it runs on one network device only
     * @param replaced the type of the program that it is a part of, if it takes the place of a function there
     */
    public record Target(ProgramType type, @Nullable AttachType attachType, @Nullable Btf btf, List<Function> functions,
            boolean isCompiled, boolean tracesProgram, boolean isBoundToDevice, @Nullable ProgramType replaced) {
        /** Keeps a copy. */
        public Target {
            functions = List.copyOf(functions);
        }
    }

    /**
     * A function of the other program.
     *
     * @param type its id in that program's table
     * @param isUnreliable whether it is called, or may be, with something else than its type says
     * @param isExceptionCallback whether it is called for exceptions
     */
    public record Function(int type, boolean isUnreliable, boolean isExceptionCallback, boolean changesPackets,
            boolean maySleep) {}

    /** Where in the other program a program would run; {@code id} names a function in that one's types. */
    public static AttachResult attach(Program own, Target target, int id) {
        Optional<Refused> sleep = AttachTarget.sleepRefusal(own.type(), own.attachType(), own.isSleepable());
        if (sleep.isPresent()) {
            return sleep.get();
        }
        if (id == 0) {
            return refused("Tracing programs must provide btf_id");
        }
        Btf btf = target.btf();
        if (btf == null) {
            return refused("FENTRY/FEXIT program can only be attached to another program annotated with BTF");
        }
        if (id < 0 || id >= btf.size()) {
            return refused("attach_btf_id " + Integer.toUnsignedString(id) + " is invalid");
        }
        return new ProgramTarget(own, target, btf, id).attach();
    }

    private AttachResult attach() {
        Function function = target.functions().stream().filter(one -> one.type() == id).findFirst().orElse(null);
        if (function == null) {
            return refused("Subprog " + btf.name(id) + " doesn't exist");
        }
        Refused refusal = wrongFunction(function);
        if (refusal == null) {
            refusal = wrongProgram();
        }
        if (refusal != null) {
            return refusal;
        }
        AttachType type = own.attachType();
        if (type == AttachType.TRACE_RAW_TP) {
            return refused("Only FENTRY/FEXIT progs are attachable to another BPF prog");
        }
        boolean isTracing = type == AttachType.TRACE_FENTRY || type == AttachType.TRACE_FEXIT
                || type == AttachType.MODIFY_RETURN;
        return isTracing || own.isExtension() ? attach(function) : Refused.silently(Errno.EINVAL);
    }

    private @Nullable Refused wrongFunction(Function function) {
        if (function.isExceptionCallback()) {
            return refused((own.isExtension() ? "Extension" : "FENTRY/FEXIT")
                    + " programs cannot attach to exception callback");
        }
        if (!own.isExtension()) {
            return null;
        }
        if (function.isUnreliable()) {
            return refused("Cannot replace static functions");
        }
        if (own.changesPackets() && !function.changesPackets()) {
            return refused("Extension program changes packet data, while original does not");
        }
        return own.maySleep() && !function.maySleep()
                ? refused("Extension program may sleep, while original does not")
                : null;
    }

    private @Nullable Refused wrongProgram() {
        if (!target.isCompiled()) {
            return refused("Can attach to only JITed progs");
        }
        if (own.type() == ProgramType.TRACING) {
            return target.tracesProgram() ? refused("Cannot nest tracing program attach more than once") : null;
        }
        if (target.type() == own.type()) {
            return refused("Cannot recursively attach");
        }
        boolean isTrace = target.attachType() == AttachType.TRACE_FENTRY
                || target.attachType() == AttachType.TRACE_FEXIT;
        return own.isExtension() && target.type() == ProgramType.TRACING && isTrace
                ? refused("Cannot extend fentry/fexit")
                : null;
    }

    private AttachResult attach(Function function) {
        if (btf.kind(id) != BtfKind.FUNC) {
            return refused("attach_btf_id " + id + " is not a function");
        }
        Refused refusal = own.isExtension() ? mismatch() : null;
        String name = btf.name(id);
        int proto = function.isUnreliable() ? 0 : TypeFacts.target(btf, id);
        if (refusal == null && proto != 0) {
            refusal = FunctionModel.refusal(btf, proto, name);
        }
        if (refusal == null && own.isSleepable()) {
            refusal = refused(name + " is not sleepable");
        } else if (refusal == null && own.attachType() == AttachType.MODIFY_RETURN) {
            refusal = refused("can't modify return codes of BPF programs");
        }
        ProgramType type = target.type() == ProgramType.EXT && target.replaced() != null
                ? target.replaced()
                : target.type();
        if (refusal != null) {
            return refusal;
        }
        if (!own.isExtension()) {
            return new AttachPoint(own.type(), own.attachType(), btf, id, proto, name, List.of(), type, false,
                    Map.of());
        }
        // Linux looks for an iterator of the function's name then.
        return target.attachType() == AttachType.TRACE_ITER
                ? Refused.silently(Errno.EINVAL)
                : new AttachPoint(type, target.attachType(), btf, id, proto, name, List.of(), type, false, Map.of());
    }

    private @Nullable Refused mismatch() {
        Btf types = own.btf();
        return types == null
                ? refused("Program extension requires BTF")
                : FunctionMatch.mismatch(types, own.function(), btf, id);
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }
}
