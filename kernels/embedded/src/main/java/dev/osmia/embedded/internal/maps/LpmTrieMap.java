package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * {@code BPF_MAP_TYPE_LPM_TRIE}: a key is a prefix length in bits, 4 bytes in the machine's order, and data, whose first
 * bit is the highest of its first byte; a lookup finds the longest prefix of its key ({@code kernel/bpf/lpm_trie.c}).
 *
 * <p>A binary tree in which a node's prefix is a prefix of its children's. Branches that are no keys have two children.
 * Readers take no lock.
 */
final class LpmTrieMap extends EmbeddedMap {
    private static final int LEFT = ElementLayout.NEXT;
    private static final int IS_BRANCH = ElementLayout.REFERENCED;
    private static final int RIGHT = ElementLayout.KEY;
    /** The prefix length; the data follows. */
    private static final int KEY = RIGHT + Long.BYTES;

    private final Box box;
    private final PrefixBits bits;
    private final ElementPool pool;
    private final int keySize;
    private final int longest;
    private final long places;
    private final long valueOffset;
    /** Address of the link to the root. */
    private final long root;
    private long taken;

    LpmTrieMap(MapMemory memory, MapSpec spec) {
        super(memory, spec);
        box = machine().box();
        keySize = spec.keySize();
        longest = (keySize - PrefixBits.LENGTH_SIZE) * Byte.SIZE;
        bits = new PrefixBits(box, keySize - PrefixBits.LENGTH_SIZE);
        places = Integer.toUnsignedLong(spec.maxEntries());
        ElementLayout layout = new ElementLayout(Long.BYTES + keySize, spec.valueSize(), 1);
        valueOffset = layout.valueOffset();
        pool = new ElementPool(this, layout);
        root = memory.allocate(Long.BYTES);
    }

    private long follow(long link) {
        return (long) Box.ATOMIC_LONG.getAcquire(box.memory(), link & Box.MASK);
    }

    private void publish(long link, long node) {
        Box.ATOMIC_LONG.setRelease(box.memory(), link & Box.MASK, node);
    }

    private int length(long key) {
        return box.getInt(key);
    }

    private boolean isTooLong(long key) {
        return Integer.compareUnsigned(length(key), longest) > 0;
    }

    private boolean isBranch(long node) {
        return box.getByte(node + IS_BRANCH) != 0;
    }

    /** The link to the child in which keys with the prefix of {@code node} that go on like {@code key} are. */
    private long childLink(long node, long key) {
        return node + (bits.isSet(key, length(node + KEY)) ? RIGHT : LEFT);
    }

    @Override
    public long lookup(VirtualCpu cpu, long key) {
        if (isTooLong(key)) {
            return 0;
        }
        long found = 0;
        for (long node = follow(root); node != 0; node = follow(childLink(node, key))) {
            int length = length(node + KEY);
            if (bits.common(node + KEY, key) < length) {
                break;
            }
            if (!isBranch(node)) {
                found = node;
            }
            if (length == longest) {
                break;
            }
        }
        return found == 0 ? 0 : found + valueOffset;
    }

    /** The link to the first node on a key's path that does not lead on to the key; what it links to may be 0. */
    private long linkFor(long key) {
        long link = root;
        for (long node = follow(link); node != 0; node = follow(link)) {
            int length = length(node + KEY);
            if (bits.common(node + KEY, key) != length || length == length(key)) {
                break;
            }
            link = childLink(node, key);
        }
        return link;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        if (Long.compareUnsigned(flags, UpdateFlag.EXIST.value()) > 0 || isTooLong(key)) {
            return Errno.EINVAL.result();
        }
        synchronized (pool) {
            long link = linkFor(key);
            long node = follow(link);
            int common = node == 0 ? -1 : bits.common(node + KEY, key);
            boolean replaces = node != 0 && common == length(node + KEY);
            boolean exists = replaces && !isBranch(node);
            long refusal = refusal(exists, flags);
            if (refusal != 0) {
                return refusal;
            }
            boolean branches = node != 0 && !replaces && common < length(key);
            long branch = branches ? pool.take() : 0;
            long made = branches && branch == 0 ? 0 : pool.take();
            if (made == 0) {
                if (branch != 0) {
                    pool.giveBack(branch);
                }
                return Errno.ENOMEM.result();
            }
            fill(made, key, length(key));
            fields().initialize(words(), value, made + valueOffset, spec().valueSize());
            taken += exists ? 0 : 1;
            if (replaces) {
                box.putLong(made + LEFT, follow(node + LEFT));
                box.putLong(made + RIGHT, follow(node + RIGHT));
                publish(link, made);
                pool.retire(node);
            } else if (branches) {
                fill(branch, node + KEY, common);
                box.putByte(branch + IS_BRANCH, (byte) 1);
                publish(childLink(branch, key), made);
                publish(childLink(branch, node + KEY), node);
                publish(link, branch);
            } else {
                if (node != 0) {
                    publish(childLink(made, node + KEY), node);
                }
                publish(link, made);
            }
            return 0;
        }
    }

    private long refusal(boolean exists, long flags) {
        if (exists) {
            return flags == UpdateFlag.NOEXIST.value() ? Errno.EEXIST.result() : 0;
        }
        if (flags == UpdateFlag.EXIST.value()) {
            return Errno.ENOENT.result();
        }
        return taken >= places ? Errno.ENOSPC.result() : 0;
    }

    private void fill(long node, long key, int length) {
        box.putLong(node + LEFT, 0);
        box.putLong(node + RIGHT, 0);
        box.putByte(node + IS_BRANCH, (byte) 0);
        words().copy(key, node + KEY, keySize);
        box.putInt(node + KEY, length);
    }

    @Override
    public long delete(VirtualCpu cpu, long key) {
        if (isTooLong(key)) {
            return Errno.EINVAL.result();
        }
        synchronized (pool) {
            long parentLink = 0;
            long link = root;
            long node = follow(link);
            while (node != 0 && length(node + KEY) < length(key)
                    && bits.common(node + KEY, key) == length(node + KEY)) {
                parentLink = link;
                link = childLink(node, key);
                node = follow(link);
            }
            if (node == 0 || isBranch(node) || !bits.same(node + KEY, key)) {
                return Errno.ENOENT.result();
            }
            taken--;
            remove(node, link, parentLink);
            return 0;
        }
    }

    private void remove(long node, long link, long parentLink) {
        long left = follow(node + LEFT);
        long right = follow(node + RIGHT);
        if (left != 0 && right != 0) {
            box.putByte(node + IS_BRANCH, (byte) 1);
            return;
        }
        long parent = parentLink == 0 ? 0 : follow(parentLink);
        if (left == 0 && right == 0 && parent != 0 && isBranch(parent)) {
            long sibling = link == parent + LEFT ? follow(parent + RIGHT) : follow(parent + LEFT);
            publish(parentLink, sibling);
            pool.retire(parent);
        } else {
            publish(link, left != 0 ? left : right);
        }
        pool.retire(node);
    }

    /** The order is that of Linux: more specific keys before less specific ones. */
    @Override
    protected long next(VirtualCpu cpu, long key, long target) {
        synchronized (pool) {
            Deque<Long> path = key == 0 || isTooLong(key) ? new ArrayDeque<>() : path(key);
            long next = path.isEmpty() ? leftmost(follow(root)) : after(path);
            if (next == 0) {
                return Errno.ENOENT.result();
            }
            words().copy(next + KEY, target, keySize);
            return 0;
        }
    }

    /** The nodes from a key's own up to the root; none if the key is not in the map. */
    private Deque<Long> path(long key) {
        Deque<Long> path = new ArrayDeque<>();
        for (long node = follow(root); node != 0; node = follow(childLink(node, key))) {
            path.push(node);
            if (bits.common(node + KEY, key) != length(node + KEY)) {
                break;
            }
            if (length(node + KEY) == length(key)) {
                return isBranch(node) ? new ArrayDeque<>() : path;
            }
        }
        return new ArrayDeque<>();
    }

    private long after(Deque<Long> path) {
        long node = path.pop();
        while (!path.isEmpty()) {
            long parent = path.pop();
            long right = follow(parent + RIGHT);
            if (follow(parent + LEFT) == node && right != 0) {
                return leftmost(right);
            }
            if (!isBranch(parent)) {
                return parent;
            }
            node = parent;
        }
        return 0;
    }

    private long leftmost(long top) {
        long found = 0;
        long node = top;
        while (node != 0) {
            long left = follow(node + LEFT);
            if (!isBranch(node)) {
                found = node;
            }
            node = left != 0 ? left : follow(node + RIGHT);
        }
        return found;
    }
}
