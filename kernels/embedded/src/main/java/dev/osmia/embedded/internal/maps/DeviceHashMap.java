package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.UpdateFlag;
import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.memory.Box;
import dev.osmia.object.MapSpec;

/** {@code BPF_MAP_TYPE_DEVMAP_HASH}: network interfaces by any number ({@code kernel/bpf/devmap.c}). */
final class DeviceHashMap extends HashedMap {
    private static final int WITH_PROGRAM = 8;

    private final Box box;
    private final EntryPrograms programs;

    DeviceHashMap(MapMemory memory, MapSpec spec) {
        super(memory, spec, ElementLayout.of(spec, 1));
        box = machine().box();
        programs = new EntryPrograms(machine().programs(), AttachType.XDP_DEVMAP);
    }

    @Override
    boolean isWritable() {
        return false;
    }

    private boolean hasPrograms() {
        return spec().valueSize() == WITH_PROGRAM;
    }

    @Override
    public long update(VirtualCpu cpu, long key, long value, long flags) {
        return Errno.EOPNOTSUPP.result();
    }

    /** {@code BPF_EXIST} does not ask for an element to be there. */
    @Override
    protected long store(VirtualCpu cpu, long key, long value, long flags) {
        int number = box.getInt(value);
        if (Long.compareUnsigned(flags, UpdateFlag.EXIST.value()) > 0 || number == 0) {
            return Errno.EINVAL.result();
        }
        boolean isNew = flags == UpdateFlag.NOEXIST.value();
        if (isNew && element(key) != 0) {
            return Errno.EEXIST.result();
        }
        if (machine().interfaces().at(number) == null) {
            return Errno.EINVAL.result();
        }
        long program = hasPrograms() ? programs.acquire(box.getInt(value + Integer.BYTES)) : 0;
        if (program < 0) {
            return program;
        }
        if (hasPrograms()) {
            box.putInt(value + Integer.BYTES, (int) program);
        }
        long result = super.store(cpu, key, value, isNew ? flags : 0);
        if (result != 0) {
            programs.release((int) program);
        }
        return result;
    }

    private void releaseProgram(long element) {
        if (hasPrograms()) {
            programs.release(box.getInt(value(element) + Integer.BYTES));
        }
    }

    @Override
    void gone(long element) {
        releaseProgram(element);
        super.gone(element);
    }

    @Override
    protected long takeOut(VirtualCpu cpu, long key, long target, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    protected void disposing() {
        forEachElement(this::releaseProgram);
    }
}
