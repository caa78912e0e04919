package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Frame;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Payload.DynptrType;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** Helpers that call functions of the program: what the functions are given. */
final class Callbacks {
    private static final Set<MapType> ITERABLE = EnumSet.of(MapType.HASH, MapType.PERCPU_HASH, MapType.LRU_HASH,
            MapType.LRU_PERCPU_HASH, MapType.ARRAY, MapType.PERCPU_ARRAY);

    private final Verification of;
    private final FunctionCalls functions;

    Callbacks(Verification of, FunctionCalls functions) {
        this.of = of;
        this.functions = functions;
    }

    /** {@code bpf_for_each_map_elem}. */
    void forEachElement(Call call) {
        if (!ITERABLE.contains(Objects.requireNonNull(call.map).type())) {
            throw of.reject(Errno.ENOTSUPP, "callback function not allowed for map");
        }
        functions.callBack(call.subprogram, 0, 1, (caller, callee) -> {
            callee.regs[1] = caller.regs[1];
            passElement(callee, caller.regs[1].map());
            callee.regs[4] = caller.regs[3];
        });
    }

    private static void passElement(Frame callee, MapInfo map) {
        Payload payload = new Payload.OfMap(map, 0);
        callee.regs[2] = Reg.pointer(RegType.MAP_KEY, payload);
        callee.regs[3] = Reg.pointer(RegType.MAP_VALUE, payload);
    }

    /** {@code bpf_timer_set_callback}. */
    void timer(Call call) {
        later(call.subprogram, false, 0, 0, of.reg(1).map());
    }

    /** {@code bpf_wq_set_callback}. */
    void workQueue(int subprogram, MapInfo map) {
        later(subprogram, true, 0, 0, map);
    }

    /** {@code bpf_task_work_schedule_signal} and {@code bpf_task_work_schedule_resume}. */
    void taskWork(int subprogram, MapInfo map) {
        later(subprogram, true, Integer.MIN_VALUE, Integer.MAX_VALUE, map);
    }

    private void later(int subprogram, boolean maySleep, int least, int most, MapInfo map) {
        functions.callLater(subprogram, maySleep, least, most, (_, callee) -> {
            callee.regs[1] = Reg.pointer(RegType.CONST_MAP, new Payload.OfMap(map, 0));
            passElement(callee, map);
        });
    }

    /** {@code bpf_loop}: another round if there can be one. */
    void loop(Call call) {
        of.precision.need(1);
        Frame frame = of.frame();
        if (Long.compareUnsigned(frame.callbackDepth, of.reg(1).value().umax()) < 0) {
            functions.callBack(call.subprogram, 0, 1, (caller, callee) -> {
                callee.regs[1] = Reg.UNKNOWN;
                callee.regs[2] = caller.regs[3];
            });
        } else {
            frame.callbackDepth = 0;
            of.events.loopLimit(of.state);
        }
    }

    /** {@code bpf_find_vma}. */
    void findMemoryArea(Call call) {
        Reg area = Reg.pointer(RegType.BTF_ID,
                new Payload.OfType(of.kernel().kernel(), of.kernelStruct("vm_area_struct")));
        functions.callBack(call.subprogram, 0, 1, (caller, callee) -> {
            callee.regs[1] = caller.regs[1];
            callee.regs[2] = area;
            callee.regs[3] = caller.regs[4];
        });
    }

    /** {@code bpf_user_ringbuf_drain}. */
    void drain(Call call) {
        functions.callBack(call.subprogram, 0, 1, (caller, callee) -> {
            callee.regs[1] = DynptrRules.argument(of, DynptrType.LOCAL);
            callee.regs[2] = caller.regs[3];
        });
    }
}
