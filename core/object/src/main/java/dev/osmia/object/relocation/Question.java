package dev.osmia.object.relocation;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.Enumeration;
import dev.osmia.btf.CoreKind;
import dev.osmia.object.CoreRelocation;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a relocation asks, understood.
 *
 * @param local the place in the object's own types; without steps if the question is about a type
 */
public record Question(CoreKind kind, Path local) {
    private static final Pattern NUMBERS = Pattern.compile("\\d{1,10}(:\\d{1,10})*");
    private static final CoreKind[] KINDS = CoreKind.values();

    /** What a question is about. */
    enum Subject {
        FIELD, TYPE, ENUMERATOR
    }

    Subject subject() {
        return switch (kind) {
            case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_EXISTS, FIELD_SIGNED, FIELD_LSHIFT_U64, FIELD_RSHIFT_U64 ->
                Subject.FIELD;
            case TYPE_ID_LOCAL, TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES -> Subject.TYPE;
            case ENUMVAL_EXISTS, ENUMVAL_VALUE -> Subject.ENUMERATOR;
        };
    }

    /**
     * Reads a relocation.
     *
     * @param btf the object's types, or null if it has none
     * @throws RelocationFault if it is no question about those types
     */
    public static Question of(@Nullable Btf btf, CoreRelocation relocation) {
        if (relocation.kind() < 0 || relocation.kind() >= KINDS.length) {
            throw RelocationFault.object("kind " + relocation.kind() + ", expected 0 to " + (KINDS.length - 1));
        }
        CoreKind kind = KINDS[relocation.kind()];
        if (btf == null) {
            throw RelocationFault.object("the object has no types, expected type " + relocation.typeId());
        }
        if (relocation.typeId() < 0 || relocation.typeId() >= btf.size()) {
            throw RelocationFault.object("type " + relocation.typeId() + ", expected 0 to " + (btf.size() - 1));
        }
        int[] indices = indices(relocation.access());
        Question question = new Question(kind, new Path(btf, relocation.typeId(), List.of(), 0));
        return switch (question.subject()) {
            case TYPE -> question.ofType(relocation.access());
            case FIELD -> new Question(kind, Path.along(btf, relocation.typeId(), indices));
            case ENUMERATOR -> question.ofEnumerator(indices);
        };
    }

    private static int[] indices(String access) {
        if (NUMBERS.matcher(access).matches()) {
            long[] numbers = Pattern.compile(":").splitAsStream(access).mapToLong(Long::parseLong).toArray();
            if (numbers.length <= Path.MAX_STEPS
                    && Arrays.stream(numbers).allMatch(number -> number <= Integer.MAX_VALUE)) {
                return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
            }
        }
        throw RelocationFault.object("access '" + access + "', expected at most " + Path.MAX_STEPS
                + " numbers with colons between them");
    }

    private Question ofType(String access) {
        if (!access.equals("0")) {
            throw RelocationFault.object("access '" + access + "' of a type, expected '0'");
        }
        if (kind == CoreKind.TYPE_SIZE) {
            Path.size(local.btf(), local.root());
        }
        return this;
    }

    private Question ofEnumerator(int[] indices) {
        int type = local.btf().resolve(local.root());
        if (!(local.btf().type(type) instanceof Enumeration enumeration)) {
            throw RelocationFault.object("a value of " + Naming.of(local.btf(), type) + ", expected an enum");
        }
        if (indices.length > 1 || indices[0] >= enumeration.values().size()) {
            throw RelocationFault.object("value " + indices[indices.length - 1] + " of "
                    + Naming.of(local.btf(), type) + ", expected one of its " + enumeration.values().size());
        }
        Accessor value = new Accessor(type, indices[0], enumeration.values().get(indices[0]).name());
        return new Question(kind, new Path(local.btf(), local.root(), List.of(value), 0));
    }

    /** The type that the question starts from, as the object calls it. */
    String root() {
        return Naming.of(local.btf(), local.root());
    }

    /** What is asked for, as a phrase: {@code field real_parent.tgid of struct task_struct}. */
    public String phrase() {
        String steps = Naming.steps(local);
        return switch (subject()) {
            case FIELD -> steps.isEmpty() ? root() : "field " + steps + " of " + root();
            case ENUMERATOR -> "value " + steps + " of " + root();
            case TYPE -> root();
        };
    }
}
