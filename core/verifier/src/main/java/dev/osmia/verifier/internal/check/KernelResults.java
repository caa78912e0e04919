package dev.osmia.verifier.internal.check;

import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Fields;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Set;

/** What a function of the kernel leaves in R0. */
final class KernelResults {
    private static final int MOST_PERCPU = 512;
    private static final Set<String> NEW = Set.of("bpf_obj_new_impl", "bpf_percpu_obj_new_impl");
    private static final Set<String> SLICES = Set.of("bpf_dynptr_slice", "bpf_dynptr_slice_rdwr");
    private static final Set<String> LOCKS = Set.of("bpf_res_spin_lock", "bpf_res_spin_lock_irqsave");

    private final Verification of;
    private final MemoryCheck memory;
    private final GraphRules graphs;
    private final IteratorRules iterators;

    KernelResults(Verification of, MemoryCheck memory, GraphRules graphs, IteratorRules iterators) {
        this.of = of;
        this.memory = memory;
        this.graphs = graphs;
        this.iterators = iterators;
    }

    void set(KernelCall call) {
        Btf btf = call.callee.btf();
        int type = btf.resolve(call.callee.proto().returnType());
        BtfType returned = btf.type(type);
        checkAcquired(call, btf, returned);
        if (KernelParameter.isNumber(btf, type)) {
            of.regs()[0] = LOCKS.contains(call.callee.name()) ? Reg.ZERO : Reg.UNKNOWN;
        } else if (returned instanceof BtfType.Ptr pointer) {
            of.regs()[0] = pointer(call, btf, btf.resolve(pointer.type()));
        }
    }

    private void checkAcquired(KernelCall call, Btf btf, BtfType returned) {
        boolean isObject = returned instanceof BtfType.Ptr pointer
                && btf.type(btf.resolve(pointer.type())) instanceof BtfType.Composite;
        if (call.callee.has(KernelFunctionFlag.ACQUIRE) && !isObject && !NEW.contains(call.callee.name())
                && !call.is("bpf_refcount_acquire_impl")) {
            throw of.invalid("acquire kernel function does not return PTR_TO_BTF_ID");
        }
    }

    private Reg pointer(KernelCall call, Btf btf, int target) {
        boolean isNode = btf.kind(target) == BtfKind.STRUCT
                && (btf.name(target).equals("bpf_list_node") || btf.name(target).equals("bpf_rb_node"));
        Reg result = special(call, btf, isNode);
        if (result == null) {
            result = plain(call, btf, target);
        }
        boolean mayBeNull = call.callee.has(KernelFunctionFlag.RET_NULL)
                && !(call.is("bpf_refcount_acquire_impl") && call.ownsObject);
        if (mayBeNull) {
            result = result.withType(result.type() | RegType.MAYBE_NULL).withId(of.newId());
        }
        if (call.callee.has(KernelFunctionFlag.ACQUIRE)) {
            int id = References.acquire(of);
            result = (mayBeNull ? result.withId(id) : result).withRefId(id);
        } else if (isNode) {
            result = graphs.nonOwning(result);
        }
        return result.id() == 0 && mayHoldLock(result) ? result.withId(of.newId()) : result;
    }

    private boolean mayHoldLock(Reg reg) {
        return reg.payload() instanceof Payload.OfType(var btf, var type) && (reg.type() & RegType.ALLOC) != 0
                && of.fields(btf, type).hasLock();
    }

    /** What only some functions return ({@code check_special_kfunc}); null for all others. */
    private @Nullable Reg special(KernelCall call, Btf btf, boolean isNode) {
        String name = call.callee.name();
        if (NEW.contains(name)) {
            return allocated(call);
        }
        if (call.is("bpf_refcount_acquire_impl")) {
            return Reg.pointer(RegType.BTF_ID | RegType.ALLOC, call.object);
        }
        if (isNode) {
            return GraphRules.node(Objects.requireNonNull(call.root));
        }
        if (call.is("bpf_cast_to_kern_ctx")) {
            return Reg.pointer(RegType.BTF_ID | RegType.TRUSTED, new Payload.OfType(btf, call.kernelContext));
        }
        if (call.is("bpf_rdonly_cast")) {
            return cast(btf, Objects.requireNonNull(call.constant));
        }
        return SLICES.contains(name) ? slice(call) : null;
    }

    private Reg allocated(KernelCall call) {
        long id = Objects.requireNonNull(call.constant);
        boolean isPerCpu = call.is("bpf_percpu_obj_new_impl");
        if (id >>> Integer.SIZE != 0) {
            throw of.invalid("local type ID argument must be in range [0, U32_MAX]");
        }
        Btf types = of.program.types();
        if (types == null) {
            throw of.invalid("bpf_obj_new/bpf_percpu_obj_new requires prog BTF");
        }
        boolean isStruct = id > 0 && id < types.size() && types.type((int) id) instanceof BtfType.Struct;
        if (!isStruct) {
            throw of.invalid("bpf_obj_new/bpf_percpu_obj_new type ID argument must be of a struct");
        }
        if (isPerCpu) {
            checkPerCpu(types, (int) id);
        }
        return Reg.pointer(RegType.BTF_ID | RegType.ALLOC | (isPerCpu ? RegType.PERCPU : 0),
                new Payload.OfType(types, (int) id));
    }

    private void checkPerCpu(Btf types, int id) {
        if (types.sizeOf(id) > MOST_PERCPU) {
            throw of.invalid(
                    "bpf_percpu_obj_new type size (" + types.sizeOf(id) + ") is greater than " + MOST_PERCPU);
        }
        String wrong = KernelParameter.otherThanNumbers(types, id);
        if (wrong != null) {
            throw of.invalid("bpf_percpu_obj_new type ID argument must be of a struct of scalars").after(wrong);
        }
        if (of.fields(types, id) != Fields.NONE) {
            throw of.invalid("bpf_percpu_obj_new type ID argument must not contain special fields");
        }
    }

    private Reg cast(Btf btf, long id) {
        if (id < 0 || id >= btf.size()) {
            throw of.invalid("Unknown type ID " + id + " passed to kfunc bpf_rdonly_cast");
        }
        if (id == 0) {
            return Reg.pointer(RegType.MEM | RegType.RDONLY | RegType.UNTRUSTED, new Payload.Memory(0, 0));
        }
        if (!(btf.type((int) id) instanceof BtfType.Composite)) {
            throw of.invalid("kfunc bpf_rdonly_cast type ID argument must be of a struct or void");
        }
        return Reg.pointer(RegType.BTF_ID | RegType.UNTRUSTED, new Payload.OfType(btf, (int) id));
    }

    private Reg slice(KernelCall call) {
        Reg dynptr = Objects.requireNonNull(call.dynptr);
        int flags = switch (DynptrRules.typeOf(dynptr)) {
            case SKB -> RegType.DYNPTR_SKB;
            case XDP -> RegType.DYNPTR_XDP;
            case SKB_META -> RegType.DYNPTR_SKB_META;
            case RINGBUF -> RegType.DYNPTR_RINGBUF;
            case LOCAL -> RegType.DYNPTR_LOCAL;
        };
        if (call.is("bpf_dynptr_slice")) {
            flags |= RegType.RDONLY;
        } else if (!memory.packets.mayAccess(true)) {
            throw of.invalid("the prog does not allow writes to packet data");
        }
        long size = Objects.requireNonNull(call.constant);
        return Reg.pointer(RegType.MEM | flags, new Payload.Memory((int) size, dynptr.id()));
    }

    private Reg plain(KernelCall call, Btf btf, int target) {
        if (btf.kind(target) == BtfKind.VOID) {
            return Reg.UNKNOWN;
        }
        boolean isProtected = call.callee.has(KernelFunctionFlag.RCU_PROTECTED);
        if (!(btf.type(target) instanceof BtfType.Composite)) {
            return memory(call, btf, target, isProtected);
        }
        int flags = call.is("bpf_get_kmem_cache") ? RegType.UNTRUSTED : isProtected ? RegType.RCU : 0;
        if (call.callee.has(KernelFunctionFlag.ITER_NEXT)) {
            boolean isUnderRcu = (iterators.iterator(of.state, call).type() & RegType.RCU) != 0;
            flags |= isUnderRcu ? RegType.RCU : RegType.TRUSTED;
        }
        return Reg.pointer(RegType.BTF_ID | flags, new Payload.OfType(btf, target));
    }

    private Reg memory(KernelCall call, Btf btf, int target, boolean isProtected) {
        long size = call.is("bpf_session_cookie") ? Long.BYTES : call.resultSize;
        boolean isReadOnly = !call.is("bpf_session_cookie") && call.isResultReadOnly;
        if (size == 0 && btf.hasSize(target)) {
            size = btf.sizeOf(target);
            isReadOnly = true;
        }
        if (size == 0) {
            throw of.invalid("kernel function " + call.callee.name() + " returns pointer type "
                    + KernelParameter.kindName(btf, target) + " " + btf.name(target) + " is not supported");
        }
        return Reg.pointer(
                RegType.MEM | (isReadOnly ? RegType.RDONLY : 0) | (isProtected ? RegType.RCU : 0),
                new Payload.Memory((int) size, 0)).withRefId(call.refId);
    }
}
