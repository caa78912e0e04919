package dev.osmia.verifier.internal.check;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.StructOps;
import dev.osmia.abi.WritableFields;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.path.Verification;
import dev.osmia.verifier.internal.program.Field;
import dev.osmia.verifier.internal.state.Payload;
import dev.osmia.verifier.internal.state.Reg;
import dev.osmia.verifier.internal.state.RegType;
import dev.osmia.verifier.internal.types.KernelTypes;
import dev.osmia.verifier.internal.types.LoadedTrust;
import dev.osmia.verifier.internal.types.LoadedTrust.Source;
import dev.osmia.verifier.internal.types.PointerFlag;
import dev.osmia.verifier.internal.types.Refused;
import dev.osmia.verifier.internal.types.StoreAccess;
import dev.osmia.verifier.internal.types.TypeAccess;
import dev.osmia.verifier.internal.types.TypeWalk;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Loads from objects whose types are known, and stores to those of the program ({@code check_ptr_to_btf_access}). */
final class ObjectCheck {
    private static final int MEMORY = RegType.MEM | RegType.RDONLY | RegType.UNTRUSTED;

    private final Verification of;

    ObjectCheck(Verification of) {
        this.of = of;
    }

    /** Checks an access; a target below 0 stands for none. */
    void access(int register, int off, int size, boolean isWrite, int target) {
        Reg pointer = of.reg(register);
        Payload.OfType object = (Payload.OfType) Objects.requireNonNull(pointer.payload());
        Btf btf = object.btf();
        String name = btf.name(object.type());
        checkPermitted(register, off, name, of.kernel().isKernels(btf));
        boolean isAllocated = (pointer.type() & RegType.ALLOC) != 0;
        if (isWrite && !isAllocated) {
            checkStore(btf, object.type(), off, size);
            return;
        }
        if (isWrite && !RegType.isAllocated(pointer.type())) {
            throw of.forbid("only read is supported");
        }
        if (isAllocated) {
            checkFields(btf, object.type(), off, size);
        }
        TypeAccess access = isAllocated
                ? TypeWalk.accessAllocated(btf, object.type(), off, size)
                : TypeWalk.access(btf, object.type(), off, size);
        Reg loaded = loaded(access, btf, flags(pointer, object, access));
        if (!isWrite && target >= 0) {
            of.regs()[target] = loaded;
        }
    }

    private void checkPermitted(int register, int off, String name, boolean isKernels) {
        Reg pointer = of.reg(register);
        if (!of.policy.mayLeakPointers()) {
            throw of.reject(Errno.EPERM,
                    "'struct " + name + "' access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        }
        if (isKernels && !of.program.isGplCompatible()) {
            throw of.invalid("Cannot access kernel 'struct " + name + "' from non-GPL compatible program");
        }
        String what = "R" + register + " is ptr_" + name;
        if (off < 0) {
            throw of.forbid(what + " invalid negative access: off=" + off);
        }
        if (!pointer.value().isConstant() || pointer.value().constant() != 0) {
            throw of.forbid(what + " invalid variable offset: off=" + off + ", var_off=" + pointer.value().bits());
        }
        if ((pointer.type() & RegType.USER) != 0) {
            throw of.forbid(what + " access user memory: off=" + off);
        }
        if ((pointer.type() & RegType.PERCPU) != 0) {
            throw of.forbid(what + " access percpu memory: off=" + off);
        }
    }

    /** Programs of some sorts may write some members of the kernel's structs. */
    private void checkStore(Btf btf, int type, int off, int size) {
        Optional<WritableFields> fields = of.program.operation()
                .map(operation -> WritableFields.of(StructOps.of(operation.table())))
                .orElseGet(() -> WritableFields.of(of.program.resolvedType()));
        StoreAccess.refusal(of.kernel(), fields.orElse(null), btf, type, off, size).ifPresent(refused -> {
            throw of.reject(refused.errno(), refused.message());
        });
    }

    private void checkFields(Btf btf, int type, int off, int size) {
        for (Field field : of.fields(btf, type).all()) {
            if (off < field.offset() + field.kind().size() && field.offset() < off + size) {
                throw of.forbid("direct access to " + field.kind().text() + " is disallowed");
            }
        }
    }

    private int flags(Reg pointer, Payload.OfType object, TypeAccess access) {
        if (!(access instanceof TypeAccess.ObjectPointer loaded)) {
            return 0;
        }
        boolean isUntrusted = (pointer.type() & RegType.UNTRUSTED) != 0;
        boolean isTrusted = NullRules.isTrusted(pointer) || (pointer.type() & RegType.RCU) != 0;
        Source source = isUntrusted ? Source.UNTRUSTED : isTrusted ? Source.TRUSTED : Source.OLD;
        return bits(LoadedTrust.of(object.btf(), object.type(), loaded, source, of.isUnderRcu()));
    }

    static int bits(Set<PointerFlag> flags) {
        int bits = 0;
        for (PointerFlag flag : flags) {
            bits |= switch (flag) {
                case TRUSTED -> RegType.TRUSTED;
                case RCU -> RegType.RCU;
                case UNTRUSTED -> RegType.UNTRUSTED;
                case MAYBE_NULL -> RegType.MAYBE_NULL;
                case USER -> RegType.USER;
                case PERCPU -> RegType.PERCPU;
                case RDONLY -> RegType.RDONLY;
                case ALLOC -> RegType.ALLOC;
            };
        }
        return bits;
    }

    private Reg loaded(TypeAccess access, Btf btf, int flags) {
        return switch (access) {
            case TypeAccess.PlainNumber _ -> Reg.UNKNOWN;
            case TypeAccess.MemoryPointer _ -> Reg.pointer(MEMORY, new Payload.Memory(0, 0));
            case TypeAccess.ObjectPointer found -> pointer(btf, found.type(), flags);
            case Refused(var errno, var message) -> throw of.reject(errno, message);
        };
    }

    /** A pointer to an object; one that may be null gets an id. */
    Reg pointer(Btf btf, int type, int flags) {
        Reg reg = Reg.pointer(RegType.BTF_ID | flags, new Payload.OfType(btf, type));
        return RegType.mayBeNull(flags) ? reg.withId(of.newId()) : reg;
    }

    /** Loads from the kernel's own structure of a map ({@code check_ptr_to_map_access}). */
    void accessMap(int register, int off, int size, boolean isWrite, int target) {
        KernelTypes kernel = of.kernel();
        MapType map = of.reg(register).map().type();
        String name = structure(map);
        int type = KernelTypes.find(kernel.kernel(), name, BtfKind.STRUCT)
                .orElseThrow(() -> of.program.target().isObscure()
                        ? new Unsupported("the kernel's struct " + name)
                        : of.reject(Errno.ENOTSUPP, "map_ptr access not supported for map type " + map.id()));
        if (!of.policy.mayLeakPointers()) {
            throw of.reject(Errno.EPERM,
                    "'struct " + name + "' access is allowed only to CAP_PERFMON and CAP_SYS_ADMIN");
        }
        if (off < 0) {
            throw of.forbid("R" + register + " is " + name + " invalid negative access: off=" + off);
        }
        if (isWrite) {
            throw of.forbid("only read from " + name + " is supported");
        }
        TypeAccess access = TypeWalk.access(kernel.kernel(), type, off, size);
        int flags = access instanceof TypeAccess.ObjectPointer found ? bits(found.flags()) : 0;
        Reg loaded = loaded(access, kernel.kernel(), flags);
        if (target >= 0) {
            of.regs()[target] = loaded;
        }
    }

    /** What the kernel keeps a map in. */
    private static String structure(MapType map) {
        return switch (map) {
            case ARRAY, PERCPU_ARRAY, PROG_ARRAY, PERF_EVENT_ARRAY, CGROUP_ARRAY, ARRAY_OF_MAPS -> "bpf_array";
            case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, HASH_OF_MAPS -> "bpf_htab";
            case LPM_TRIE -> "lpm_trie";
            case QUEUE, STACK -> "bpf_queue_stack";
            case RINGBUF, USER_RINGBUF -> "bpf_ringbuf_map";
            case STACK_TRACE -> "bpf_stack_map";
            case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> "bpf_cgroup_storage_map";
            case REUSEPORT_SOCKARRAY -> "reuseport_array";
            case SOCKMAP -> "bpf_stab";
            case SOCKHASH -> "bpf_shtab";
            case DEVMAP, DEVMAP_HASH -> "bpf_dtab";
            case CPUMAP -> "bpf_cpu_map";
            case XSKMAP -> "xsk_map";
            case BLOOM_FILTER -> "bpf_bloom_filter";
            case STRUCT_OPS -> "bpf_struct_ops_map";
            case ARENA -> "bpf_arena";
            case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> "bpf_local_storage_map";
            default -> "";
        };
    }
}
