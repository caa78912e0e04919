package dev.osmia.verifier.internal.check;

import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import org.jspecify.annotations.Nullable;

/** What is found out of a call of the kernel's while its arguments are checked ({@code struct bpf_kfunc_call_arg_meta}). */
final class KernelCall {
    final KernelCallee callee;
    @Nullable
    MapInfo map;
    int mapUid;
    /** The reference among the arguments, and the register of one that is given back. */
    int refId;
    int released;
    /** A number that has to be known. */
    @Nullable
    Long constant;
    /** Bytes of what is returned, if an argument says so. */
    long resultSize;
    boolean isResultReadOnly;
    /** The dynptr among the arguments. */
    @Nullable
    Reg dynptr;
    int subprogram = -1;
    /** The type of an allocated object among the arguments. */
    Payload.@Nullable OfType object;
    boolean ownsObject;
    /** The list or the tree among the arguments. */
    @Nullable
    Field root;
    /** The struct that the kernel itself knows the context as. */
    int kernelContext;
    /** The iterator among the arguments: the frame whose stack it is on, and its first slot. */
    int iteratorFrame;
    int iteratorSlot = -1;

    KernelCall(KernelCallee callee) {
        this.callee = callee;
    }

    boolean is(String name) {
        return callee.is(name);
    }
}
