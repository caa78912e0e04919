package dev.osmia.verifier.internal.check;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.FunctionTrait;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.FuncProto;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.AttachPoint;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** What a program may end with ({@code check_return_code}). */
final class ReturnCheck {
    private static final int MOST_ERRNO = 4095;
    private static final Returns ZERO = new Returns(0, 0);
    private static final Returns ONE = new Returns(1, 1);
    private static final Returns BOOLEAN = new Returns(0, 1);
    private static final Returns FLAGS = new Returns(0, 3);

    private final Verification of;

    ReturnCheck(Verification of) {
        this.of = of;
    }

    void check(int register) {
        Frame frame = of.state.frame(0);
        boolean isFunction = frame.subprogram != 0 && !frame.inExceptionCallback;
        ProgramType type = of.program.resolvedType();
        if (!isFunction && (type == ProgramType.STRUCT_OPS
                || type == ProgramType.LSM && of.program.attachType() != AttachType.LSM_CGROUP)) {
            if (returnsNothing()) {
                return;
            }
            if (type == ProgramType.STRUCT_OPS && !frame.inExceptionCallback && isReturnedObject(register)) {
                OriginalPointer.check(of, of.reg(register), register, false);
                return;
            }
        }
        of.checkRead(register);
        if (of.isSecret(register)) {
            throw of.forbid("R" + register + " leaks addr as return value");
        }
        Reg value = of.reg(register);
        if (frame.inAsyncCallback) {
            enforce(register, new Returns(frame.leastReturn, frame.mostReturn), "At async callback return");
        } else if (isFunction) {
            if (!value.isNumber()) {
                throw of.invalid("At subprogram exit the register R" + register + " is not a scalar value ("
                        + RegType.name(value.type()) + ")");
            }
        } else {
            Returns returns = ofProgram();
            if (returns != null) {
                enforce(register, returns, "At program exit");
            }
        }
    }

    private void enforce(int register, Returns returns, String when) {
        Reg value = of.reg(register);
        if (!value.isNumber()) {
            throw of.invalid(when + " the register R" + register + " is not a known value ("
                    + RegType.name(value.type()) + ")");
        }
        of.precision.need(register);
        boolean is32 = of.program.resolvedType() == ProgramType.LSM
                && of.program.attachType() != AttachType.LSM_CGROUP && !of.state.frame(0).inAsyncCallback;
        if (!returns.include(value.value(), is32)) {
            Rejection rejection = returns.rejection(of, value.value(), when, "R" + register);
            boolean isVoidHook = of.program.attachType() == AttachType.LSM_CGROUP && returnsNothing();
            throw isVoidHook
                    ? rejection.and(
                            "Note, BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!")
                    : rejection;
        }
    }

    private @Nullable Returns ofProgram() {
        HookRules hook = of.program.hook();
        if (hook != null) {
            return new Returns(hook.least(), hook.most());
        }
        AttachType attach = of.program.attachType();
        return switch (of.program.resolvedType()) {
            case CGROUP_SOCK_ADDR -> ofSocketAddress(attach);
            case CGROUP_SKB -> attach == AttachType.CGROUP_INET_EGRESS ? FLAGS : BOOLEAN;
            case CGROUP_SOCK, SOCK_OPS, CGROUP_DEVICE, CGROUP_SYSCTL, CGROUP_SOCKOPT, SK_LOOKUP, NETFILTER -> BOOLEAN;
            case KPROBE ->
                attach == AttachType.TRACE_KPROBE_SESSION || attach == AttachType.TRACE_UPROBE_SESSION ? BOOLEAN : null;
            case TRACING -> ofTracing(attach);
            case RAW_TRACEPOINT -> of.program.replaced() == null ? null : ZERO;
            case LSM -> attach == AttachType.LSM_CGROUP ? returnsNothing() ? ONE : BOOLEAN : ofHook(of);
            case STRUCT_OPS -> returnsPointer() ? ZERO : null;
            default -> null;
        };
    }

    private static @Nullable Returns ofTracing(@Nullable AttachType attach) {
        return switch (attach) {
            case TRACE_FENTRY, TRACE_FEXIT -> ZERO;
            case TRACE_ITER -> BOOLEAN;
            case null, default -> null;
        };
    }

    /** What a security hook may return, null if that is nothing. */
    static @Nullable Returns ofHook(Verification of) {
        AttachPoint point = Objects.requireNonNull(of.attachPoint);
        FuncProto proto = (FuncProto) point.btf().type(point.proto());
        if (of.program.attachType() != AttachType.LSM_MAC || of.program.replaced() != null
                || proto.returnType() == 0) {
            return null;
        }
        return FunctionTrait.LSM_BOOLEAN.isOf(point.name()) ? BOOLEAN : new Returns(-MOST_ERRNO, 0);
    }

    private boolean returnsNothing() {
        AttachPoint point = of.attachPoint;
        return point != null && point.returnsNothing();
    }

    private boolean returnsPointer() {
        AttachPoint point = of.attachPoint;
        return point != null && point.btf().type(point.proto()) instanceof FuncProto proto
                && point.btf().kind(point.btf().resolve(proto.returnType())) == BtfKind.PTR;
    }

    /** A table's function may return an object that it holds, of the type that its caller expects. */
    private boolean isReturnedObject(int register) {
        AttachPoint point = of.attachPoint;
        Reg reg = of.reg(register);
        if (point == null || reg.refId() == 0 || !(reg.payload() instanceof Payload.OfType(var btf, var type))
                || !(point.btf().type(point.proto()) instanceof FuncProto proto)
                || !(point.btf().type(point.btf().resolve(proto.returnType())) instanceof BtfType.Ptr pointer)) {
            return false;
        }
        return btf == point.btf() && type == point.btf().resolve(pointer.type());
    }

    private static Returns ofSocketAddress(@Nullable AttachType attach) {
        if (attach == null) {
            return BOOLEAN;
        }
        return switch (attach) {
            case CGROUP_UDP4_RECVMSG, CGROUP_UDP6_RECVMSG, CGROUP_UNIX_RECVMSG, CGROUP_INET4_GETPEERNAME,
                    CGROUP_INET6_GETPEERNAME, CGROUP_UNIX_GETPEERNAME, CGROUP_INET4_GETSOCKNAME,
                    CGROUP_INET6_GETSOCKNAME, CGROUP_UNIX_GETSOCKNAME ->
                ONE;
            case CGROUP_INET4_BIND, CGROUP_INET6_BIND -> FLAGS;
            default -> BOOLEAN;
        };
    }
}
