package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ContextAccess;
import dev.osmia.abi.ContextField;
import dev.osmia.abi.FieldKind;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
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
            throw new Unsupported("the arguments of kernel functions");
        }
        ContextField field = (isWrite ? rules.write(off, size) : rules.read(off, size)).orElse(null);
        if (field == null || isSigned && field.kind() != FieldKind.NUMBER) {
            throw of.forbid("invalid bpf_context access off=" + off + " size=" + size);
        }
        if (!isWrite && other >= 0) {
            of.regs()[other] = loaded(field.kind());
        }
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
            case SK_BUFF, NF_HOOK_STATE -> throw new Unsupported("kernel types of netfilter programs");
        };
    }
}
