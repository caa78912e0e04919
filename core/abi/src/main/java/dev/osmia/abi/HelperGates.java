package dev.osmia.abi;

import java.util.Set;

/**
 * Helpers that are in the set of a program's type, but that Linux 6.18 refuses where they could run into themselves or
 * into a lock ({@code bpf_func_proto.allowed}): "helper call is not allowed in probe".
 */
public final class HelperGates {
    /** Functions of the kernel that hold nothing that {@code bpf_d_path} needs ({@code btf_allowlist_d_path}). */
    private static final Set<String> PATH_FUNCTIONS = Set.of("security_file_permission", "security_inode_getattr",
            "security_file_open", "security_path_truncate", "vfs_truncate", "vfs_fallocate", "dentry_open",
            "vfs_getattr", "filp_close");
    private static final String STORAGE = "bpf_sk_storage";

    private HelperGates() {
    }

    /** Whether a helper that is in the program's set may also be called, if the program does not say where it attaches. */
    public static boolean isOpen(Helper helper, ProgramType program) {
        return switch (helper) {
            case IMA_INODE_HASH, IMA_FILE_HASH, D_PATH -> false;
            case SK_STORAGE_GET, SK_STORAGE_DELETE -> !isTracing(program);
            default -> true;
        };
    }

    /**
     * Whether a helper that is in the program's set may also be called.
     *
     * @param program the type of the program
     * @param attach where it expects to be attached
     * @param target the kernel's function that it is attached to or, of a program of another program, empty
     * @param sleepableHook whether the target is a hook of the security modules that may sleep
     */
    public static boolean isOpen(Helper helper, ProgramType program, AttachType attach, String target,
            boolean sleepableHook) {
        return switch (helper) {
            case IMA_INODE_HASH, IMA_FILE_HASH -> sleepableHook;
            case D_PATH -> program == ProgramType.LSM
                    ? sleepableHook
                    : attach == AttachType.TRACE_ITER || PATH_FUNCTIONS.contains(target);
            case SK_STORAGE_GET, SK_STORAGE_DELETE -> !isTracing(program) || storageIsOpen(attach, target);
            default -> true;
        };
    }

    /** Whose storage helpers are those of tracing programs. */
    private static boolean isTracing(ProgramType program) {
        return program == ProgramType.TRACING || program == ProgramType.SYSCALL;
    }

    private static boolean storageIsOpen(AttachType attach, String target) {
        return switch (attach) {
            case TRACE_ITER, TRACE_RAW_TP -> true;
            case TRACE_FENTRY, TRACE_FEXIT -> !target.isEmpty() && !target.startsWith(STORAGE);
            default -> false;
        };
    }
}
