package dev.osmia.verifier.internal.program;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What the values of a map hold that only the kernel may write ({@code struct btf_record}). */
public final class MapFields {
    /** None. */
    public static final MapFields NONE = new MapFields(List.of());

    private static final int MOST = 11;
    private static final Set<String> POINTER_TAGS = Set.of("kptr", "kptr_untrusted", "percpu_kptr", "uptr");

    private final List<Field> all;

    /** The sorts of fields, by the names that messages use. */
    public enum Kind {
        SPIN_LOCK("bpf_spin_lock", 4),
        RES_SPIN_LOCK("bpf_res_spin_lock", 4),
        TIMER("bpf_timer", 16),
        WORK_QUEUE("bpf_wq",
                16),
        TASK_WORK("bpf_task_work", 8),
        LIST_HEAD("bpf_list_head", 16),
        TREE_ROOT("bpf_rb_root",
                16),
        REFERENCE_COUNT("bpf_refcount", 4),
        POINTER("kptr", 8);

        private final String text;
        private final int size;

        Kind(String text, int size) {
            this.text = text;
            this.size = size;
        }

        public String text() {
            return text;
        }

        /** Bytes. */
        public int size() {
            return size;
        }
    }

    /** A field, and where it starts. */
    public record Field(Kind kind, int offset) {}

    private MapFields(List<Field> all) {
        this.all = all;
    }

    static MapFields of(@Nullable TypeRef type, int valueSize) {
        if (type == null || !type.btf().hasSize(type.id()) || type.btf().byteSizeOf(type.id()) != valueSize) {
            return NONE;
        }
        List<Field> found = new ArrayList<>();
        collect(type.btf(), type.id(), 0, found);
        found.sort(Comparator.comparingInt(Field::offset));
        return found.isEmpty() ? NONE : new MapFields(List.copyOf(found));
    }

    private static void collect(Btf btf, int id, int offset, List<Field> found) {
        if (found.size() >= MOST) {
            return;
        }
        switch (btf.type(btf.resolve(id))) {
            case BtfType.Struct struct -> {
                Kind kind = ofStruct(struct.name());
                if (kind != null) {
                    found.add(new Field(kind, offset));
                } else {
                    struct.members()
                            .forEach(member -> collect(btf, member.type(), offset + member.bitOffset() / 8, found));
                }
            }
            case BtfType.DataSection section -> section.entries()
                    .forEach(entry -> collect(btf, entry.type(), offset + entry.offset(), found));
            case BtfType.Var variable -> collect(btf, variable.type(), offset, found);
            case BtfType.Array array -> {
                int before = -1;
                for (int index = 0; index < array.length() && found.size() > before; index++) {
                    before = found.size();
                    collect(btf, array.type(), offset + index * btf.sizeOf(array.type()), found);
                }
            }
            case BtfType.Ptr pointer when btf.type(pointer.type()) instanceof BtfType.TypeTag tag
                    && POINTER_TAGS.contains(tag.name()) ->
                found.add(new Field(Kind.POINTER, offset));
            default -> {
            }
        }
    }

    private static @Nullable Kind ofStruct(String name) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.POINTER && kind.text.equals(name)) {
                return kind;
            }
        }
        return null;
    }

    public List<Field> all() {
        return all;
    }

    public boolean has(Kind kind) {
        return all.stream().anyMatch(field -> field.kind() == kind);
    }

    /** Where the only field of a kind starts, -1 if there is none. */
    public int offsetOf(Kind kind) {
        return all.stream().filter(field -> field.kind() == kind).mapToInt(Field::offset).findFirst().orElse(-1);
    }

    /** The kernel pointer that starts at an offset, null if there is none. */
    public @Nullable Field pointerAt(long offset) {
        return all.stream()
                .filter(field -> field.kind() == Kind.POINTER && field.offset() == offset)
                .findFirst()
                .orElse(null);
    }

    public boolean hasLock() {
        return has(Kind.SPIN_LOCK) || has(Kind.RES_SPIN_LOCK);
    }

    /** Whether functions of the program may be called later because of a value. */
    public boolean hasAsync() {
        return has(Kind.TIMER) || has(Kind.WORK_QUEUE) || has(Kind.TASK_WORK);
    }
}
