package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.FunctionTrait;
import dev.osmia.abi.IteratorTarget;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What programs of types TRACING, LSM and STRUCT_OPS are attached to in the kernel ({@code check_attach_btf_id},
 * {@code bpf_check_attach_target}).
 */
public final class AttachTarget {
    static final String TRACEPOINT = "btf_trace_";
    private static final String TEMPLATE = "__bpf_trace_";
    private static final String ITERATOR = "bpf_iter_";
    private static final String HOOK = "bpf_lsm_";
    /** Has a member for each security hook. */
    private static final String HOOKS = "security_list_options";
    /** Only kernels that are built for error injection have it. */
    private static final String INJECTION = "within_error_injection_list";

    private final KernelTypes types;
    private final Request request;
    private final Btf btf;

    private AttachTarget(KernelTypes types, Request request) {
        this.types = types;
        this.request = request;
        this.btf = request.btf();
    }

    /**
     * A program's wish.
     *
     * @param attachType number of the expected attach type; for {@code struct_ops}, index of the member
     * @param btf the kernel's table or a module's
     * @param id what to attach to, 0 for nothing
     * @param sleeps whether the program is to be allowed to sleep
     * @param isGpl whether its license is compatible with the GPL
     */
    public record Request(ProgramType program, int attachType, Btf btf, int id, boolean sleeps, boolean isGpl) {
        /** The attach type, null where the number is that of a member or of none that Linux 6.18 has. */
        @Nullable
        AttachType type() {
            return program == ProgramType.STRUCT_OPS ? null : AttachType.of(attachType).orElse(null);
        }

        boolean is(AttachType type) {
            return type == type();
        }
    }

    /** Whether programs of a type may sleep, or may do anything else ({@code can_be_sleepable}); empty if there is nothing against it. */
    public static Optional<Refused> sleepRefusal(ProgramType program, @Nullable AttachType attachType, boolean sleeps) {
        if (program == ProgramType.SYSCALL) {
            return sleeps
                    ? Optional.empty()
                    : Optional.of(new Refused(Errno.EINVAL, "Syscall programs can only be sleepable"));
        }
        boolean isAllowed = switch (program) {
            case TRACING -> attachType == AttachType.TRACE_FENTRY || attachType == AttachType.TRACE_FEXIT
                    || attachType == AttachType.MODIFY_RETURN || attachType == AttachType.TRACE_ITER;
            case LSM, KPROBE, STRUCT_OPS -> true;
            default -> false;
        };
        return !sleeps || isAllowed
                ? Optional.empty()
                : Optional.of(new Refused(Errno.EINVAL, "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops "
                        + "programs can be sleepable"));
    }

    /** Where in the kernel a program would run. */
    public static AttachResult ofKernel(KernelTypes types, Request request) {
        Optional<Refused> sleep = sleepRefusal(request.program(), request.type(), request.sleeps());
        if (sleep.isPresent()) {
            return sleep.get();
        }
        return request.program() == ProgramType.STRUCT_OPS
                ? new StructOpsTarget(types, request).attach()
                : new AttachTarget(types, request).attach();
    }

    private AttachResult attach() {
        int id = request.id();
        if (id == 0) {
            return refused("Tracing programs must provide btf_id");
        }
        if (id < 0 || id >= btf.size()) {
            return refused("attach_btf_id " + Integer.toUnsignedString(id) + " is invalid");
        }
        if (request.program() == ProgramType.EXT) {
            return refused("Cannot replace kernel functions");
        }
        return switch (request.type()) {
            case TRACE_RAW_TP -> tracepoint();
            case TRACE_ITER -> iterator();
            case MODIFY_RETURN, LSM_MAC, LSM_CGROUP, TRACE_FENTRY, TRACE_FEXIT -> function();
            case null, default -> Refused.silently(Errno.EINVAL);
        };
    }

    private AttachResult tracepoint() {
        String typedef = TypeFacts.name(btf, request.id());
        if (btf.kind(request.id()) != BtfKind.TYPEDEF) {
            return refused("attach_btf_id " + request.id() + " is not a typedef");
        }
        if (!typedef.startsWith(TRACEPOINT)) {
            return wrongName(typedef);
        }
        String name = typedef.substring(TRACEPOINT.length());
        // Linux goes by the address of the template; all that this function has and the typedef lacks is names.
        int holder = KernelTypes.find(btf, TEMPLATE + name, BtfKind.FUNC)
                .orElseGet(() -> TypeFacts.target(btf, request.id()));
        if (btf.kind(holder) != BtfKind.FUNC && btf.kind(holder) != BtfKind.PTR) {
            return Refused.silently(Errno.EINVAL);
        }
        int proto = TypeFacts.target(btf, holder);
        return btf.kind(proto) == BtfKind.FUNC_PROTO
                ? point(name, proto, true, List.of())
                : Refused.silently(Errno.EINVAL);
    }

    private AttachResult iterator() {
        String name = TypeFacts.name(btf, request.id());
        if (btf.kind(request.id()) != BtfKind.FUNC) {
            return noFunction();
        }
        int proto = TypeFacts.target(btf, request.id());
        Refused model = FunctionModel.refusal(btf, proto, name);
        if (model != null) {
            return model;
        }
        Optional<IteratorTarget> target = name.startsWith(ITERATOR)
                ? IteratorTarget.named(name.substring(ITERATOR.length()))
                : Optional.empty();
        return target.isEmpty() ? Refused.silently(Errno.EINVAL) : point(name, proto, true, known(target.get()));
    }

    private List<AttachPoint.KnownArgument> known(IteratorTarget target) {
        return target.arguments().stream().map(this::known).toList();
    }

    private AttachPoint.KnownArgument known(IteratorTarget.Argument argument) {
        Set<PointerFlag> flags = EnumSet.of(PointerFlag.MAYBE_NULL);
        switch (argument.sort()) {
            case TRUSTED -> flags.add(PointerFlag.TRUSTED);
            case CONSTANT -> flags.add(PointerFlag.RDONLY);
            case OBJECT, BUFFER -> {
            }
        }
        boolean isBuffer = argument.struct().isEmpty();
        int type = isBuffer ? 0 : KernelTypes.find(types.kernel(), argument.struct(), BtfKind.STRUCT).orElse(0);
        return new AttachPoint.KnownArgument(argument.offset(), isBuffer, type, flags, false);
    }

    private AttachResult function() {
        String name = TypeFacts.name(btf, request.id());
        if (btf.kind(request.id()) != BtfKind.FUNC) {
            return noFunction();
        }
        int proto = TypeFacts.target(btf, request.id());
        Refused refusal = FunctionModel.refusal(btf, proto, name);
        if (refusal == null) {
            refusal = largeResult(name, proto);
        }
        if (refusal == null) {
            refusal = request.sleeps() ? sleepless(name) : unmodifiable(name);
        }
        if (refusal == null) {
            refusal = request.program() == ProgramType.LSM ? notAHook(name) : untraceable(name);
        }
        boolean isTrusted = request.program() == ProgramType.LSM && !FunctionTrait.LSM_UNTRUSTED.isOf(name);
        return refusal != null ? refusal : point(name, proto, isTrusted, List.of());
    }

    private @Nullable Refused largeResult(String name, int proto) {
        boolean isSeen = request.is(AttachType.MODIFY_RETURN) || request.is(AttachType.TRACE_FEXIT);
        return isSeen && FunctionModel.resultSize(btf, proto) > Long.BYTES
                ? new Refused(Errno.EOPNOTSUPP, "Attach to function " + name
                        + " with a >8 byte return value is not supported for this attach type")
                : null;
    }

    private @Nullable Refused sleepless(String name) {
        boolean isAllowed = request.program() == ProgramType.LSM
                ? FunctionTrait.LSM_SLEEPABLE.isOf(name)
                : FunctionTrait.MODIFIABLE_SLEEPABLE.isOf(name)
                        || takesErrors(name) && !FunctionTrait.NOT_SLEEPABLE.isOf(name);
        return isAllowed ? null : refused(name + " is not sleepable");
    }

    private @Nullable Refused unmodifiable(String name) {
        boolean isAllowed = !request.is(AttachType.MODIFY_RETURN) || FunctionTrait.MODIFIABLE.isOf(name)
                || takesErrors(name);
        return isAllowed ? null : refused(name + "() is not modifiable");
    }

    private boolean takesErrors(String name) {
        return FunctionTrait.ERROR_INJECTION.isOf(name)
                && KernelTypes.find(types.kernel(), INJECTION, BtfKind.FUNC).isPresent();
    }

    private @Nullable Refused notAHook(String name) {
        if (!request.isGpl()) {
            return refused("LSM programs must have a GPL compatible license");
        }
        if (FunctionTrait.LSM_DISABLED.isOf(name)) {
            return refused("attach_btf_id " + request.id() + " points to disabled hook " + name);
        }
        return isHook(name) ? null : wrongName(name);
    }

    private boolean isHook(String name) {
        return name.startsWith(HOOK) && KernelTypes.find(types.kernel(), HOOKS, BtfKind.UNION)
                .stream()
                .anyMatch(hooks -> types.kernel().member(hooks, name.substring(HOOK.length())).isPresent());
    }

    private @Nullable Refused untraceable(String name) {
        if (FunctionTrait.UNTRACEABLE.isOf(name)) {
            return refused("Attaching tracing programs to function '" + name + "' is rejected.");
        }
        boolean isBehind = request.is(AttachType.TRACE_FEXIT) || request.is(AttachType.MODIFY_RETURN);
        return isBehind && FunctionTrait.NO_RETURN.isOf(name)
                ? refused("Attaching fexit/fmod_ret to __noreturn function '" + name + "' is rejected.")
                : null;
    }

    private AttachPoint point(String name, int proto, boolean isTrusted, List<AttachPoint.KnownArgument> known) {
        return new AttachPoint(request.program(), request.type(), btf, request.id(), proto, name, known, null,
                isTrusted,
                Map.of());
    }

    private Refused noFunction() {
        return refused("attach_btf_id " + request.id() + " is not a function");
    }

    private Refused wrongName(String name) {
        return refused("attach_btf_id " + request.id() + " points to wrong type name " + name);
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }
}
