package dev.osmia.verifier.internal.flow;

import dev.osmia.verifier.internal.program.Program;

/** Numbers the loops of a program: its strongly connected components, by Tarjan's algorithm without recursion. */
public final class Components {
    private static final int OFF_STACK = Integer.MAX_VALUE;

    private final Successors successors;
    private final InsnFacts facts;
    private final int[] stack;
    private final int[] order;
    private final int[] lowest;
    private final int[] path;
    private int stacked;
    private int nextOrder = 1;
    private int nextComponent = 1;

    private Components(Program program, InsnFacts facts) {
        successors = new Successors(program);
        this.facts = facts;
        stack = new int[program.length()];
        order = new int[program.length()];
        lowest = new int[program.length()];
        path = new int[program.length()];
    }

    /** Fills in {@link InsnFacts#component}. */
    public static void find(Program program, InsnFacts facts) {
        Components components = new Components(program, facts);
        for (int slot = 0; slot < program.length(); slot++) {
            if (components.order[slot] == 0 && program.insn(slot).code() != 0) {
                components.walk(slot);
            }
        }
    }

    private void walk(int start) {
        int depth = 1;
        path[0] = start;
        stacked = 0;
        while (depth > 0) {
            int slot = path[depth - 1];
            if (order[slot] == 0) {
                order[slot] = nextOrder;
                lowest[slot] = nextOrder++;
                stack[stacked++] = slot;
            }
            int next = unvisited(slot, successors.next(slot));
            if (next < 0) {
                next = unvisited(slot, successors.target(slot));
            }
            if (next >= 0) {
                path[depth++] = next;
            } else {
                if (lowest[slot] >= order[slot]) {
                    close(slot);
                }
                depth--;
            }
        }
    }

    /** The successor if it has not been visited, else -1 with what it reaches taken note of. */
    private int unvisited(int slot, int successor) {
        if (successor < 0) {
            return -1;
        }
        if (order[successor] == 0) {
            return successor;
        }
        lowest[slot] = Math.min(lowest[slot], lowest[successor]);
        return -1;
    }

    private void close(int root) {
        boolean isLoop = stack[stacked - 1] != root || successors.next(root) == root
                || successors.target(root) == root;
        int slot;
        do {
            slot = stack[--stacked];
            lowest[slot] = OFF_STACK;
            if (isLoop) {
                facts.component[slot] = nextComponent;
            }
        } while (slot != root);
        nextComponent += isLoop ? 1 : 0;
    }
}
