package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

import static java.util.stream.Collectors.joining;

/** Which pointers will do for which argument of a helper ({@code check_reg_type}). */
final class ArgumentTypes {
    private static final int[] MEMORY = {RegType.STACK, RegType.PACKET, RegType.PACKET_META, RegType.MAP_KEY,
            RegType.MAP_VALUE, RegType.MEM, RegType.MEM | RegType.RINGBUF, RegType.BUF,
            RegType.BTF_ID | RegType.TRUSTED};
    private static final int[] NUMBER = {RegType.SCALAR};
    private static final int[] VALUE = {RegType.MAP_VALUE};
    private static final int[] VALUE_OR_OBJECT = {RegType.MAP_VALUE, RegType.BTF_ID | RegType.ALLOC};
    private static final Map<ArgumentKind, int[]> GOOD = new EnumMap<>(Map.ofEntries(
            Map.entry(ArgumentKind.PTR_TO_MAP_KEY, MEMORY), Map.entry(ArgumentKind.PTR_TO_MAP_VALUE, MEMORY),
            Map.entry(ArgumentKind.PTR_TO_MEM, MEMORY), Map.entry(ArgumentKind.CONST_SIZE, NUMBER),
            Map.entry(ArgumentKind.CONST_SIZE_OR_ZERO, NUMBER),
            Map.entry(ArgumentKind.CONST_ALLOC_SIZE_OR_ZERO, NUMBER),
            Map.entry(ArgumentKind.CONST_MAP_PTR, new int[]{RegType.CONST_MAP}),
            Map.entry(ArgumentKind.PTR_TO_CTX, new int[]{RegType.CTX}),
            Map.entry(ArgumentKind.PTR_TO_SOCK_COMMON,
                    new int[]{RegType.SOCK_COMMON, RegType.SOCKET, RegType.TCP_SOCK, RegType.XDP_SOCK}),
            Map.entry(ArgumentKind.PTR_TO_BTF_ID_SOCK_COMMON,
                    new int[]{RegType.SOCK_COMMON, RegType.SOCKET, RegType.TCP_SOCK, RegType.XDP_SOCK, RegType.BTF_ID,
                            RegType.BTF_ID | RegType.TRUSTED}),
            Map.entry(ArgumentKind.PTR_TO_SOCKET, new int[]{RegType.SOCKET}),
            Map.entry(ArgumentKind.PTR_TO_BTF_ID,
                    new int[]{RegType.BTF_ID, RegType.BTF_ID | RegType.TRUSTED, RegType.BTF_ID | RegType.RCU}),
            Map.entry(ArgumentKind.PTR_TO_SPIN_LOCK, VALUE_OR_OBJECT),
            Map.entry(ArgumentKind.PTR_TO_RINGBUF_MEM, new int[]{RegType.MEM | RegType.RINGBUF}),
            Map.entry(ArgumentKind.PTR_TO_PERCPU_BTF_ID,
                    new int[]{RegType.BTF_ID | RegType.PERCPU, RegType.BTF_ID | RegType.PERCPU | RegType.RCU,
                            RegType.BTF_ID | RegType.PERCPU | RegType.TRUSTED}),
            Map.entry(ArgumentKind.PTR_TO_FUNC, new int[]{RegType.FUNC}),
            Map.entry(ArgumentKind.PTR_TO_STACK, new int[]{RegType.STACK}),
            Map.entry(ArgumentKind.PTR_TO_CONST_STR, VALUE), Map.entry(ArgumentKind.PTR_TO_TIMER, VALUE),
            Map.entry(ArgumentKind.KPTR_XCHG_DEST, VALUE_OR_OBJECT),
            Map.entry(ArgumentKind.PTR_TO_DYNPTR, new int[]{RegType.STACK, RegType.CONST_DYNPTR})));
    private static final int DYNPTR = RegType.DYNPTR_LOCAL | RegType.DYNPTR_RINGBUF | RegType.DYNPTR_SKB
            | RegType.DYNPTR_XDP | RegType.DYNPTR_SKB_META;

    private final Verification of;

    ArgumentTypes(Verification of) {
        this.of = of;
    }

    /**
     * Checks the type of a register.
     *
     * @param mayBeLocal whether an object that the program allocated will do for one of the kernel's
     * @throws Rejection if it will not do for the argument
     */
    void check(int register, ArgumentType argument, boolean mayBeLocal) {
        int[] good = GOOD.get(argument.kind());
        if (good == null) {
            throw new IllegalStateException("no helper takes " + argument.kind());
        }
        int type = of.reg(register).type();
        if (argument.kind() == ArgumentKind.PTR_TO_CTX && isContextOfHook(of.reg(register))) {
            return;
        }
        int folded = folded(type, argument);
        if (mayBeLocal && (type & RegType.ALLOC) != 0) {
            folded &= ~(RegType.ALLOC | RegType.PERCPU);
        }
        for (int one : good) {
            if (one == folded) {
                return;
            }
        }
        throw of.forbid("R" + register + " type=" + RegType.name(type) + " expected="
                + IntStream.of(good).mapToObj(RegType::name).collect(joining(", ")));
    }

    private static boolean isContextOfHook(Reg reg) {
        return reg.payload() instanceof Payload.Context && reg.off() == 0 && reg.value().isConstant()
                && reg.value().constant() == 0;
    }

    private static int folded(int type, ArgumentType argument) {
        int folded = type;
        if (argument.is(TypeModifier.RDONLY)) {
            folded &= ~RegType.RDONLY;
        }
        if (argument.isNullable()) {
            folded &= ~RegType.MAYBE_NULL;
        }
        boolean isDynptrSlice = argument.kind() == ArgumentKind.PTR_TO_MEM;
        return isDynptrSlice ? folded & ~DYNPTR : folded;
    }

    /** Checks what was added to the pointer ({@code check_func_arg_reg_off}). */
    void checkOffset(int register, @Nullable ArgumentType argument) {
        Reg pointer = of.reg(register);
        int type = pointer.type();
        if (argument != null && argument.is(TypeModifier.RELEASE)) {
            if (argument.kind() == ArgumentKind.PTR_TO_DYNPTR && type == RegType.STACK) {
                return;
            }
            if (pointer.off() != 0) {
                throw of.invalid("R" + register
                        + " must have zero offset when passed to release func or trusted arg to kfunc");
            }
            OriginalPointer.check(of, pointer, register, false);
            return;
        }
        switch (type) {
            case RegType.STACK, RegType.PACKET, RegType.PACKET_META, RegType.MAP_KEY, RegType.MAP_VALUE, RegType.MEM,
                    RegType.MEM | RegType.RDONLY, RegType.MEM | RegType.RINGBUF, RegType.BUF,
                    RegType.BUF | RegType.RDONLY, RegType.ARENA, RegType.SCALAR ->
                {
                }
            case RegType.BTF_ID, RegType.BTF_ID | RegType.ALLOC, RegType.BTF_ID | RegType.TRUSTED,
                    RegType.BTF_ID | RegType.RCU, RegType.BTF_ID | RegType.ALLOC | RegType.NON_OWNING,
                    RegType.BTF_ID | RegType.ALLOC | RegType.NON_OWNING | RegType.RCU ->
                OriginalPointer.check(of, pointer, register, true);
            default -> OriginalPointer.check(of, pointer, register, false);
        }
    }
}
