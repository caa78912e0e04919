package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What only the kernel may write in a map value ({@code enum btf_field_type}), and in maps of which types it may be. */
public enum SpecialField {
    SPIN_LOCK("bpf_spin_lock", 4, Holders.UNSHARED),
    RESILIENT_SPIN_LOCK("bpf_res_spin_lock", 4, Holders.UNSHARED),
    TIMER("bpf_timer", 16, Holders.ONE_VALUE),
    WORK_QUEUE("bpf_wq", 16, Holders.ONE_VALUE),
    TASK_WORK("bpf_task_work", 8, Holders.ONE_VALUE),
    LIST_HEAD("bpf_list_head", 16, Holders.ONE_VALUE),
    TREE_ROOT("bpf_rb_root", 16, Holders.ONE_VALUE),
    REFERENCE_COUNT("bpf_refcount", 4, Holders.ANY),
    /** A pointer with one of the tags {@code __kptr}, {@code __kptr_untrusted}, {@code __percpu_kptr}, {@code __uptr}. */
    KERNEL_POINTER("", 8, Holders.ANY);

    private static final class Holders {
        static final Set<MapType> UNSHARED = EnumSet.of(MapType.HASH, MapType.ARRAY);
        static final Set<MapType> ONE_VALUE = EnumSet.of(MapType.HASH, MapType.LRU_HASH, MapType.ARRAY);
        static final Set<MapType> ANY = EnumSet.of(MapType.HASH, MapType.PERCPU_HASH, MapType.LRU_HASH,
                MapType.LRU_PERCPU_HASH, MapType.ARRAY, MapType.PERCPU_ARRAY);
    }

    private final String struct;
    private final int size;
    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Set<MapType> holders;

    SpecialField(String struct, int size, Set<MapType> holders) {
        this.struct = struct;
        this.size = size;
        this.holders = holders;
    }

    /** Bytes that it takes. */
    public int size() {
        return size;
    }

    /** The struct by which it is known in C; empty for pointers. */
    public String structName() {
        return struct;
    }

    /** Whether maps of a type may hold it. */
    boolean isAllowedIn(MapType type) {
        return holders.contains(type);
    }

    /** The field that a struct of that name is. */
    static Optional<SpecialField> ofStruct(String name) {
        for (SpecialField field : values()) {
            if (!name.isEmpty() && field.struct.equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
