package dev.osmia.verifier.internal.program;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.TypeRef;
import dev.osmia.verifier.internal.program.Field.Kind;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What map values and allocated objects hold that only the kernel may write ({@code struct btf_record}). */
public final class Fields {
    /** None. */
    public static final Fields NONE = new Fields(List.of());

    private static final Set<Kind> OF_VALUES = EnumSet.complementOf(EnumSet.of(Kind.LIST_NODE, Kind.TREE_NODE));
    private static final Set<Kind> OF_OBJECTS = EnumSet.of(Kind.SPIN_LOCK, Kind.LIST_HEAD, Kind.LIST_NODE,
            Kind.TREE_ROOT, Kind.TREE_NODE, Kind.REFERENCE_COUNT, Kind.UNREFERENCED_POINTER, Kind.POINTER,
            Kind.PERCPU_POINTER, Kind.RES_SPIN_LOCK);

    private final List<Field> all;

    private Fields(List<Field> all) {
        this.all = all;
    }

    /** Those of a map's values. */
    static Fields ofValue(@Nullable TypeRef type, int valueSize, Target target) {
        if (type == null || !type.btf().hasSize(type.id()) || type.btf().byteSizeOf(type.id()) != valueSize) {
            return NONE;
        }
        return of(FieldFinder.find(type.btf(), type.id(), target, OF_VALUES));
    }

    /** Those of objects that programs allocate; none if no member of the type itself is one ({@code btf_find_struct_meta}). */
    public static Fields ofObject(Btf btf, int type, Target target) {
        return btf.type(type) instanceof BtfType.Struct struct && FieldFinder.hasDirectly(btf, struct, OF_OBJECTS)
                ? of(FieldFinder.find(btf, type, target, OF_OBJECTS))
                : NONE;
    }

    private static Fields of(List<Field> found) {
        return found.isEmpty() ? NONE : new Fields(found);
    }

    /** By their offsets. */
    public List<Field> all() {
        return all;
    }

    public boolean has(Kind kind) {
        return any(field -> field.kind() == kind);
    }

    public boolean any(Predicate<Field> predicate) {
        for (Field field : all) {
            if (predicate.test(field)) {
                return true;
            }
        }
        return false;
    }

    /** Where the only field of a kind starts, -1 if there is none. */
    public int offsetOf(Kind kind) {
        return all.stream().filter(field -> field.kind() == kind).mapToInt(Field::offset).findFirst().orElse(-1);
    }

    /** The field that starts at an offset, null if there is none such. */
    public @Nullable Field at(long offset, Predicate<Kind> kinds) {
        for (Field field : all) {
            if (field.offset() == offset && kinds.test(field.kind())) {
                return field;
            }
        }
        return null;
    }

    public boolean hasLock() {
        return has(Kind.SPIN_LOCK) || has(Kind.RES_SPIN_LOCK);
    }

    /** Whether functions of the program may be called later because of a value. */
    public boolean hasAsync() {
        return has(Kind.TIMER) || has(Kind.WORK_QUEUE) || has(Kind.TASK_WORK);
    }
}
