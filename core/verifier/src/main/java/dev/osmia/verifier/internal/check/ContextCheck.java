package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ContextAccess;
import dev.osmia.abi.ContextField;
import dev.osmia.abi.FieldKind;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.ArgumentAccess;
import dev.osmia.verifier.internal.types.AttachPoint;
import dev.osmia.verifier.internal.types.FunctionArguments;
import dev.osmia.verifier.internal.types.Refused;
import org.jspecify.annotations.Nullable;

/** Loads from the context and stores to it ({@code check_ctx_access}). */
final class ContextCheck {
    private final Verification of;
    private final @Nullable ContextAccess rules;

    ContextCheck(Verification of) {
        this.of = of;
        var attach = of.program.attachType();
        var type = of.program.resolvedType();
        rules = (attach == null ? ContextAccess.of(type) : ContextAccess.of(type, attach)).orElse(null);
    }

    /** Whether what programs see is not what the kernel has, so that calls cannot read it as memory. */
    boolean isConverted() {
        return switch (of.program.resolvedType()) {
            case SYSCALL, KPROBE, TRACEPOINT, RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, TRACING, LSM, STRUCT_OPS,
                    CGROUP_DEVICE, LIRC_MODE2, NETFILTER ->
                false;
            default -> true;
        };
    }

    void access(int register, int off, int size, boolean isWrite, int other, boolean isSigned) {
        if (isWrite && other >= 0 && of.isSecret(other)) {
            throw of.forbid("R" + other + " leaks addr into ctx");
        }
        OriginalPointer.check(of, of.reg(register), register, false);
        if (rules == null) {
            argument(off, size, isWrite, other);
            return;
        }
        ContextField field = (isWrite ? rules.write(off, size) : rules.read(off, size)).orElse(null);
        if (field == null || isSigned && field.kind() != FieldKind.NUMBER) {
            throw of.forbid("invalid bpf_context access off=" + off + " size=" + size);
        }
        if (!isWrite && other >= 0) {
            of.regs()[other] = loaded(field.kind());
        }
    }

    private Reg object(String structure) {
        return Reg.pointer(RegType.BTF_ID | RegType.TRUSTED,
                new Payload.OfType(of.kernel().kernel(), of.kernelStruct(structure)));
    }

    /** The context is the arguments of a function. */
    private void argument(int off, int size, boolean isWrite, int target) {
        AttachPoint point = of.attachPoint;
        if (point == null) {
            throw new Unsupported("the program that it replaces");
        }
        ArgumentAccess access = FunctionArguments.access(of.kernel(), point, off, size, isWrite);
        if (access instanceof Refused(var _, var message)) {
            Rejection rejection = of.forbid("invalid bpf_context access off=" + off + " size=" + size);
            throw message.isEmpty() ? rejection : of.forbid(message).and(rejection.lines().getFirst());
        }
        if (!access.note().isEmpty()) {
            of.events.note(access.note());
        }
        int refId = of.argumentRefs.getOrDefault(off, 0);
        if (refId != 0 && !of.state.holds(refId)) {
            throw of.forbid("invalid bpf_context access off=" + off + ". Reference may already be released");
        }
        if (!isWrite && target >= 0) {
            of.regs()[target] = argument(access).withRefId(refId);
        }
    }

    private Reg argument(ArgumentAccess access) {
        return switch (access) {
            case ArgumentAccess.PlainNumber(var isResult, var _) -> {
                Returns returns = isResult ? ReturnCheck.ofHook(of) : null;
                yield returns == null
                        ? Reg.UNKNOWN
                        : Reg.number(Scalar.within((int) returns.least(), (int) returns.most()));
            }
            case ArgumentAccess.BufferPointer(var flags) -> nullable(RegType.BUF | ObjectCheck.bits(flags), null);
            case ArgumentAccess.ObjectPointer(var btf, var type, var flags, var _, var _) ->
                nullable(RegType.BTF_ID | ObjectCheck.bits(flags), new Payload.OfType(btf, type));
            case Refused _ -> throw new AssertionError("refused before");
        };
    }

    private Reg nullable(int type, @Nullable Payload payload) {
        Reg pointer = Reg.pointer(type, payload);
        return RegType.mayBeNull(type) ? pointer.withId(of.newId()) : pointer;
    }

    private Reg loaded(FieldKind kind) {
        return switch (kind) {
            case NUMBER -> Reg.UNKNOWN;
            case PACKET -> Reg.pointer(RegType.PACKET, null);
            case PACKET_END -> Reg.pointer(RegType.PACKET_END, null);
            case PACKET_META -> Reg.pointer(RegType.PACKET_META, null);
            case SOCKET -> Reg.pointer(RegType.SOCKET, null);
            case SOCKET_OR_NULL -> Reg.pointer(RegType.SOCKET | RegType.MAYBE_NULL, null).withId(of.newId());
            case SOCK_COMMON_OR_NULL -> Reg.pointer(RegType.SOCK_COMMON | RegType.MAYBE_NULL, null).withId(of.newId());
            case FLOW_KEYS -> Reg.pointer(RegType.FLOW_KEYS, null);
            case BUFFER -> Reg.pointer(RegType.TP_BUFFER, null);
            case SK_BUFF -> object("sk_buff");
            case NF_HOOK_STATE -> object("nf_hook_state");
        };
    }
}
