package dev.osmia.btf;

/**
 * Finds types that contain themselves, chains deeper than {@link Btf#MAX_NESTING}, and types that would become more than
 * {@link #MAX_EXPANSION} when they are written out, as two members of one type at each of 30 levels do. A depth-first walk
 * with its own stack, of the table's own types (its base was checked when it was read).
 */
final class NestingCheck {
    private static final byte NEW = 0;
    private static final byte OPEN = 1;
    private static final byte DONE = 2;

    /** Linux's largest struct has some ten thousand parts, those of the structs within it included. */
    private static final int MAX_EXPANSION = 1 << 20;

    /** What all declarations together may spell out: Linux's own types need 2 each. */
    private static final int MAX_DECLARED = 1 << 18;
    private static final int MAX_DECLARED_PER_TYPE = 16;

    /** Which references count. */
    enum Edges {
        /** What a value of a type holds: no pointer is followed. */
        BY_VALUE,
        /** What a declaration in C spells out: pointers and prototypes are followed, only anonymous structs entered. */
        DECLARATOR
    }

    private final Btf btf;
    private final TypeTable types;
    private final long sectionOffset;
    private final Edges edges;
    private final byte[] state;
    private final byte[] depth;
    private long total;
    private final int[] expansion;
    private final int[] path = new int[Btf.MAX_NESTING];
    private final int[] nextEdge = new int[Btf.MAX_NESTING];

    NestingCheck(Btf btf, long sectionOffset, Edges edges) {
        this.btf = btf;
        this.types = btf.types();
        this.sectionOffset = sectionOffset;
        this.edges = edges;
        this.state = new byte[btf.size() - btf.firstId()];
        this.depth = new byte[state.length];
        this.expansion = new int[state.length];
    }

    void run() {
        for (int id = btf.firstId(); id < btf.size(); id++) {
            if (state[index(id)] == NEW) {
                walk(id);
            }
        }
    }

    private void walk(int root) {
        int top = 0;
        enter(root, 0);
        while (top >= 0) {
            int id = path[top];
            int target = edge(id, nextEdge[top]++);
            if (target < 0) {
                leave(id);
                top--;
                if (top >= 0) {
                    deepen(path[top], id);
                }
            } else if (target >= btf.firstId()) {
                switch (state[index(target)]) {
                    case OPEN -> throw fault(target, "contains itself", "an end to the chain of types");
                    case DONE -> deepen(id, target);
                    default -> enter(target, ++top);
                }
            }
        }
    }

    private void enter(int id, int at) {
        if (at == Btf.MAX_NESTING) {
            throw tooDeep(id);
        }
        state[index(id)] = OPEN;
        path[at] = id;
        nextEdge[at] = 0;
    }

    private void leave(int id) {
        state[index(id)] = DONE;
        total += expansion[index(id)];
        if (edges == Edges.DECLARATOR && total > MAX_DECLARED + (long) MAX_DECLARED_PER_TYPE * state.length) {
            throw fault(id, "is the last of types that consist of " + total + " when written out", "less repetition");
        }
    }

    private void deepen(int id, int child) {
        int deeper = depth[index(child)] + 1;
        if (deeper == Btf.MAX_NESTING) {
            throw tooDeep(id);
        }
        depth[index(id)] = (byte) Math.max(depth[index(id)], deeper);
        boolean spelledByName = edges == Edges.DECLARATOR && types.kind(child) == BtfKind.TYPEDEF;
        expansion[index(id)] += spelledByName ? 1 : 1 + expansion[index(child)];
        if (expansion[index(id)] > MAX_EXPANSION) {
            throw fault(id, "consists of more than " + MAX_EXPANSION + " types when written out", "less repetition");
        }
    }

    /** The type that an edge leads to, -1 behind the last edge. */
    private int edge(int id, int number) {
        BtfKind kind = types.kind(id);
        if (kind.isComposite()) {
            boolean entered = edges == Edges.BY_VALUE || btf.strings().isEmpty(types.nameOffset(id));
            return entered && number < types.vlen(id)
                    ? types.element(id, number, kind.elementWords(), TypeDecoder.MEMBER_TYPE)
                    : -1;
        }
        if (kind == BtfKind.FUNC_PROTO && edges == Edges.DECLARATOR && number > 0 && number <= types.vlen(id)) {
            return types.element(id, number - 1, kind.elementWords(), 1);
        }
        if (number > 0) {
            return -1;
        }
        return switch (kind) {
            case ARRAY -> types.fixed(id, TypeDecoder.ARRAY_TYPE);
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, VAR -> types.sizeOrType(id);
            case PTR, FUNC_PROTO -> edges == Edges.DECLARATOR ? types.sizeOrType(id) : -1;
            default -> -1;
        };
    }

    private int index(int id) {
        return id - btf.firstId();
    }

    private BtfFormatException tooDeep(int id) {
        return fault(id, "lies in a chain of more than " + Btf.MAX_NESTING + " types", "less nesting");
    }

    private BtfFormatException fault(int id, String what, String expected) {
        return new BtfFormatException(sectionOffset + 4L * types.start(id),
                "type " + id + " (" + types.kind(id) + ") " + what, expected);
    }
}
