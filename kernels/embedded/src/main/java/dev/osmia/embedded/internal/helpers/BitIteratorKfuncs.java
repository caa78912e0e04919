package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.Run;
import dev.osmia.embedded.internal.memory.Box;

import java.util.Map;

/**
 * The iterator over the bits that are set in some memory: sixteen bytes on the stack with the bits, or the address of a
 * copy of them, then how many they are, then the one that was given last ({@code struct bpf_iter_bits_kern}).
 */
final class BitIteratorKfuncs implements KfuncFamily {
    /** {@code BITS_ITER_NR_WORDS_MAX}. */
    private static final int MAX_WORDS = 511;
    private static final int COUNT = 8;
    private static final int BIT = 12;

    @Override
    public Map<String, HelperFunction> functions() {
        return Map.of(
                "bpf_iter_bits_new", BitIteratorKfuncs::create,
                "bpf_iter_bits_next", BitIteratorKfuncs::next,
                "bpf_iter_bits_destroy", BitIteratorKfuncs::destroy);
    }

    private static long create(Run run, long iterator, long from, long count, long unused4, long unused5) {
        Box box = run.box();
        box.putLong(iterator, 0);
        box.putInt(iterator + COUNT, 0);
        box.putInt(iterator + BIT, -1);
        int words = (int) count;
        if (from == 0 || words == 0) {
            return Errno.EINVAL.result();
        }
        if (Integer.compareUnsigned(words, MAX_WORDS) > 0) {
            return Errno.E2BIG.result();
        }
        if (!run.mayRead(from, (long) words * Long.BYTES)) {
            // Linux passes on why it could not read several words, but not why it could not read one.
            return words > 1 && !FaultTolerantBytes.isKernel(box, from) ? Errno.ERANGE.result() : Errno.EFAULT.result();
        }
        if (words == 1) {
            box.putLong(iterator, box.getLong(from));
        } else {
            long copy = blocks(run).tryAllocate(words * Long.BYTES);
            if (copy == 0) {
                return Errno.ENOMEM.result();
            }
            box.copy(from, copy, (long) words * Long.BYTES);
            box.putLong(iterator, copy);
        }
        box.putInt(iterator + COUNT, words * Long.SIZE);
        return 0;
    }

    /** Answers with the address of the bit's number. */
    private static long next(Run run, long iterator, long unused2, long unused3, long unused4, long unused5) {
        Box box = run.box();
        int count = box.getInt(iterator + COUNT);
        int bit = box.getInt(iterator + BIT);
        if (count == 0 || bit >= count) {
            return 0;
        }
        long words = count == Long.SIZE ? iterator : copy(run, iterator, count);
        int next = nextBit(box, words, count, bit + 1);
        box.putInt(iterator + BIT, next);
        return next < count ? iterator + BIT : 0;
    }

    private static int nextBit(Box box, long words, int count, int first) {
        int bit = Math.max(first, 0);
        while (bit < count) {
            long rest = box.getLong(words + (long) (bit / Long.SIZE) * Long.BYTES) >>> bit;
            if (rest != 0) {
                return bit + Long.numberOfTrailingZeros(rest);
            }
            bit = (bit / Long.SIZE + 1) * Long.SIZE;
        }
        return count;
    }

    private static long destroy(Run run, long iterator, long unused2, long unused3, long unused4, long unused5) {
        int count = run.box().getInt(iterator + COUNT);
        if (count > Long.SIZE) {
            blocks(run).free(copy(run, iterator, count), count / Byte.SIZE);
        }
        return 0;
    }

    /** The iterator lies where the program can write: what it tells is believed only if it has been told to it. */
    private static long copy(Run run, long iterator, int count) {
        return blocks(run).require(run.box().getLong(iterator), count / Byte.SIZE, "iterator over bits");
    }

    private static RunBlocks blocks(Run run) {
        return run.keep(RunBlocks.class, () -> new RunBlocks(run.machine().allocator()));
    }
}
