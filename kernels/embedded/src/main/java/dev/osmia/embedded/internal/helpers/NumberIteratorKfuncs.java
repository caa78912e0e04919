package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.Box;

import java.util.Map;

/**
 * The iterator over numbers behind {@code bpf_for} and {@code bpf_repeat}: eight bytes on the stack with the number that was
 * given last and the one before which it ends ({@code struct bpf_iter_num_kern}).
 */
final class NumberIteratorKfuncs implements KfuncFamily {
    private static final int END = 4;

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of(
                "bpf_iter_num_new", NumberIteratorKfuncs::create,
                "bpf_iter_num_next", NumberIteratorKfuncs::next,
                "bpf_iter_num_destroy", (run, iterator, _, _, _, _) -> finish(run.box(), iterator));
    }

    private static long create(Run run, long iterator, long first, long behind, long unused4, long unused5) {
        int start = (int) first;
        int end = (int) behind;
        if (start > end) {
            finish(run.box(), iterator);
            return Errno.EINVAL.result();
        }
        if ((long) end - start > LoopHelpers.MAX_LOOPS) {
            finish(run.box(), iterator);
            return Errno.E2BIG.result();
        }
        run.box().putInt(iterator, start - 1);
        run.box().putInt(iterator + END, end);
        return 0;
    }

    /** Answers with the address of the number, which is that of the iterator. */
    private static long next(Run run, long iterator, long unused2, long unused3, long unused4, long unused5) {
        // The number before the smallest one wraps around, and so does the one behind it.
        int number = run.box().getInt(iterator) + 1;
        if (number >= run.box().getInt(iterator + END)) {
            return finish(run.box(), iterator);
        }
        run.box().putInt(iterator, number);
        return iterator;
    }

    private static long finish(Box box, long iterator) {
        box.putLong(iterator, 0);
        return 0;
    }
}
