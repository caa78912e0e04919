package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.object.MapSpec;

/** {@code BPF_MAP_TYPE_HASH_OF_MAPS}: elements hold the addresses that stand for maps. */
final class HashOfMaps extends HashedMap {
    private final InnerMaps inners;

    HashOfMaps(MapMemory memory, MapSpec spec) {
        super(memory, spec, new ElementLayout(spec.keySize(), Long.BYTES, 1));
        inners = new InnerMaps(machine(), spec);
    }

    private long inner(long element) {
        return words().box().getLong(value(element));
    }

    /** The address that stands for the inner map. */
    @Override
    public long lookup(VirtualCpu cpu, long key) {
        long element = element(key);
        return element == 0 ? 0 : inner(element);
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return Errno.EOPNOTSUPP.result();
    }

    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        long inner = inners.acquire(words().box().getInt(value));
        if (inner < 0) {
            return inner;
        }
        words().box().putLong(value, inner);
        long result = super.store(cpu, key, value, flags);
        if (result != 0) {
            inners.release(inner);
        }
        return result;
    }

    @Override
    void copyElement(long element, long target, long flags) {
        words().box().putInt(target, inners.id(inner(element)));
    }

    @Override
    protected long takeOut(VirtualCpu cpu, long key, long target, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    public long visit(VirtualCpu cpu, Visitor visitor) {
        return Errno.EOPNOTSUPP.result();
    }

    @Override
    void gone(long element) {
        inners.release(inner(element));
        super.gone(element);
    }

    @Override
    protected void disposing() {
        forEachElement(element -> inners.release(inner(element)));
    }
}
