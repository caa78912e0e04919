package dev.osmia.verifier.internal.program;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.verifier.internal.program.Field.Kind;
import dev.osmia.verifier.internal.types.KernelTypes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the kernel's fields in a type ({@code btf_parse_fields}). Types that Linux refuses give none. */
final class FieldFinder {
    private static final int MOST = 11;
    private static final String CONTAINS = "contains:";
    private static final Map<String, Kind> POINTER_TAGS = Map.of("kptr_untrusted", Kind.UNREFERENCED_POINTER, "kptr",
            Kind.POINTER, "percpu_kptr", Kind.PERCPU_POINTER, "uptr", Kind.USER_POINTER);

    private final Btf btf;
    private final Target target;
    private final Set<Kind> wanted;
    private final List<Field> found = new ArrayList<>();

    private FieldFinder(Btf btf, Target target, Set<Kind> wanted) {
        this.btf = btf;
        this.target = target;
        this.wanted = wanted;
    }

    static List<Field> find(Btf btf, int type, Target target, Set<Kind> wanted) {
        FieldFinder finder = new FieldFinder(btf, target, wanted);
        finder.enter(btf.resolve(type), 0);
        finder.found.sort(Comparator.comparingInt(Field::offset));
        return List.copyOf(finder.found);
    }

    /** Whether a member of a struct is a field itself, or a pointer that is one. */
    static boolean hasDirectly(Btf btf, BtfType.Struct struct, Set<Kind> wanted) {
        return struct.members()
                .stream()
                .anyMatch(member -> kindOf(btf.type(member.type()), wanted) != null
                        || pointerKind(btf, member.type(), wanted) != null);
    }

    private void enter(int id, int offset) {
        switch (btf.type(id)) {
            case BtfType.Struct struct -> enter(id, struct.members(), offset);
            case BtfType.Union union -> enter(id, union.members(), offset);
            case BtfType.DataSection section -> section.entries().forEach(entry -> {
                if (btf.type(entry.type()) instanceof BtfType.Var variable) {
                    look(entry.type(), -1, variable.type(), offset + entry.offset());
                }
            });
            default -> {
            }
        }
    }

    private void enter(int owner, List<BtfType.Member> members, int offset) {
        for (int index = 0; index < members.size(); index++) {
            look(owner, index, members.get(index).type(), offset + members.get(index).bitOffset() / Byte.SIZE);
        }
    }

    private void look(int owner, int member, int type, int offset) {
        int element = type;
        long count = 1;
        while (btf.type(btf.resolve(element)) instanceof BtfType.Array array) {
            count *= array.length();
            element = array.type();
        }
        Kind kind = kindOf(btf.type(btf.resolve(element)), wanted);
        if (kind == null) {
            kind = pointerKind(btf, element, wanted);
        }
        int size = kind == null ? btf.hasSize(element) ? btf.sizeOf(element) : 0 : kind.size();
        for (long index = 0; index < count && found.size() < MOST && size > 0; index++) {
            int at = (int) (offset + index * size);
            if (kind != null) {
                add(owner, member, element, kind, at);
            } else {
                int before = found.size();
                enter(btf.resolve(element), at);
                if (found.size() == before) {
                    return;
                }
            }
        }
    }

    private static @Nullable Kind kindOf(BtfType type, Set<Kind> wanted) {
        if (type instanceof BtfType.Struct struct) {
            for (Kind kind : wanted) {
                if (!kind.isPointer() && kind.text().equals(struct.name())) {
                    return kind;
                }
            }
        }
        return null;
    }

    private static @Nullable Kind pointerKind(Btf btf, int type, Set<Kind> wanted) {
        int at = type;
        while (btf.type(at) instanceof BtfType.Modifier && btf.kind(at) != BtfKind.TYPE_TAG
                || btf.type(at) instanceof BtfType.Typedef) {
            at = btf.type(at) instanceof BtfType.Modifier other
                    ? other.type()
                    : ((BtfType.Typedef) btf.type(at)).type();
        }
        if (btf.type(at) instanceof BtfType.Ptr pointer && btf.kind(pointer.type()) == BtfKind.TYPE_TAG) {
            Kind kind = POINTER_TAGS.get(btf.name(pointer.type()));
            return kind != null && wanted.contains(kind) ? kind : null;
        }
        return null;
    }

    private void add(int owner, int member, int type, Kind kind, int offset) {
        if (offset % kind.alignment() != 0) {
            return;
        }
        if (kind.isPointer()) {
            addPointer(type, kind, offset);
        } else if (kind.isRoot()) {
            addRoot(owner, member, kind, offset);
        } else {
            found.add(new Field(kind, offset, null, 0, ""));
        }
    }

    /** A kernel's type by that name comes before the program's own. */
    private void addPointer(int type, Kind kind, int offset) {
        int at = btf.resolve(type);
        int pointed = btf.resolve(((BtfType.Ptr) btf.type(at)).type());
        Optional<KernelTypes.Found> kernels = kind == Kind.USER_POINTER
                ? Optional.empty()
                : target.types().find(btf.name(pointed), btf.kind(pointed));
        found.add(kernels.map(known -> new Field(kind, offset, known.btf(), known.id(), ""))
                .orElseGet(() -> new Field(kind, offset, btf, pointed, "")));
    }

    /** What a list or a tree holds stands in a tag of the member: {@code contains:STRUCT:MEMBER}. */
    private void addRoot(int owner, int member, Kind kind, int offset) {
        for (int id = 1; id < btf.size(); id++) {
            if (btf.type(id) instanceof BtfType.DeclTag tag && tag.type() == owner && tag.component() == member
                    && tag.name().startsWith(CONTAINS)) {
                String[] parts = tag.name().substring(CONTAINS.length()).split(":", 2);
                var value = KernelTypes.find(btf, parts[0], BtfKind.STRUCT);
                if (parts.length == 2 && value.isPresent()) {
                    found.add(new Field(kind, offset, btf, value.getAsInt(), parts[1]));
                }
                return;
            }
        }
    }
}
