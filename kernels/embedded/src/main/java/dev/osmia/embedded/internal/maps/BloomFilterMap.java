package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.MapSpec;

import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code BPF_MAP_TYPE_BLOOM_FILTER}: tells of a value that it was never added, or that it may have been
 * ({@code kernel/bpf/bloom_filter.c}). The lowest four bits of {@code map_extra} are the number of hash functions.
 */
final class BloomFilterMap extends EmbeddedMap {
    private static final int DEFAULT_HASHES = 5;
    private static final long MOST_HASHES = 0xf;
    private static final long MOST_BITS = 1L << 32;
    /** Beyond that many bits Linux does not round up any more but takes the most. */
    private static final long LARGEST_ROUNDED = 1L << 31;

    private final Box box;
    private final int hashes;
    private final int seed;
    private final long mask;
    private final long bits;

    BloomFilterMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        if ((spec.extra() & ~MOST_HASHES) != 0) {
            throw new BpfException("create " + this, Errno.EINVAL, "map_extra is 0x" + Long.toHexString(spec.extra())
                    + ", not the number of hash functions, 0 to " + MOST_HASHES);
        }
        box = machine().box();
        hashes = spec.extra() == 0 ? DEFAULT_HASHES : (int) spec.extra();
        seed = has(MapFlag.ZERO_SEED) ? 0 : ThreadLocalRandom.current().nextInt();
        mask = bits(Integer.toUnsignedLong(spec.maxEntries()), hashes) - 1;
        bits = memory.allocate((mask + 1) / Byte.SIZE);
    }

    /** About {@code entries * hashes / ln 2}, a power of two. */
    private static long bits(long entries, int hashes) {
        long product = entries * hashes;
        long bits = product / 5 * 7;
        if (product > 0xffff_ffffL || bits > LARGEST_ROUNDED) {
            return MOST_BITS;
        }
        return bits <= Long.SIZE ? Long.SIZE : Long.highestOneBit(2 * bits - 1);
    }

    private long bit(long value, int index) {
        return JenkinsHash.of(box, value, spec().valueSize(), seed + index) & mask;
    }

    private long word(long bit) {
        return bits + bit / Long.SIZE * Long.BYTES & Box.MASK;
    }

    @Override
    public long push(VirtualCpu cpu, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        for (int index = 0; index < hashes; index++) {
            long bit = bit(value, index);
            long ignored = (long) Box.ATOMIC_LONG.getAndBitwiseOr(box.memory(), word(bit), 1L << bit);
        }
        return 0;
    }

    @Override
    public long peek(VirtualCpu cpu, long value) {
        for (int index = 0; index < hashes; index++) {
            long bit = bit(value, index);
            if (((long) Box.ATOMIC_LONG.getOpaque(box.memory(), word(bit)) & 1L << bit) == 0) {
                return Errno.ENOENT.result();
            }
        }
        return 0;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return Errno.EINVAL.result();
    }

    @Override
    protected long copyOut(VirtualCpu cpu, long key, long target, long flags) {
        return peek(cpu, target);
    }

    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        return push(cpu, value, flags);
    }

    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        return Errno.EOPNOTSUPP.result();
    }
}
