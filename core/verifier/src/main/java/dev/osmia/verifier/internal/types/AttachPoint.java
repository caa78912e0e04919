package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.FunctionTrait;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The function that a program runs at, whose arguments are its context.
 *
 * @param program the type of the program
 * @param attachType how it is attached, null for tables of functions ({@code struct_ops})
 * @param btf the table of the function's types: the kernel's, a module's or another program's
 * @param id what was named in that table: the function, the tracepoint's typedef or the table of functions
 * @param proto id of the function's prototype, 0 if it is not known and there are five numbers
 * @param name what messages call it
 * @param known arguments of which more is known than their type
 * @param target the type of the program that it is attached to, null if it is the kernel
 * @param isTrusted whether arguments can be trusted
 * @param subtypes the structs that arguments really are, by those that the prototype names
 */
public record AttachPoint(ProgramType program, @Nullable AttachType attachType, Btf btf, int id, int proto, String name,
        List<KnownArgument> known, @Nullable ProgramType target, boolean isTrusted, Map<Integer, Integer> subtypes)
        implements
        AttachResult {

    /** Linux's {@code MAX_ERRNO}. */
    private static final int LARGEST_ERROR = 4095;

    /**
     * An argument of which more is known than its type ({@code struct bpf_ctx_arg_aux}).
     *
     * @param offset bytes from the start of the context
     * @param isBuffer whether it is memory, as much as the program uses, and no object
     * @param type id of the object's type, in the kernel's table or that of the attach point; 0 for a buffer
     * @param isReference whether the program has to give it back
     */
    public record KnownArgument(int offset, boolean isBuffer, int type, Set<PointerFlag> flags, boolean isReference) {
        /** Keeps a copy of the flags. */
        public KnownArgument {
            flags = Set.copyOf(flags);
        }
    }

    /** Keeps copies. */
    public AttachPoint {
        known = List.copyOf(known);
        subtypes = Map.copyOf(subtypes);
    }

    /** What a function may return. */
    public record Results(int smallest, int largest) {}

    /** Whether its function is known to return nothing. */
    public boolean returnsNothing() {
        return btf.type(proto) instanceof BtfType.FuncProto known && known.returnType() == 0;
    }

    /** What a security hook may return, empty for all else ({@code bpf_lsm_get_retval_range}). */
    public Optional<Results> hookResults() {
        if (attachType != AttachType.LSM_MAC || ((BtfType.FuncProto) btf.type(proto)).returnType() == 0) {
            return Optional.empty();
        }
        return Optional.of(FunctionTrait.LSM_BOOLEAN.isOf(name) ? new Results(0, 1) : new Results(-LARGEST_ERROR, 0));
    }

    /** Why its programs may not call another one: what that one is handed would not be given back. */
    public Optional<Refused> tailCallRefusal() {
        return known.stream().anyMatch(KnownArgument::isReference)
                ? Optional.of(new Refused(Errno.EINVAL, "program with __ref argument cannot tail call"))
                : Optional.empty();
    }

    /** Whether the first argument of the prototype is the tracepoint's own and not the program's. */
    boolean isTracepoint() {
        return attachType == AttachType.TRACE_RAW_TP;
    }
}
