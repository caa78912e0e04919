package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.MapSizes;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** {@code BPF_MAP_CREATE}, and what a map holds at the start. */
final class MapCreator {
    /** Types that have no {@code map_check_btf} in Linux and so refuse BTF. */
    private static final Set<MapType> WITHOUT_TYPES = EnumSet.of(MapType.PERF_EVENT_ARRAY, MapType.CGROUP_ARRAY,
            MapType.STACK_TRACE, MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS, MapType.DEVMAP, MapType.DEVMAP_HASH,
            MapType.CPUMAP, MapType.XSKMAP, MapType.SOCKMAP, MapType.SOCKHASH, MapType.QUEUE, MapType.STACK,
            MapType.ARENA);

    private final Descriptor.Owner owner;
    private final BtfObjects types;
    private final int cpus;

    MapCreator(Descriptor.Owner owner, BtfObjects types, int cpus) {
        this.owner = owner;
        this.types = types;
        this.cpus = cpus;
    }

    /** A map that the caller owns, with its contents in place. */
    LinuxMap create(MapSpec wanted) {
        owner.requireOpen();
        MapSpec spec = MapSizes.completed(wanted, cpus, SystemCalls.pageSize());
        Descriptor descriptor = create(spec, template(spec));
        LinuxMap map = new LinuxMap(spec, descriptor, cpus);
        try {
            if (spec.type() == MapType.ARENA) {
                ArenaStart.settle(descriptor, spec);
            } else {
                fill(map);
            }
            return map;
        } catch (RuntimeException | Error failure) {
            map.close();
            throw failure;
        }
    }

    private @Nullable Descriptor template(MapSpec spec) {
        MapSpec inner = spec.inner();
        return inner == null ? null : create(MapSizes.completed(inner, cpus, SystemCalls.pageSize()), null);
    }

    private Descriptor create(MapSpec spec, @Nullable Descriptor inner) {
        try (inner; Arena arena = Arena.ofConfined(); Descriptor table = openTypes(spec)) {
            BpfStruct attributes = attributes(spec, arena);
            if (inner != null) {
                attributes.set("inner_map_fd", inner.number());
            }
            long result = table == null ? Errno.EINVAL.result() : createTyped(spec, attributes, table);
            if (result < 0 && result != Errno.EPERM.result()) {
                attributes.set("btf_fd", 0).set("btf_key_type_id", 0).set("btf_value_type_id", 0);
                result = Bpf.call(BpfCommand.MAP_CREATE, attributes);
            }
            if (result < 0) {
                throw refusal(spec, Bpf.errno(result));
            }
            return owner.own((int) result, "map " + spec.name());
        }
    }

    private static BpfStruct attributes(MapSpec spec, Arena arena) {
        return new BpfStruct(BpfLayout.MAP_CREATE, arena).set("map_type", spec.type().id())
                .set("key_size", spec.keySize())
                .set("value_size", spec.valueSize())
                .set("max_entries", spec.maxEntries())
                .set("map_flags", spec.flags())
                .set("numa_node", (spec.flags() & MapFlag.NUMA_NODE.value()) != 0 ? spec.numaNode() : 0)
                .set("map_name", ObjectName.of(spec.name()))
                .set("map_extra", spec.extra());
    }

    private @Nullable Descriptor openTypes(MapSpec spec) {
        TypeRef value = spec.valueType();
        return value == null || WITHOUT_TYPES.contains(spec.type()) ? null : types.open(value.btf());
    }

    private static long createTyped(MapSpec spec, BpfStruct attributes, Descriptor table) {
        TypeRef key = spec.keyType();
        TypeRef value = spec.valueType();
        attributes.set("btf_fd", table.number())
                .set("btf_key_type_id", key == null ? 0 : key.id())
                .set("btf_value_type_id", value == null ? 0 : value.id());
        return Bpf.call(BpfCommand.MAP_CREATE, attributes);
    }

    private static BpfException refusal(MapSpec spec, Errno errno) {
        String meaning = Explanations.of(BpfCommand.MAP_CREATE, errno);
        String rules = errno == Errno.EINVAL || errno == Errno.E2BIG
                ? ": keys of %s bytes, values of %s, entries %s; asked for %d, %d and %d".formatted(
                        spec.type().rules().key(), spec.type().rules().value(), spec.type().rules().entries(),
                        spec.keySize(), spec.valueSize(), Integer.toUnsignedLong(spec.maxEntries()))
                : "";
        return new BpfException("create " + spec.type().shortName() + " map " + spec.name(), errno, meaning + rules);
    }

    private static void fill(LinuxMap map) {
        MapSpec spec = map.spec();
        if (spec.contents() instanceof MapContents.Bytes(byte[] value)) {
            map.update(new byte[spec.keySize()], Arrays.copyOf(value, map.transferSize()), 0);
        }
        if (spec.frozen()) {
            map.freeze();
        }
    }
}
