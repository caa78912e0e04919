package dev.osmia.verifier.internal.check;

import dev.osmia.abi.MapType;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;

/** Pointers that may be null, and what a comparison with null makes of them. */
public final class NullRules {
    private static final int TRUST = RegType.ALLOC | RegType.TRUSTED | RegType.NON_OWNING;
    private static final int UNSAFE = ~(TRUST | RegType.RCU | 0xff);

    private NullRules() {
    }

    /** Whether the kernel vouches for a pointer. */
    public static boolean isTrusted(Reg reg) {
        int base = RegType.base(reg.type());
        boolean isUnsafe = (reg.type() & UNSAFE) != 0;
        boolean isAlwaysTrusted = base == RegType.SOCKET || base == RegType.SOCK_COMMON || base == RegType.TCP_SOCK
                || base == RegType.CONST_MAP;
        return reg.refId() != 0 || !isUnsafe && (isAlwaysTrusted || (reg.type() & TRUST) != 0);
    }

    /** The pointer once it is known not to be null ({@code mark_ptr_not_null_reg}). */
    public static Reg notNull(Reg reg) {
        if (RegType.base(reg.type()) != RegType.MAP_VALUE) {
            return reg.withType(reg.type() & ~RegType.MAYBE_NULL);
        }
        MapInfo map = reg.map();
        MapInfo inner = map.inner();
        if (inner != null) {
            int uid = inner.fields().hasAsync() ? reg.id() : reg.mapUid();
            return reg.withType(RegType.CONST_MAP).withPayload(new Payload.OfMap(inner, uid));
        }
        if (map.type() == MapType.XSKMAP) {
            return reg.withType(RegType.XDP_SOCK);
        }
        return reg.withType(map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH
                ? RegType.SOCKET
                : RegType.MAP_VALUE);
    }

    /** What is known of all copies of a pointer once it was compared with null. */
    static void learn(State state, int register, boolean isNull) {
        Reg pointer = state.top().regs[register];
        int id = pointer.id();
        if (pointer.refId() != 0 && pointer.refId() == id && isNull) {
            boolean ignored = state.dropPointer(id);
        }
        state.changeAll(reg -> RegType.mayBeNull(reg.type()) && reg.id() == id ? learned(reg, isNull) : reg);
    }

    private static Reg learned(Reg reg, boolean isNull) {
        if (!reg.value().isConstant() || reg.value().constant() != 0
                || reg.off() != 0 && (reg.type() & (RegType.ALLOC | RegType.NON_OWNING)) == 0) {
            return reg;
        }
        if (isNull) {
            return reg.withType(RegType.SCALAR).withId(0).withRefId(0);
        }
        Reg known = notNull(reg);
        boolean keepsId = known.type() == RegType.MAP_VALUE && known.map().fields().hasLock();
        return keepsId ? known : known.withId(0);
    }
}
