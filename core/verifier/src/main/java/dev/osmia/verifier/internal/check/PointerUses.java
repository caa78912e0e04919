package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.state.RegType;

/** An instruction has to work with the same sort of pointer on all paths, if it is rewritten for it ({@code save_aux_ptr_type}). */
final class PointerUses {
    private final Verification of;

    PointerUses(Verification of) {
        this.of = of;
    }

    /** Takes note of the pointer that the instruction has worked with. */
    void note(int type, boolean mayDifferInTrust) {
        int[] types = of.facts.pointerType;
        int before = types[of.insn];
        if (before == RegType.NOT_INIT) {
            types[of.insn] = type;
        } else if (type != before && (matters(type) || matters(before))) {
            if (!mayDifferInTrust || !isObject(type) || !isObject(before)) {
                throw of.invalid("same insn cannot be used with different pointers");
            }
            boolean isMemory = RegType.base(type) == RegType.MEM || RegType.base(before) == RegType.MEM;
            types[of.insn] = (isMemory ? RegType.MEM : RegType.BTF_ID)
                    | (type | before) & (RegType.UNTRUSTED | RegType.RDONLY);
        }
    }

    private static boolean matters(int type) {
        return switch (RegType.base(type)) {
            case RegType.CTX, RegType.SOCKET, RegType.SOCK_COMMON, RegType.TCP_SOCK, RegType.XDP_SOCK, RegType.BTF_ID,
                    RegType.ARENA ->
                true;
            default -> false;
        };
    }

    private static boolean isObject(int type) {
        return RegType.base(type) == RegType.MEM || RegType.base(type) == RegType.BTF_ID;
    }
}
