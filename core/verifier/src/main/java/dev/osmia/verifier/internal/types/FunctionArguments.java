package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.TracepointArguments;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.FuncProto;
import dev.osmia.btf.BtfType.Param;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The context of programs that run at a function: its arguments, eight bytes for each, and behind them what it returned
 * ({@code btf_ctx_access}).
 */
public final class FunctionArguments {
    private static final int MAX_ARGUMENTS = 12;
    /** A function whose prototype is not known has as many arguments as there are registers for them. */
    private static final int DEFAULT_ARGUMENTS = 5;
    private static final String NULLABLE = "__nullable";

    private final KernelTypes types;
    private final AttachPoint point;
    private final Btf btf;

    private FunctionArguments(KernelTypes types, AttachPoint point) {
        this.types = types;
        this.point = point;
        this.btf = point.btf();
    }

    /**
     * What an access to the context gives; of stores only whether they are allowed counts.
     *
     * @param off bytes from the start of the context
     * @param size bytes of the access: 1, 2, 4 or 8
     */
    public static ArgumentAccess access(KernelTypes types, AttachPoint point, int off, int size, boolean isStore) {
        if (point.program() != ProgramType.LSM
                && (off < 0 || off >= MAX_ARGUMENTS * Long.BYTES || isStore || off % size != 0)) {
            return Refused.silently(Errno.EACCES);
        }
        return new FunctionArguments(types, point).access(off, size);
    }

    private ArgumentAccess access(int off, int size) {
        if (off % Long.BYTES != 0) {
            return refused("offset " + off + " is not multiple of 8");
        }
        @Nullable
        FuncProto proto = point.proto() == 0 ? null : (FuncProto) btf.type(point.proto());
        int index = index(proto, off);
        List<Param> params = params(proto);
        int count = proto == null ? DEFAULT_ARGUMENTS : params.size();
        if (Integer.compareUnsigned(index, count) > 0) {
            return noSuchArgument(index);
        }
        if (index == count) {
            return result(proto, index, off, size);
        }
        if (proto == null) {
            return number();
        }
        return argument(params.get(index).type(), params.get(index).name(), index, off, size);
    }

    /** A tracepoint's first argument is its own. */
    private List<Param> params(@Nullable FuncProto proto) {
        List<Param> all = proto == null ? List.of() : proto.params();
        return point.isTracepoint() && !all.isEmpty() ? all.subList(1, all.size()) : all;
    }

    /** The argument at an offset, the number of arguments for what was returned, and one more for nothing. */
    private int index(@Nullable FuncProto proto, int off) {
        if (proto == null) {
            return off / Long.BYTES;
        }
        int end = 0;
        int count = proto.params().size();
        for (int i = 0; i < count; i++) {
            end += TypeFacts.slots(btf, btf.resolve(proto.params().get(i).type()));
            if (Integer.compareUnsigned(off, end) < 0) {
                return i;
            }
        }
        end += TypeFacts.slots(btf, btf.resolve(proto.returnType()));
        return Integer.compareUnsigned(off, end) < 0 ? count : count + 1;
    }

    private ArgumentAccess result(@Nullable FuncProto proto, int index, int off, int size) {
        AttachType attachType = point.attachType();
        boolean isHook = attachType == AttachType.LSM_MAC;
        if (isHook || attachType == AttachType.LSM_CGROUP || attachType == AttachType.TRACE_FEXIT) {
            ArgumentAccess result = proto == null ? number() : argument(proto.returnType(), "", index, off, size);
            return isHook && result instanceof ArgumentAccess.PlainNumber
                    ? new ArgumentAccess.PlainNumber(true, "")
                    : result;
        }
        if (attachType != AttachType.MODIFY_RETURN) {
            return noSuchArgument(index);
        }
        if (proto == null) {
            return Refused.silently(Errno.EACCES);
        }
        int type = btf.resolve(proto.returnType());
        return TypeFacts.isSmallInt(btf, type)
                ? number()
                : new Refused(Errno.EACCES, "ret type " + TypeFacts.kindName(btf, type) + " not allowed for fmod_ret");
    }

    private ArgumentAccess argument(int declared, String param, int index, int off, int size) {
        int type = btf.resolve(declared);
        if (TypeFacts.isSmallInt(btf, type) || TypeFacts.isEnum(btf, type) || TypeFacts.isComposite(btf, type)) {
            return number();
        }
        if (!TypeFacts.isPointer(btf, type)) {
            return refused("arg" + index + " '" + TypeFacts.shownName(btf, type) + "' has type "
                    + TypeFacts.kindName(btf, type) + ". Only pointer access is allowed");
        }
        if (size != Long.BYTES) {
            return refused("size " + size + " must be 8");
        }
        AttachPoint.KnownArgument known = known(off);
        if (known != null && known.isBuffer()) {
            return new ArgumentAccess.BufferPointer(known.flags());
        }
        int target = TypeFacts.target(btf, type);
        int pointee = btf.resolve(target);
        if (pointee == 0 || TypeFacts.isInt(btf, pointee)) {
            return number();
        }
        if (known != null) {
            return new ArgumentAccess.ObjectPointer(owner(), subtype(known.type()), known.flags(), known.isReference(),
                    "");
        }
        Set<PointerFlag> flags = flags(param, index);
        return point.target() == null ? object(target, flags, index) : context(point.target(), type, flags);
    }

    private AttachPoint.@Nullable KnownArgument known(int off) {
        return point.known().stream().filter(known -> known.offset() == off).findFirst().orElse(null);
    }

    /** What is known of iterators' arguments is said in the kernel's types; what is of others in their own. */
    private Btf owner() {
        return point.attachType() == AttachType.TRACE_ITER ? types.kernel() : btf;
    }

    private Set<PointerFlag> flags(String param, int index) {
        Set<PointerFlag> flags = EnumSet.noneOf(PointerFlag.class);
        if (point.isTrusted()) {
            flags.add(PointerFlag.TRUSTED);
        }
        if (param.endsWith(NULLABLE) && param.length() > NULLABLE.length() || isNullableArgument(index)) {
            flags.add(PointerFlag.MAYBE_NULL);
        }
        return flags;
    }

    private boolean isNullableArgument(int index) {
        return point.isTracepoint() && TracepointArguments.of(point.name())
                .map(arguments -> arguments.nullable().contains(index))
                .orElseGet(() -> types.isModule(btf));
    }

    /** Other programs' functions are handed their context, and nothing else that is known here. */
    private ArgumentAccess context(ProgramType target, int pointer, Set<PointerFlag> flags) {
        if (!new ContextTypes(types).isContext(btf, pointer, target)) {
            return Refused.silently(Errno.EACCES);
        }
        int type = types.kernelContext(target);
        return type == 0
                ? Refused.silently(Errno.EACCES)
                : new ArgumentAccess.ObjectPointer(types.kernel(), type, flags, false, "");
    }

    private ArgumentAccess object(int target, Set<PointerFlag> flags, int index) {
        switch (TypeFacts.tagOf(btf, target)) {
            case "user" -> flags.add(PointerFlag.USER);
            case "percpu" -> flags.add(PointerFlag.PERCPU);
            default -> {
            }
        }
        int type = btf.resolve(target);
        if (!(btf.type(type) instanceof BtfType.Composite)) {
            return refused("arg" + index + " type " + TypeFacts.kindName(btf, type) + " is not a struct");
        }
        String note = "func '" + point.name() + "' arg" + index + " has btf_id " + type + " type "
                + TypeFacts.kindName(btf, type) + " '" + TypeFacts.shownName(btf, type) + "'";
        boolean isError = point.isTracepoint() && TracepointArguments.of(point.name())
                .filter(arguments -> arguments.errors().contains(index))
                .isPresent();
        return isError
                ? new ArgumentAccess.PlainNumber(false,
                        note + "\nmarking pointer arg" + index + " as scalar as it may encode error")
                : new ArgumentAccess.ObjectPointer(btf, subtype(type), flags, false, note);
    }

    private int subtype(int type) {
        return point.subtypes().getOrDefault(type, type);
    }

    private static ArgumentAccess number() {
        return new ArgumentAccess.PlainNumber(false, "");
    }

    private Refused noSuchArgument(int index) {
        return refused("doesn't have " + (index + 1) + "-th argument");
    }

    private Refused refused(String reason) {
        return new Refused(Errno.EACCES, "func '" + point.name() + "' " + reason);
    }
}
