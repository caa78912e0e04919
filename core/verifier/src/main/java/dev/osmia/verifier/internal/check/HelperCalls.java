package dev.osmia.verifier.internal.check;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.HookRules;
import dev.osmia.verifier.internal.path.Explorer;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Insn;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.state.State;
import dev.osmia.verifier.internal.types.AttachPoint;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** Calls of helpers ({@code check_helper_call}). */
final class HelperCalls {
    private static final Set<Helper> PACKET_CHANGERS = EnumSet.of(Helper.CLONE_REDIRECT, Helper.L3_CSUM_REPLACE,
            Helper.L4_CSUM_REPLACE, Helper.LWT_PUSH_ENCAP, Helper.LWT_SEG6_ACTION, Helper.LWT_SEG6_ADJUST_SRH,
            Helper.LWT_SEG6_STORE_BYTES, Helper.MSG_POP_DATA, Helper.MSG_PULL_DATA, Helper.MSG_PUSH_DATA,
            Helper.SKB_ADJUST_ROOM, Helper.SKB_CHANGE_HEAD, Helper.SKB_CHANGE_PROTO, Helper.SKB_CHANGE_TAIL,
            Helper.SKB_PULL_DATA, Helper.SKB_STORE_BYTES, Helper.SKB_VLAN_POP, Helper.SKB_VLAN_PUSH,
            Helper.STORE_HDR_OPT, Helper.XDP_ADJUST_HEAD, Helper.XDP_ADJUST_META, Helper.XDP_ADJUST_TAIL,
            Helper.TAIL_CALL);
    private static final Set<Helper> MAP_WRITERS = EnumSet.of(Helper.MAP_DELETE_ELEM, Helper.MAP_UPDATE_ELEM,
            Helper.MAP_PUSH_ELEM, Helper.MAP_POP_ELEM);

    private final Verification of;
    private final Explorer explorer;
    private final FunctionCalls functions;
    private final MemoryCheck memory;
    private final DynptrRules dynptrs;
    private final HelperArguments arguments;
    private final HelperResults results;
    private final Callbacks callbacks;
    private final Helpers available;

    HelperCalls(Verification of, Explorer explorer, MemoryCheck memory, FunctionCalls functions) {
        this.of = of;
        this.explorer = explorer;
        this.functions = functions;
        this.memory = memory;
        available = new Helpers(of.program);
        dynptrs = new DynptrRules(of, memory);
        arguments = new HelperArguments(of, memory, dynptrs);
        results = new HelperResults(of);
        callbacks = new Callbacks(of, functions);
    }

    /** Whether pointers into the packet are void after a call. */
    static boolean changesPacket(Helper helper) {
        return PACKET_CHANGERS.contains(helper);
    }

    void call(Insn insn) {
        HookRules hook = of.program.hook();
        HookRules.Helper own = hook == null ? null : hook.helpers().get(insn.imm());
        if (own != null) {
            callHost(own.prototype());
            return;
        }
        Helper helper = Helper.of(insn.imm()).orElse(null);
        if (helper == null) {
            throw of.invalid(insn.imm() == 0
                    ? "program of this type cannot use helper bpf_unspec#0"
                    : "invalid func unknown#" + insn.imm());
        }
        HelperPrototype prototype = available.prototype(helper);
        if (prototype == null) {
            throw of.invalid("program of this type cannot use helper " + name(helper));
        }
        checkPermitted(helper, prototype);
        Call call = checkArguments(helper, prototype);
        checkMapUse(helper, call);
        writeMemory(call);
        release(helper, prototype, call);
        boolean changesPacket = changesPacket(helper);
        changesPacket |= applyRules(helper, prototype, call);
        of.clearCallerSaved();
        results.set(helper, prototype, call);
        if (call.map != null) {
            MapHelpers.check(of, call.map, helper);
        }
        if (helper == Helper.GET_FUNC_IP) {
            checkFunctionAddress();
        }
        if (helper == Helper.TAIL_CALL) {
            returnFromTailCall();
        } else if (changesPacket) {
            References.voidPackets(of);
        }
    }

    /** A helper that the hook brings has no rules but its prototype. */
    private void callHost(HelperPrototype prototype) {
        Call call = checkArguments(null, prototype);
        writeMemory(call);
        of.clearCallerSaved();
        results.set(null, prototype, call);
    }

    private Call checkArguments(@Nullable Helper helper, HelperPrototype prototype) {
        Call call = new Call();
        call.takesPackets = prototype.takesPacketPointers();
        for (int index = 0; index < prototype.arguments().size(); index++) {
            arguments.check(index + 1, helper, prototype, call);
        }
        return call;
    }

    private void writeMemory(Call call) {
        for (int off = 0; off < call.rawSize; off++) {
            memory.write(call.rawRegister, off, 1, -1, false);
        }
    }

    /** The other program returns to the caller of the function that called it; if there is none, the function goes on. */
    private void returnFromTailCall() {
        if (of.state.current() > 0) {
            State ignored = explorer.push(of.insn + 1, of.insn);
            References.voidPackets(of);
            of.setUnknown(0);
            functions.leave();
            of.insn--;
        }
    }

    private static String name(Helper helper) {
        return helper.functionName() + "#" + helper.id();
    }

    private void checkPermitted(Helper helper, HelperPrototype prototype) {
        if (!of.program.isGplCompatible() && prototype.isGplOnly()) {
            throw of.invalid("cannot call GPL-restricted function from non-GPL compatible program");
        }
        if (!available.isOpen(helper, of.attachPoint)) {
            throw of.invalid("helper call is not allowed in probe");
        }
        if (!prototype.maySleep()) {
            return;
        }
        if (!of.isSleepable()) {
            throw of.invalid("helper call might sleep in a non-sleepable prog");
        }
        String region = of.state.rcuLock
                ? "rcu_read_lock region"
                : of.state.preemptLocks > 0
                        ? "non-preemptible region"
                        : of.state.irqId != 0 ? "IRQ-disabled region" : "";
        if (!region.isEmpty()) {
            throw of.invalid("sleepable helper " + name(helper) + " in " + region);
        }
    }

    private void checkMapUse(Helper helper, Call call) {
        MapInfo map = call.map;
        if (map != null && map.has(MapFlag.RDONLY_PROG) && MAP_WRITERS.contains(helper)) {
            throw of.forbid("write into map forbidden");
        }
        if (map != null && isNoted(helper)) {
            Object before = of.facts.map[of.insn];
            of.facts.map[of.insn] = before == null || before == map ? map : HelperCalls.class;
        }
        if (helper == Helper.TAIL_CALL) {
            if (map == null || map.type() != MapType.PROG_ARRAY) {
                throw of.invalid("expected prog array map for tail call");
            }
            Reg index = of.reg(3);
            if (index.isNumber() && index.value().isConstant()
                    && Long.compareUnsigned(index.value().constant(), map.maxEntries()) < 0) {
                of.precision.need(3);
            }
        }
    }

    private static boolean isNoted(Helper helper) {
        return switch (helper) {
            case TAIL_CALL, MAP_LOOKUP_ELEM, MAP_UPDATE_ELEM, MAP_DELETE_ELEM, MAP_PUSH_ELEM, MAP_POP_ELEM,
                    MAP_PEEK_ELEM, FOR_EACH_MAP_ELEM, REDIRECT_MAP, MAP_LOOKUP_PERCPU_ELEM ->
                true;
            default -> false;
        };
    }

    private void release(Helper helper, HelperPrototype prototype, Call call) {
        if (call.released == 0) {
            return;
        }
        boolean isHeld;
        if (prototype.arguments().get(call.released - 1).kind() == ArgumentKind.PTR_TO_DYNPTR) {
            dynptrs.release(call.released);
            isHeld = true;
        } else {
            isHeld = call.refId != 0 && helper == Helper.KPTR_XCHG
                    ? References.exchange(of, call.refId)
                    : call.refId != 0 ? References.release(of, call.refId) : of.reg(call.released).isZero();
        }
        if (!isHeld) {
            throw of.invalid("func " + name(helper) + " reference has not been acquired before");
        }
    }

    /** What only some helpers ask for or do; says whether the packet may have changed. */
    private boolean applyRules(Helper helper, HelperPrototype prototype, Call call) {
        switch (helper) {
            case TAIL_CALL -> Leaks.check(of, false, true, "tail_call");
            case GET_LOCAL_STORAGE -> {
                if (!of.reg(2).isZero()) {
                    throw of.invalid("get_local_storage() doesn't support non-zero flags");
                }
            }
            case SET_RETVAL -> checkChangeableResult();
            case FOR_EACH_MAP_ELEM -> callbacks.forEachElement(call);
            case TIMER_SET_CALLBACK -> callbacks.timer(call);
            case FIND_VMA -> callbacks.findMemoryArea(call);
            case SNPRINTF -> checkFormat();
            case LOOP -> {
                noteInlining(call.subprogram);
                callbacks.loop(call);
            }
            case USER_RINGBUF_DRAIN -> callbacks.drain(call);
            case DYNPTR_FROM_MEM -> {
                if (of.reg(1).type() != RegType.MAP_VALUE) {
                    throw of.forbid("Unsupported reg type "
                            + RegType.name(of.reg(1).type())
                            + " for bpf_dynptr_from_mem data");
                }
            }
            case DYNPTR_DATA -> {
                Reg dynptr = dynptr(prototype);
                call.dynptrId = dynptr.id();
                call.refId = dynptr.refId();
            }
            case PER_CPU_PTR, THIS_CPU_PTR -> checkVariable();
            case DYNPTR_WRITE -> {
                return References.isOfPacket(DynptrRules.typeOf(dynptr(prototype)));
            }
            default -> {
            }
        }
        return false;
    }

    private void checkChangeableResult() {
        AttachPoint point = of.attachPoint;
        if (point != null && point.program() == ProgramType.LSM && point.attachType() == AttachType.LSM_CGROUP
                && point.returnsNothing()) {
            throw of.invalid("BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!");
        }
    }

    private void checkVariable() {
        Reg variable = of.reg(1);
        if ((variable.type() & RegType.RCU) != 0 && variable.payload() instanceof Payload.OfType(var btf, var type)
                && !(btf.type(type) instanceof BtfType.Composite)) {
            throw of.reject(Errno.EFAULT, "Helper has invalid btf/btf_id in R1");
        }
    }

    private Reg dynptr(HelperPrototype prototype) {
        for (int index = 0; index < prototype.arguments().size(); index++) {
            if (prototype.arguments().get(index).kind() == ArgumentKind.PTR_TO_DYNPTR) {
                return Objects.requireNonNull(dynptrs.find(of.reg(index + 1)));
            }
        }
        throw new IllegalStateException("no dynptr among the arguments");
    }

    /** Linux inlines loops without flags that always call the same function, and looks at the flags for that. */
    private void noteInlining(int subprogram) {
        Object before = of.facts.map[of.insn];
        if (before == HelperCalls.class) {
            return;
        }
        boolean isZero = of.reg(4).isZero();
        if (isZero) {
            of.precision.need(4);
        }
        boolean isSame = before == null || before.equals(subprogram);
        of.facts.map[of.insn] = isZero && isSame ? (Object) subprogram : HelperCalls.class;
    }

    private void checkFormat() {
        Reg format = of.reg(3);
        long bytes = of.reg(5).value().bits().value();
        if (bytes % Long.BYTES != 0) {
            throw of.invalid("");
        }
        @Nullable
        String text = format.map().text(format.off() + format.value().constant());
        if (text != null && !FormatText.isValid(text, (int) (bytes / Long.BYTES))) {
            throw of.invalid("Invalid format string");
        }
    }

    private void checkFunctionAddress() {
        ProgramType type = of.program.resolvedType();
        if (type != ProgramType.KPROBE && type != ProgramType.TRACING) {
            throw of.reject(Errno.ENOTSUPP,
                    "func " + name(Helper.GET_FUNC_IP) + " not supported for program type " + type.id());
        }
        AttachType attach = of.program.attachType();
        boolean isEntered = of.program.replaced() == null && (attach == AttachType.TRACE_FENTRY
                || attach == AttachType.TRACE_FEXIT || attach == AttachType.MODIFY_RETURN);
        if (type == ProgramType.TRACING && !isEntered) {
            throw of.reject(Errno.ENOTSUPP,
                    "func " + name(Helper.GET_FUNC_IP) + " supported only for fentry/fexit/fmod_ret programs");
        }
    }
}
