package dev.osmia.verifier.internal.check;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.program.Fields;
import dev.osmia.verifier.internal.program.KernelCallee;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Payload.DynptrType;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.ContextTypes;
import dev.osmia.verifier.internal.types.KernelTypes;
import dev.osmia.verifier.internal.types.TypeMatch;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Objects;

/** What a function of the kernel is given ({@code check_kfunc_args}). */
final class KernelArguments {
    private static final int MOST = 5;
    private static final Map<String, DynptrType> DYNPTRS = Map.of("bpf_dynptr_from_skb", DynptrType.SKB,
            "bpf_dynptr_from_xdp", DynptrType.XDP, "bpf_dynptr_from_skb_meta", DynptrType.SKB_META);
    private static final int UNSAFE = ~(RegType.ALLOC | RegType.TRUSTED | RegType.NON_OWNING | RegType.RCU | 0xff);

    private final Verification of;
    private final ArgumentTypes types;
    private final MemoryArguments sizes;
    private final DynptrRules dynptrs;
    private final LockRules locks;
    private final GraphRules graphs;
    private final IteratorRules iterators;
    private final InterruptRules interrupts;
    private final ConstantText texts;

    /** The sorts of pointers that functions ask for. */
    private enum Kind {
        CONTEXT,
        NULL,
        ALLOCATED,
        COUNTED,
        DYNPTR,
        ITERATOR,
        LIST_HEAD,
        LIST_NODE,
        TREE_ROOT,
        TREE_NODE,
        TEXT,
        MAP,
        WORK_QUEUE,
        TASK_WORK,
        INTERRUPTS,
        RES_LOCK,
        OBJECT,
        CALLBACK,
        MEMORY,
        SIZED_MEMORY
    }

    KernelArguments(Verification of, MemoryCheck memory, DynptrRules dynptrs, GraphRules graphs,
            IteratorRules iterators) {
        this.of = of;
        this.dynptrs = dynptrs;
        this.graphs = graphs;
        this.iterators = iterators;
        types = new ArgumentTypes(of);
        sizes = new MemoryArguments(of, memory);
        locks = new LockRules(of);
        interrupts = new InterruptRules(of, memory);
        texts = new ConstantText(of, memory);
    }

    void check(KernelCall call) {
        KernelCallee callee = call.callee;
        int count = callee.proto().params().size();
        if (count > MOST) {
            throw of.invalid("Function " + callee.name() + " has " + count + " > " + MOST + " args");
        }
        for (int index = 0; index < count; index++) {
            index += check(call, index, count);
        }
        if (callee.has(KernelFunctionFlag.RELEASE) && call.released == 0) {
            throw of.invalid("release kernel function " + callee.name() + " expects refcounted PTR_TO_BTF_ID");
        }
    }

    /** Checks an argument; says how many behind it are checked with it. */
    private int check(KernelCall call, int index, int count) {
        KernelParameter parameter = new KernelParameter(call.callee, index);
        if (parameter.isMarked("__ign") || parameter.isMarked("__prog")) {
            return 0;
        }
        if (parameter.isNumber()) {
            checkNumber(call, parameter, index);
            return 0;
        }
        if (!parameter.isPointer()) {
            throw of.invalid("Unrecognized arg#" + index + " type " + parameter.kindName());
        }
        int register = index + 1;
        Reg reg = of.reg(register);
        boolean isCareful = call.callee.wantsTrust() || call.callee.has(KernelFunctionFlag.RCU);
        if (isCareful && (reg.isZero() || RegType.mayBeNull(reg.type())) && !parameter.isMarked("__nullable")) {
            throw of.forbid("Possibly NULL pointer passed to trusted arg" + index);
        }
        boolean isReleased = call.callee.has(KernelFunctionFlag.RELEASE) && reg.refId() != 0;
        if (reg.refId() != 0) {
            call.refId = reg.refId();
            call.released = isReleased ? register : call.released;
        }
        Kind kind = kind(call, parameter, index, count);
        if (kind == Kind.NULL) {
            return 0;
        }
        if (kind == Kind.MAP) {
            takeMap(call, register);
        }
        boolean wantsTrust = kind == Kind.MAP || kind == Kind.ALLOCATED || kind == Kind.OBJECT;
        if (wantsTrust && isCareful) {
            checkTrust(call, register);
        }
        if (isReleased) {
            checkUnmoved(register);
        } else {
            types.checkOffset(register, null);
        }
        return check(call, kind, parameter, index);
    }

    private void checkUnmoved(int register) {
        Reg reg = of.reg(register);
        if (reg.off() != 0) {
            throw of.invalid(
                    "R" + register + " must have zero offset when passed to release func or trusted arg to kfunc");
        }
        OriginalPointer.check(of, reg, register, false);
    }

    private void checkNumber(KernelCall call, KernelParameter parameter, int index) {
        int register = index + 1;
        Reg reg = of.reg(register);
        if (!reg.isNumber()) {
            throw of.invalid("R" + register + " is not a scalar");
        }
        boolean isReadOnlySize = parameter.isNamed("rdonly_buf_size");
        if (parameter.isMarked("__k")) {
            takeConstant(call, register);
        } else if (isReadOnlySize || parameter.isNamed("rdwr_buf_size")) {
            call.isResultReadOnly |= isReadOnlySize;
            if (call.resultSize != 0) {
                throw of.invalid("2 or more rdonly/rdwr_buf_size parameters for kfunc");
            }
            if (!reg.value().isConstant()) {
                throw of.invalid("R" + register + " is not a const");
            }
            call.resultSize = reg.value().constant();
            of.precision.need(register);
        }
    }

    private void takeConstant(KernelCall call, int register) {
        Reg reg = of.reg(register);
        if (!reg.value().isConstant()) {
            throw of.invalid("R" + register + " must be a known constant");
        }
        of.precision.need(register);
        call.constant = reg.value().constant();
    }

    /** What the function asks for ({@code get_kfunc_ptr_arg_type}). */
    private Kind kind(KernelCall call, KernelParameter parameter, int index, int count) {
        Reg reg = of.reg(index + 1);
        KernelTypes kernel = of.kernel();
        if (call.is("bpf_cast_to_kern_ctx") || new ContextTypes(kernel).isContext(call.callee.btf(), parameter.type(),
                of.program.resolvedType())) {
            return Kind.CONTEXT;
        }
        if (parameter.isMarked("__nullable") && reg.isZero()) {
            return Kind.NULL;
        }
        Kind marked = marked(call, parameter, index);
        if (marked != null) {
            return marked;
        }
        if (RegType.base(reg.type()) == RegType.BTF_ID || structOf(reg) != null) {
            if (parameter.pointsToObject()) {
                return Kind.OBJECT;
            }
            throw of.invalid("kernel function " + call.callee.name() + " args#" + index + " pointer type "
                    + parameter.targetKind() + " " + parameter.targetName() + " is not supported");
        }
        if (parameter.isCallback()) {
            return Kind.CALLBACK;
        }
        boolean isSized = index + 1 < count && isSize(new KernelParameter(call.callee, index + 1), index + 2);
        String wrong = parameter.otherThanPlain(isSized);
        if (wrong != null) {
            throw of.invalid("arg#" + index + " pointer type " + parameter.targetKind() + " " + parameter.targetName()
                    + " must point to " + (isSized ? "void, " : "") + "scalar, or struct with scalar").after(wrong);
        }
        return isSized ? Kind.SIZED_MEMORY : Kind.MEMORY;
    }

    private boolean isSize(KernelParameter parameter, int register) {
        return parameter.isNumber() && of.reg(register).isNumber()
                && (parameter.isMarked("__sz") || parameter.isMarked("__szk"));
    }

    private @Nullable Kind marked(KernelCall call, KernelParameter parameter, int index) {
        if (parameter.isMarked("__alloc")) {
            return Kind.ALLOCATED;
        }
        if (parameter.isMarked("__refcounted_kptr")) {
            return Kind.COUNTED;
        }
        if (parameter.pointsTo("bpf_dynptr")) {
            return Kind.DYNPTR;
        }
        boolean isIterators = call.callee.has(KernelFunctionFlag.ITER_NEW)
                || call.callee.has(KernelFunctionFlag.ITER_NEXT) || call.callee.has(KernelFunctionFlag.ITER_DESTROY);
        if (isIterators ? index == 0 : parameter.isMarked("__iter")) {
            return Kind.ITERATOR;
        }
        if (parameter.pointsTo("bpf_list_head")) {
            return Kind.LIST_HEAD;
        }
        if (parameter.pointsTo("bpf_list_node")) {
            return Kind.LIST_NODE;
        }
        if (parameter.pointsTo("bpf_rb_root")) {
            return Kind.TREE_ROOT;
        }
        if (parameter.pointsTo("bpf_rb_node")) {
            return Kind.TREE_NODE;
        }
        if (parameter.isMarked("__str")) {
            return Kind.TEXT;
        }
        if (parameter.isMarked("__map")) {
            return Kind.MAP;
        }
        if (parameter.pointsTo("bpf_wq")) {
            return Kind.WORK_QUEUE;
        }
        if (parameter.pointsTo("bpf_task_work")) {
            return Kind.TASK_WORK;
        }
        if (parameter.isMarked("__irq_flag")) {
            return Kind.INTERRUPTS;
        }
        return parameter.pointsTo("bpf_res_spin_lock") ? Kind.RES_LOCK : null;
    }

    /** The kernel's name of what a pointer of another sort leads to, null if it has none. */
    private static @Nullable String structOf(Reg reg) {
        return switch (RegType.base(reg.type())) {
            case RegType.SOCKET -> "sock";
            case RegType.SOCK_COMMON -> "sock_common";
            case RegType.TCP_SOCK -> "tcp_sock";
            case RegType.CONST_MAP -> "bpf_map";
            default -> null;
        };
    }

    private void takeMap(KernelCall call, int register) {
        Reg reg = of.reg(register);
        MapInfo map = reg.mapOrNull();
        if (map == null) {
            if (reg.isBare()) {
                throw of.invalid("pointer in R" + register + " isn't map pointer");
            }
            return;
        }
        boolean hasTaskWork = map.fields().has(Field.Kind.TASK_WORK);
        if (call.map != null && (map.fields().has(Field.Kind.WORK_QUEUE) || hasTaskWork)
                && (call.map != map || call.mapUid != reg.mapUid())) {
            throw of.invalid((hasTaskWork ? "bpf_task_work pointer in R2" : "workqueue pointer in R1") + " map_uid="
                    + call.mapUid + " doesn't match map pointer in " + (hasTaskWork ? "R3" : "R2") + " map_uid="
                    + reg.mapUid());
        }
        call.map = map;
        call.mapUid = reg.mapUid();
    }

    private void checkTrust(KernelCall call, int register) {
        Reg reg = of.reg(register);
        if (NullRules.isTrusted(reg)) {
            return;
        }
        if (!call.callee.has(KernelFunctionFlag.RCU)) {
            throw of.invalid("R" + register + " must be referenced or trusted");
        }
        if ((reg.type() & RegType.RCU) == 0) {
            throw of.invalid("R" + register + " must be a rcu pointer");
        }
    }

    private int check(KernelCall call, Kind kind, KernelParameter parameter, int index) {
        int register = index + 1;
        Reg reg = of.reg(register);
        switch (kind) {
            case CONTEXT -> checkContext(call, index);
            case ALLOCATED -> checkAllocated(call, index);
            case DYNPTR -> takeDynptr(call, parameter, register);
            case ITERATOR -> {
                if (call.is("bpf_iter_css_task_new") && !mayIterateTasks()) {
                    throw of.invalid(
                            "css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs");
                }
                iterators.use(call, parameter, register);
            }
            case LIST_HEAD, TREE_ROOT -> graphs.takeRoot(call, index,
                    kind == Kind.LIST_HEAD ? Field.Kind.LIST_HEAD : Field.Kind.TREE_ROOT);
            case LIST_NODE -> graphs.takeNode(call, index, Field.Kind.LIST_NODE);
            case TREE_NODE -> graphs.takeNode(call, index, Field.Kind.TREE_NODE);
            case MAP -> checkObject(call, index, "bpf_map", "STRUCT");
            case OBJECT -> checkObject(call, index, parameter.targetName(), parameter.targetKind());
            case MEMORY -> checkMemory(call, parameter, register);
            case SIZED_MEMORY -> {
                checkSizedMemory(call, parameter, index);
                return 1;
            }
            case CALLBACK -> {
                if (!(reg.payload() instanceof Payload.Function(var subprogram))) {
                    throw of.invalid("arg" + index + " expected pointer to func");
                }
                call.subprogram = subprogram;
            }
            case COUNTED -> checkCounted(call, index);
            case TEXT -> {
                if (reg.type() != RegType.MAP_VALUE) {
                    throw of.invalid("arg#" + index + " doesn't point to a const string");
                }
                texts.check(register);
            }
            case WORK_QUEUE -> takeField(call, index, Field.Kind.WORK_QUEUE);
            case TASK_WORK -> takeField(call, index, Field.Kind.TASK_WORK);
            case INTERRUPTS -> {
                if (reg.type() != RegType.STACK) {
                    throw of.invalid("arg#" + index + " doesn't point to an irq flag on stack");
                }
                interrupts.use(call, register);
            }
            case RES_LOCK -> checkLock(call, index);
            case NULL -> {
            }
        }
        return 0;
    }

    private void checkContext(KernelCall call, int index) {
        Reg reg = of.reg(index + 1);
        if (reg.type() != RegType.CTX) {
            throw of.invalid("arg#" + index + " expected pointer to ctx, but got " + RegType.name(reg.type()));
        }
        if (call.is("bpf_cast_to_kern_ctx")) {
            call.kernelContext = of.kernel().kernelContext(of.program.resolvedType());
            if (call.kernelContext == 0) {
                throw of.invalid("");
            }
            if (of.kernel().kernel().kind(call.kernelContext) != BtfKind.STRUCT) {
                throw of.invalid("kern ctx type id " + call.kernelContext + " is not a struct");
            }
        }
    }

    private void checkAllocated(KernelCall call, int index) {
        Reg reg = of.reg(index + 1);
        boolean isPerCpu = reg.type() == (RegType.BTF_ID | RegType.ALLOC | RegType.PERCPU);
        if (reg.type() != (RegType.BTF_ID | RegType.ALLOC) && !isPerCpu) {
            throw of.invalid("arg#" + index + " expected pointer to allocated object");
        }
        String drop = isPerCpu ? "bpf_percpu_obj_drop_impl" : "bpf_obj_drop_impl";
        if (!call.is(drop)) {
            throw of.invalid("arg#" + index + " expected for " + drop + "()");
        }
        if (reg.refId() == 0) {
            throw of.invalid("allocated object must be referenced");
        }
        call.object = (Payload.OfType) reg.payload();
    }

    private void takeDynptr(KernelCall call, KernelParameter parameter, int register) {
        boolean isNew = parameter.isMarked("__uninit");
        if (!isNew) {
            dynptrs.use(register, DYNPTRS.get(call.callee.name()), of.reg(register).type() == RegType.CONST_DYNPTR);
            call.dynptr = Objects.requireNonNull(dynptrs.find(of.reg(register)));
            return;
        }
        if (call.is("bpf_dynptr_clone")) {
            Reg parent = Objects.requireNonNull(call.dynptr);
            dynptrs.create(register, DynptrRules.typeOf(parent), parent.refId());
        } else {
            dynptrs.create(register, DYNPTRS.getOrDefault(call.callee.name(), DynptrType.LOCAL), 0);
        }
    }

    private boolean mayIterateTasks() {
        ProgramType type = of.program.resolvedType();
        return type == ProgramType.LSM
                || type == ProgramType.TRACING && of.program.attachType() == AttachType.TRACE_ITER || of.isSleepable();
    }

    private void checkObject(KernelCall call, int index, String struct, String kind) {
        Reg reg = of.reg(index + 1);
        String other = structOf(reg);
        boolean isObject = RegType.base(reg.type()) == RegType.BTF_ID
                && ((reg.type() & UNSAFE) == 0 || (reg.type() & RegType.RCU) != 0);
        if (!isObject && other == null) {
            int shown = RegType.base(reg.type())
                    | reg.type() & (RegType.ALLOC | RegType.TRUSTED | RegType.NON_OWNING);
            throw of.invalid("arg#" + index + " is " + RegType.name(reg.type()) + " expected " + RegType.name(shown)
                    + " or socket");
        }
        Btf kernel = of.kernel().kernel();
        boolean isTyped = reg.payload() instanceof Payload.OfType;
        Btf btf = isTyped ? ((Payload.OfType) Objects.requireNonNull(reg.payload())).btf() : kernel;
        int type = isTyped
                ? btf.resolve(((Payload.OfType) Objects.requireNonNull(reg.payload())).type())
                : of.kernelStruct(Objects.requireNonNull(other));
        int needed = KernelTypes.find(kernel, struct, BtfKind.STRUCT).orElse(0);
        if (call.callee.btf() == kernel && kind.equals("STRUCT") && !struct.equals("bpf_map")) {
            needed = new KernelParameter(call.callee, index).target();
        }
        boolean isStrict = call.callee.has(KernelFunctionFlag.RELEASE) && reg.refId() != 0
                || TypeMatch.isUnfinishedOf(btf, type, call.callee.btf(), needed);
        boolean fits = isStrict
                ? reg.off() == 0 && TypeMatch.isSame(btf, type, call.callee.btf(), needed)
                : TypeMatch.fits(btf, type, reg.off(), call.callee.btf(), needed, (reg.type() & RegType.ALLOC) != 0);
        if (fits) {
            return;
        }
        String remark = isStrict
                ? ""
                : TypeMatch.remark(btf, type, reg.off(), call.callee.btf(), needed, (reg.type() & RegType.ALLOC) != 0);
        if (!TypeMatch.isProjectionOf(struct, btf.name(type))) {
            throw of.invalid("kernel function " + call.callee.name() + " args#" + index + " expected pointer to " + kind
                    + " " + struct + " but R" + (index + 1) + " has a pointer to "
                    + KernelParameter.kindName(btf, type) + " " + btf.name(type)).after(remark);
        }
        if (!remark.isEmpty()) {
            of.events.note(remark);
        }
    }

    private void checkMemory(KernelCall call, KernelParameter parameter, int register) {
        Btf btf = call.callee.btf();
        if (!btf.hasSize(parameter.target())) {
            throw of.invalid("arg#" + (register - 1) + " reference type('" + parameter.targetKind() + " "
                    + parameter.targetName() + "') size cannot be determined: -22");
        }
        sizes.checkFixed(register, btf.sizeOf(parameter.target()));
    }

    private void checkSizedMemory(KernelCall call, KernelParameter parameter, int index) {
        int sizeRegister = index + 2;
        KernelParameter size = new KernelParameter(call.callee, index + 1);
        if (!of.reg(index + 1).isZero() || !parameter.isMarked("__opt")) {
            try {
                sizes.checkSizedBoth(sizeRegister);
            } catch (Rejection rejection) {
                throw rejection.and("arg#" + index + " arg#" + (index + 1)
                        + " memory, len pair leads to invalid memory access");
            }
        }
        if (size.isMarked("__szk")) {
            Reg reg = of.reg(sizeRegister);
            if (!reg.value().isConstant()) {
                throw of.invalid("R" + sizeRegister + " must be a known constant");
            }
            call.constant = reg.value().constant();
        }
    }

    private void checkCounted(KernelCall call, int index) {
        Reg reg = of.reg(index + 1);
        if (!RegType.isAllocated(reg.type())) {
            throw of.invalid("arg#" + index + " is neither owning or non-owning ref");
        }
        call.ownsObject = (reg.type() & RegType.NON_OWNING) == 0;
        Payload.OfType object = (Payload.OfType) Objects.requireNonNull(reg.payload());
        Fields fields = of.fields(object.btf(), object.type());
        if (!fields.has(Field.Kind.REFERENCE_COUNT)) {
            throw of.invalid("arg#" + index + " doesn't point to a type with bpf_refcount field");
        }
        call.object = object;
    }

    private void takeField(KernelCall call, int index, Field.Kind kind) {
        int register = index + 1;
        Reg pointer = of.reg(register);
        if (pointer.type() != RegType.MAP_VALUE) {
            throw of.invalid("arg#" + index + " doesn't point to a map value");
        }
        ValueFields.check(of, register, kind);
        call.map = pointer.map();
        call.mapUid = pointer.mapUid();
    }

    private void checkLock(KernelCall call, int index) {
        Reg reg = of.reg(index + 1);
        if (reg.type() != RegType.MAP_VALUE && reg.type() != (RegType.BTF_ID | RegType.ALLOC)) {
            throw of.invalid("arg#" + index + " doesn't point to map value or allocated object");
        }
        boolean isTaken = call.is("bpf_res_spin_lock") || call.is("bpf_res_spin_lock_irqsave");
        boolean savesInterrupts = call.is("bpf_res_spin_lock_irqsave")
                || call.is("bpf_res_spin_unlock_irqrestore");
        locks.useResilient(index + 1, isTaken, savesInterrupts);
    }
}
