package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ReturnType;
import dev.osmia.abi.TypeModifier;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.internal.number.Scalar;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** What a helper leaves in R0. */
final class HelperResults {
    private static final int MOST_ERRNO = 4095;
    private static final Set<Helper> SIZED = EnumSet.of(Helper.GET_STACK, Helper.GET_TASK_STACK, Helper.PROBE_READ_STR,
            Helper.PROBE_READ_KERNEL_STR, Helper.PROBE_READ_USER_STR);
    private static final Set<Helper> ACQUIRING = EnumSet.of(Helper.SK_LOOKUP_TCP, Helper.SK_LOOKUP_UDP,
            Helper.SKC_LOOKUP_TCP, Helper.RINGBUF_RESERVE, Helper.KPTR_XCHG);
    private static final Set<Helper> CASTS = EnumSet.of(Helper.TCP_SOCK, Helper.SK_FULLSOCK,
            Helper.SKC_TO_TCP_SOCK, Helper.SKC_TO_TCP6_SOCK, Helper.SKC_TO_UDP6_SOCK, Helper.SKC_TO_MPTCP_SOCK,
            Helper.SKC_TO_TCP_TIMEWAIT_SOCK, Helper.SKC_TO_TCP_REQUEST_SOCK);

    private final Verification of;

    HelperResults(Verification of) {
        this.of = of;
    }

    void set(@Nullable Helper helper, HelperPrototype prototype, Call call) {
        ReturnType type = prototype.result();
        int flags = flags(type);
        Reg result = switch (type.kind()) {
            case INTEGER -> number(helper, call);
            case VOID -> Reg.NOT_INIT;
            case PTR_TO_MAP_VALUE -> value(helper, call, flags);
            case PTR_TO_SOCKET -> Reg.pointer(RegType.SOCKET | flags, null);
            case PTR_TO_SOCK_COMMON -> Reg.pointer(RegType.SOCK_COMMON | flags, null);
            case PTR_TO_TCP_SOCK -> Reg.pointer(RegType.TCP_SOCK | flags, null);
            case PTR_TO_MEM -> Reg.pointer(RegType.MEM | flags,
                    new Payload.Memory((int) call.resultSize, helper == Helper.DYNPTR_DATA ? call.dynptrId : 0));
            case PTR_TO_MEM_OR_BTF_ID -> variable(call, flags);
            case PTR_TO_BTF_ID -> object(helper, type, call, flags);
        };
        if (RegType.mayBeNull(result.type())) {
            result = result.withId(of.newId());
        }
        if (CASTS.contains(helper) || helper == Helper.DYNPTR_DATA) {
            result = result.withRefId(call.refId);
        } else if (isAcquiring(helper, call)) {
            int id = References.acquire(of);
            result = result.withId(id).withRefId(id);
        }
        of.regs()[0] = result;
    }

    /** One CPU's copy of a variable. */
    private static Reg variable(Call call, int flags) {
        Reg typed = Objects.requireNonNull(call.typed);
        Payload.OfType variable = (Payload.OfType) Objects.requireNonNull(typed.payload());
        int type = variable.btf().resolve(variable.type());
        if (!(variable.btf().type(type) instanceof BtfType.Composite)) {
            return Reg.pointer(RegType.MEM | flags, new Payload.Memory(variable.btf().sizeOf(type), 0));
        }
        boolean isAllocated = (typed.type() & RegType.RCU) != 0;
        return Reg.pointer(
                RegType.BTF_ID | (isAllocated ? RegType.ALLOC | RegType.RCU : flags & ~RegType.RDONLY), variable);
    }

    private Reg object(@Nullable Helper helper, ReturnType type, Call call, int flags) {
        if (helper != Helper.KPTR_XCHG) {
            return Reg.pointer(RegType.BTF_ID | flags,
                    new Payload.OfType(of.kernel().kernel(), of.kernelStruct(type.structure())));
        }
        Field field = Objects.requireNonNull(call.field);
        Btf btf = Objects.requireNonNull(field.btf());
        int own = of.kernel().isKernels(btf)
                ? 0
                : RegType.ALLOC | (field.kind() == Field.Kind.PERCPU_POINTER ? RegType.PERCPU : 0);
        return Reg.pointer(RegType.BTF_ID | flags | own, new Payload.OfType(btf, field.type()));
    }

    private static int flags(ReturnType type) {
        return (type.isNullable() ? RegType.MAYBE_NULL : 0) | (type.is(TypeModifier.RINGBUF) ? RegType.RINGBUF : 0)
                | (type.is(TypeModifier.RDONLY) ? RegType.RDONLY : 0)
                | (type.is(TypeModifier.TRUSTED) ? RegType.TRUSTED : 0);
    }

    private static boolean isAcquiring(@Nullable Helper helper, Call call) {
        MapInfo map = call.map;
        return ACQUIRING.contains(helper) || helper == Helper.MAP_LOOKUP_ELEM && map != null
                && (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH);
    }

    private Reg value(@Nullable Helper helper, Call call, int flags) {
        MapInfo map = Objects.requireNonNull(call.map);
        boolean isThere = helper == Helper.MAP_LOOKUP_ELEM && call.constantKey >= 0
                && call.constantKey < map.maxEntries();
        int known = isThere ? flags & ~RegType.MAYBE_NULL : flags;
        Reg value = Reg.pointer(RegType.MAP_VALUE | known, new Payload.OfMap(map, call.mapUid));
        return !RegType.mayBeNull(known) && map.fields().hasLock() ? value.withId(of.newId()) : value;
    }

    /** Some results are known to lie in a range ({@code do_refine_retval_range}). */
    private Reg number(@Nullable Helper helper, Call call) {
        if (SIZED.contains(helper)) {
            return Reg.number(Scalar.within(-MOST_ERRNO, (int) call.mostBytes));
        }
        if (helper == Helper.GET_SMP_PROCESSOR_ID) {
            return Reg.number(Scalar.within(0, of.program.cpus() - 1));
        }
        return Reg.UNKNOWN;
    }
}
