package dev.osmia.verifier.internal.program;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.KernelFunction;
import dev.osmia.abi.KernelFunctionFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.FuncProto;
import dev.osmia.verifier.internal.path.Rejection;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The functions of the kernel that a program calls ({@code add_kfunc_call}). */
public final class KernelCallees {
    private static final int MOST = 256;

    private final Program program;
    private final Map<Integer, KernelCallee> byId = new HashMap<>();

    KernelCallees(Program program) {
        this.program = program;
    }

    /** The same as long as it is not known what the program replaces: it may call what every program may. */
    public KernelCallees unattached() {
        if (program.replaced() == null) {
            return this;
        }
        KernelCallees same = new KernelCallees(program);
        byId.forEach((id, callee) -> same.byId.put(id, callee.withFlags(KernelFunction.named(callee.name())
                .filter(function -> function.isAllowed(program.type()))
                .map(function -> function.flags(program.type()))
                .orElse(null))));
        return same;
    }

    /** A function that is called; one of number 0 is poison, which may be there as long as it is never reached. */
    void add(Insn insn) {
        if (!program.isGplCompatible()) {
            throw refuse("cannot call kernel function from non-GPL compatible program");
        }
        int id = insn.imm();
        if (id == 0 && insn.off() == 0) {
            return;
        }
        if (insn.off() < 0) {
            throw refuse("negative offset disallowed for kernel module function call");
        }
        if (insn.off() > 0) {
            throw new Rejection(Errno.EPROTO, "kfunc offset > 0 without fd_array is invalid");
        }
        if (byId.containsKey(id)) {
            return;
        }
        if (byId.size() == MOST) {
            throw new Rejection(Errno.E2BIG, "too many different kernel function calls");
        }
        Btf btf = program.kernel().kernel();
        if (id < 0 || id >= btf.size() || !(btf.type(id) instanceof BtfType.Func function)) {
            throw refuse("kernel btf_id " + Integer.toUnsignedString(id) + " is not a function");
        }
        if (!(btf.type(function.type()) instanceof FuncProto proto)) {
            throw refuse("kernel function btf_id " + id + " does not have a valid func_proto");
        }
        // What is tagged has an address, and to look for one takes time.
        if (!program.kernel().isTagged(id) && !program.hasSymbol(function.name())) {
            throw refuse("cannot find address for kernel function " + function.name());
        }
        if (takesDevice(function.name()) && !program.isBoundToDevice()) {
            throw refuse("metadata kfuncs require device-bound program");
        }
        byId.put(id, new KernelCallee(btf, id, function.name(), proto,
                program.kernel().isRegistered(id) ? flags(function.name()) : null));
    }

    private static boolean takesDevice(String name) {
        return KernelFunction.named(name)
                .stream()
                .flatMap(function -> function.registrations().stream())
                .anyMatch(registration -> registration.flags().contains(KernelFunctionFlag.DEVICE));
    }

    private @Nullable Set<KernelFunctionFlag> flags(String name) {
        KernelFunction function = KernelFunction.named(name).orElse(null);
        if (function == null || !isAllowed(function)) {
            return null;
        }
        return function.flags(program.resolvedType());
    }

    private boolean isAllowed(KernelFunction function) {
        ProgramType type = program.resolvedType();
        if (type == ProgramType.STRUCT_OPS) {
            return function.isAllowed(type) || program.operation()
                    .filter(operation -> function.isAllowedIn(operation.table(), operation.function()))
                    .isPresent();
        }
        AttachType attach = program.attachType();
        return attach == null ? function.isAllowed(type) : function.isAllowed(type, attach);
    }

    private static Rejection refuse(String message) {
        return new Rejection(Errno.EINVAL, message);
    }

    /** The function that is called, null for poison. */
    public @Nullable KernelCallee of(Insn insn) {
        return byId.get(insn.imm());
    }
}
