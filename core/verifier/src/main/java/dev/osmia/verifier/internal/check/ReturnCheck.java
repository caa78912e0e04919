package dev.osmia.verifier.internal.check;

import dev.osmia.abi.AttachType;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

/** What a program may end with ({@code check_return_code}). */
final class ReturnCheck {
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
        if (!returns.include(value.value(), false)) {
            throw returns.rejection(of, value.value(), when, "R" + register);
        }
    }

    private @Nullable Returns ofProgram() {
        AttachType attach = of.program.attachType();
        return switch (of.program.resolvedType()) {
            case CGROUP_SOCK_ADDR -> ofSocketAddress(attach);
            case CGROUP_SKB -> attach == AttachType.CGROUP_INET_EGRESS ? FLAGS : BOOLEAN;
            case CGROUP_SOCK, SOCK_OPS, CGROUP_DEVICE, CGROUP_SYSCTL, CGROUP_SOCKOPT, SK_LOOKUP, NETFILTER -> BOOLEAN;
            case KPROBE ->
                attach == AttachType.TRACE_KPROBE_SESSION || attach == AttachType.TRACE_UPROBE_SESSION ? BOOLEAN : null;
            case TRACING, LSM, STRUCT_OPS -> throw new Unsupported("the functions of a kernel");
            default -> null;
        };
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
