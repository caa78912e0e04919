package dev.osmia.embedded.internal.maps;

import java.util.Optional;

/** Types that only the kernel may write in a map value ({@code enum btf_field_type}). */
public enum SpecialField {
    SPIN_LOCK("bpf_spin_lock", 4),
    RESILIENT_SPIN_LOCK("bpf_res_spin_lock", 4),
    TIMER("bpf_timer", 16),
    WORK_QUEUE("bpf_wq", 16),
    TASK_WORK("bpf_task_work", 8),
    LIST_HEAD("bpf_list_head", 16),
    LIST_NODE("bpf_list_node", 24),
    TREE_ROOT("bpf_rb_root", 16),
    TREE_NODE("bpf_rb_node", 32),
    REFERENCE_COUNT("bpf_refcount", 4),
    KERNEL_POINTER("", 8);

    private final String struct;
    private final int size;

    SpecialField(String struct, int size) {
        this.struct = struct;
        this.size = size;
    }

    /** Bytes that it takes. */
    public int size() {
        return size;
    }

    static Optional<SpecialField> ofStruct(String name) {
        for (SpecialField field : values()) {
            if (field.struct.equals(name) && !name.isEmpty()) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
