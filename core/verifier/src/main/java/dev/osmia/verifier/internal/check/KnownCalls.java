package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.verifier.internal.flow.CallFacts;
import dev.osmia.verifier.internal.program.Insn;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/** What control flow has to know of helpers and of functions of the kernel. */
public final class KnownCalls implements CallFacts {
    private static final Set<Helper> CALLING_BACK = EnumSet.of(Helper.FOR_EACH_MAP_ELEM, Helper.FIND_VMA, Helper.LOOP,
            Helper.USER_RINGBUF_DRAIN);

    private final Helpers helpers;

    public KnownCalls(Helpers helpers) {
        this.helpers = helpers;
    }

    private static @Nullable Helper helper(Insn insn) {
        return insn.callsHelper() ? Helper.of(insn.imm()).orElse(null) : null;
    }

    private @Nullable HelperPrototype prototype(Insn insn) {
        Helper helper = helper(insn);
        return helper == null ? null : helpers.prototype(helper);
    }

    @Override
    public boolean callsBack(Insn insn) {
        Helper helper = helper(insn);
        return helper != null && CALLING_BACK.contains(helper);
    }

    @Override
    public boolean startsCallback(Insn insn) {
        return helper(insn) == Helper.TIMER_SET_CALLBACK;
    }

    @Override
    public boolean isIteratorNext(Insn insn) {
        return false;
    }

    @Override
    public boolean maySleep(Insn insn) {
        HelperPrototype prototype = prototype(insn);
        return prototype != null && prototype.maySleep();
    }

    @Override
    public boolean changesPacket(Insn insn) {
        Helper helper = helper(insn);
        return helper != null && HelperCalls.changesPacket(helper);
    }

    @Override
    public int parameters(Insn insn) {
        HelperPrototype prototype = prototype(insn);
        return prototype == null ? -1 : prototype.arguments().size();
    }
}
