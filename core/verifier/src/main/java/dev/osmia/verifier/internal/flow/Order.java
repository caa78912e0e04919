package dev.osmia.verifier.internal.flow;

import dev.osmia.verifier.internal.program.Program;
import dev.osmia.verifier.internal.program.Subprograms;

/** The slots of each function in postorder: a slot after those that control goes to from it, but for loops. */
public final class Order {
    private final int[] slots;
    private final int[] starts;

    public Order(Program program, Subprograms subprograms) {
        Successors successors = new Successors(program);
        slots = new int[program.length()];
        starts = new int[subprograms.count() + 1];
        boolean[] discovered = new boolean[program.length()];
        boolean[] explored = new boolean[program.length()];
        int[] stack = new int[program.length() + 1];
        int count = 0;
        for (int index = 0; index < subprograms.count(); index++) {
            starts[index] = count;
            int depth = 1;
            stack[0] = subprograms.get(index).start();
            while (depth > 0) {
                int top = stack[depth - 1];
                discovered[top] = true;
                if (explored[top]) {
                    slots[count++] = top;
                    depth--;
                    continue;
                }
                depth = discover(successors.next(top), discovered, stack, depth);
                depth = discover(successors.target(top), discovered, stack, depth);
                explored[top] = true;
            }
        }
        starts[subprograms.count()] = count;
    }

    private static int discover(int slot, boolean[] discovered, int[] stack, int depth) {
        if (slot < 0 || discovered[slot]) {
            return depth;
        }
        discovered[slot] = true;
        stack[depth] = slot;
        return depth + 1;
    }

    /** Where a function's slots begin; those of the next one end them. */
    public int start(int subprogram) {
        return starts[subprogram];
    }

    public int count() {
        return starts[starts.length - 1];
    }

    public int slot(int index) {
        return slots[index];
    }
}
