package dev.osmia.linux;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.BtfType;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ProgramSpec;
import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;

/** The kernel type that a program is loaded for, where its type asks for one ({@code attach_btf_id}). */
record AttachTarget(String name, Class<? extends BtfType> kind) {

    /** Its id, or 0 for programs that need none. */
    static int typeId(ProgramSpec program, KernelSymbols symbols) {
        if (program.attachTarget().isEmpty()) {
            return 0;
        }
        AttachTarget target = of(program);
        if (target == null) {
            return 0;
        }
        OptionalInt id = symbols.typeId(target.name(), target.kind());
        return id.orElseThrow(() -> new BpfException("load program " + program.name() + " for "
                + program.attachTarget(), Errno.ESRCH, "the kernel's BTF has no " + target.name()));
    }

    private static @Nullable AttachTarget of(ProgramSpec program) {
        String name = program.attachTarget();
        AttachType attach = program.attachType();
        if (program.type() == ProgramType.LSM) {
            return new AttachTarget("bpf_lsm_" + name, BtfType.Func.class);
        }
        if (program.type() != ProgramType.TRACING || attach == null) {
            return null;
        }
        return switch (attach) {
            case TRACE_RAW_TP -> new AttachTarget("btf_trace_" + name, BtfType.Typedef.class);
            case TRACE_ITER -> new AttachTarget("bpf_iter_" + name, BtfType.Func.class);
            default -> new AttachTarget(name, BtfType.Func.class);
        };
    }
}
