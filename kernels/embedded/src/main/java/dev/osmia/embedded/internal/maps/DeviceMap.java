package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.object.MapSpec;

/** {@code BPF_MAP_TYPE_DEVMAP}: network interfaces by index ({@code kernel/bpf/devmap.c}). */
final class DeviceMap extends TargetArray {

    DeviceMap(MapMemory memory, MapSpec spec) {
        super(memory, spec, AttachType.XDP_DEVMAP);
    }

    @Override
    long refusal(long index, int number) {
        return number == 0 || machine().interfaces().at(number) != null ? 0 : Errno.EINVAL.result();
    }

    @Override
    long acquire(int number, int handle) {
        return number == 0 && handle > 0 ? Errno.EINVAL.result() : programs().acquire(handle);
    }
}
