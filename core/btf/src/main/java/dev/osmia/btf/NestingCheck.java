package dev.osmia.btf;

/**
 * Finds types that contain themselves, and chains deeper than {@link Btf#MAX_NESTING}: a depth-first walk with its own
 * stack, of the table's own types (its base was checked when it was read).
 */
final class NestingCheck {
    private static final byte NEW = 0;
    private static final byte OPEN = 1;
    private static final byte DONE = 2;

    /** Which references count. */
    enum Edges {
        /** What a value of a type holds: no pointer is followed. */
        BY_VALUE,
        /** What must be named to write a type down: pointers are followed, structs are not entered. */
        DECLARATOR
    }

    private final Btf btf;
    private final TypeTable types;
    private final long sectionOffset;
    private final Edges edges;
    private final byte[] state;
    private final byte[] depth;
    private final int[] path = new int[Btf.MAX_NESTING];
    private final int[] nextEdge = new int[Btf.MAX_NESTING];

    NestingCheck(Btf btf, long sectionOffset, Edges edges) {
        this.btf = btf;
        this.types = btf.types();
        this.sectionOffset = sectionOffset;
        this.edges = edges;
        this.state = new byte[btf.size() - btf.firstId()];
        this.depth = new byte[state.length];
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
    }

    private void deepen(int id, int child) {
        int deeper = depth[index(child)] + 1;
        if (deeper == Btf.MAX_NESTING) {
            throw tooDeep(id);
        }
        depth[index(id)] = (byte) Math.max(depth[index(id)], deeper);
    }

    /** The type that an edge leads to, -1 behind the last edge. */
    private int edge(int id, int number) {
        BtfKind kind = types.kind(id);
        if (kind.isComposite()) {
            return edges == Edges.BY_VALUE && number < types.vlen(id)
                    ? types.element(id, number, kind.elementWords(), TypeDecoder.MEMBER_TYPE)
                    : -1;
        }
        if (number > 0) {
            return -1;
        }
        return switch (kind) {
            case ARRAY -> types.fixed(id, TypeDecoder.ARRAY_TYPE);
            case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, VAR -> types.sizeOrType(id);
            case PTR -> edges == Edges.DECLARATOR ? types.sizeOrType(id) : -1;
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
