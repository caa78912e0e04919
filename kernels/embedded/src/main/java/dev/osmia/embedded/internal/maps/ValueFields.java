package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What the values of a map hold that belongs to the kernel, found in the BTF of the value ({@code struct btf_record}). */
public final class ValueFields {
    /** {@code BTF_FIELDS_MAX}. */
    private static final int MOST_FIELDS = 11;
    private static final Set<String> POINTER_TAGS = Set.of("kptr", "kptr_untrusted", "percpu_kptr", "uptr");
    private static final int PROGRAM_ACCESS = MapFlag.RDONLY_PROG.value() | MapFlag.WRONLY_PROG.value();
    private static final ValueFields NONE = new ValueFields(List.of());

    /** A field and where it starts. */
    public record Placed(SpecialField field, int offset) {}

    private final List<Placed> fields;
    private final int lockOffset;

    private ValueFields(List<Placed> fields) {
        this.fields = fields;
        this.lockOffset = offsetOf(SpecialField.SPIN_LOCK).orElse(-1);
    }

    /**
     * What the values of a map hold. As with libbpf, a type that Linux refuses for the map is as good as none: one of
     * another size, with fields that the map's type cannot hold, or whose programs may not write.
     */
    static ValueFields of(MapSpec spec) {
        TypeRef type = spec.valueType();
        if (type == null || !type.btf().hasSize(type.id()) || type.btf().byteSizeOf(type.id()) != spec.valueSize()) {
            return NONE;
        }
        List<Placed> found = new ArrayList<>();
        collect(type.btf(), type.id(), 0, found);
        found.sort(Comparator.comparingInt(Placed::offset));
        return found.isEmpty() || !isAcceptable(spec, found) ? NONE : new ValueFields(List.copyOf(found));
    }

    private static boolean isAcceptable(MapSpec spec, List<Placed> fields) {
        int end = 0;
        for (Placed placed : fields) {
            if (placed.offset() < end || placed.offset() % Integer.BYTES != 0
                    || !placed.field().isAllowedIn(spec.type())) {
                return false;
            }
            end = placed.offset() + placed.field().size();
        }
        return end <= spec.valueSize() && (spec.flags() & PROGRAM_ACCESS) == 0;
    }

    private static void collect(Btf btf, int id, int offset, List<Placed> found) {
        if (found.size() >= MOST_FIELDS) {
            return;
        }
        switch (btf.type(btf.resolve(id))) {
            case BtfType.Struct struct -> {
                var special = SpecialField.ofStruct(struct.name());
                if (special.isPresent()) {
                    found.add(new Placed(special.get(), offset));
                } else {
                    struct.members()
                            .forEach(member -> collect(btf, member.type(), offset + member.bitOffset() / 8, found));
                }
            }
            case BtfType.DataSection section -> section.entries()
                    .forEach(entry -> collect(btf, entry.type(), offset + entry.offset(), found));
            case BtfType.Var variable -> collect(btf, variable.type(), offset, found);
            case BtfType.Array array -> elements(btf, array, offset, found);
            case BtfType.Ptr pointer when isKernelPointer(btf, pointer) ->
                found.add(new Placed(SpecialField.KERNEL_POINTER, offset));
            default -> {
            }
        }
    }

    private static void elements(Btf btf, BtfType.Array array, int offset, List<Placed> found) {
        int before = -1;
        for (int index = 0; index < array.length() && found.size() > before; index++) {
            before = found.size();
            collect(btf, array.type(), offset + index * btf.sizeOf(array.type()), found);
        }
    }

    private static boolean isKernelPointer(Btf btf, BtfType.Ptr pointer) {
        return btf.type(pointer.type()) instanceof BtfType.TypeTag tag && POINTER_TAGS.contains(tag.name());
    }

    /** All of them, by offset. */
    public List<Placed> all() {
        return fields;
    }

    /** Where the first field of a kind starts. */
    public OptionalInt offsetOf(SpecialField field) {
        return fields.stream().filter(placed -> placed.field() == field).mapToInt(Placed::offset).findFirst();
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    boolean hasLock() {
        return lockOffset >= 0;
    }

    /**
     * Copies a value in; what belongs to the kernel stays as it is.
     *
     * @param flags with {@code BPF_F_LOCK} the value's spin lock is held meanwhile
     */
    void write(Words words, long from, long value, int size, long flags) {
        boolean locks = hasLock() && (flags & UpdateFlag.LOCK.value()) != 0;
        if (locks) {
            SpinLock.acquire(words.box(), value + lockOffset);
        }
        copyAround(words, from, value, size);
        if (locks) {
            SpinLock.release(words.box(), value + lockOffset);
        }
    }

    /** Copies a value in that nobody knows yet; what belongs to the kernel is zero in it. */
    void initialize(Words words, long from, long value, int size) {
        copyAround(words, from, value, size);
        fields.forEach(placed -> words.zero(value + placed.offset(), placed.field().size()));
    }

    /** Copies a value out, with zeros in place of what belongs to the kernel. */
    void read(Words words, long value, long target, int size, long flags) {
        boolean locks = hasLock() && (flags & UpdateFlag.LOCK.value()) != 0;
        if (locks) {
            SpinLock.acquire(words.box(), value + lockOffset);
        }
        initialize(words, value, target, size);
        if (locks) {
            SpinLock.release(words.box(), value + lockOffset);
        }
    }

    private void copyAround(Words words, long from, long to, int size) {
        int start = 0;
        for (Placed placed : fields) {
            words.copy(from + start, to + start, placed.offset() - start);
            start = placed.offset() + placed.field().size();
        }
        words.copy(from + start, to + start, size - start);
    }
}
