package dev.osmia.verifier.internal.program;

import dev.osmia.btf.Btf;
import org.jspecify.annotations.Nullable;

/**
 * A part of a map's value or of an allocated object that only the kernel may write ({@code struct btf_field}).
 *
 * @param kind what it is
 * @param offset bytes from the start
 * @param btf the table of the type that a pointer leads to, or that a list or a tree holds; null for other kinds
 * @param type that type's id
 * @param node of a list or a tree: the name of the member by which objects are held
 */
public record Field(Kind kind, int offset, @Nullable Btf btf, int type, String node) {

    /** The sorts of fields. */
    public enum Kind {
        SPIN_LOCK("bpf_spin_lock", 4),
        RES_SPIN_LOCK("bpf_res_spin_lock", 4),
        TIMER("bpf_timer", 16),
        WORK_QUEUE("bpf_wq", 16),
        TASK_WORK("bpf_task_work", 8),
        LIST_HEAD("bpf_list_head", 16),
        LIST_NODE("bpf_list_node", 24),
        TREE_ROOT("bpf_rb_root", 16),
        TREE_NODE("bpf_rb_node", 32),
        REFERENCE_COUNT("bpf_refcount", 4),
        UNREFERENCED_POINTER("kptr", 8),
        POINTER("kptr", 8),
        PERCPU_POINTER("percpu_kptr", 8),
        USER_POINTER("uptr", 8);

        private final String text;
        private final int size;

        Kind(String text, int size) {
            this.text = text;
            this.size = size;
        }

        /** As messages name it. */
        public String text() {
            return text;
        }

        /** Bytes. */
        public int size() {
            return size;
        }

        /** Whether it is a pointer of the kernel or to a process. */
        public boolean isPointer() {
            return compareTo(UNREFERENCED_POINTER) >= 0;
        }

        /** Whether {@code bpf_kptr_xchg} and loads are for it, and not a process. */
        public boolean isKernelPointer() {
            return isPointer() && this != USER_POINTER;
        }

        /** Whether it is what objects are held by. */
        public boolean isNode() {
            return this == LIST_NODE || this == TREE_NODE;
        }

        /** Whether it holds objects. */
        public boolean isRoot() {
            return this == LIST_HEAD || this == TREE_ROOT;
        }

        /** Whether a value has at most one. */
        boolean isSingle() {
            return compareTo(TASK_WORK) <= 0 || this == REFERENCE_COUNT;
        }

        /** What it has to be aligned to. */
        int alignment() {
            return Math.min(size, Long.BYTES);
        }
    }
}
