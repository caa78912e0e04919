package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapTrait;
import dev.osmia.abi.MapType;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;

/** Which maps a map of maps may hold ({@code kernel/bpf/map_in_map.c}), and their references. */
final class InnerMaps {
    private static final int ACCESS_THROUGH_HANDLE = MapFlag.RDONLY.value() | MapFlag.WRONLY.value();

    private final Machine machine;
    private final MapSpec template;

    /**
     * Takes the template from the outer map's specification.
     *
     * @throws BpfException if there is none, or one that cannot be an inner map
     */
    InnerMaps(Machine machine, MapSpec outer) {
        this.machine = machine;
        MapSpec inner = outer.inner();
        if (inner == null) {
            throw refusal(outer, Errno.EBADF, "it needs a template of its inner maps");
        }
        if (inner.type().is(MapTrait.HOLDS_MAPS)) {
            throw refusal(outer, Errno.EINVAL, "maps of maps are no inner maps");
        }
        if (!inner.type().canBeInner()) {
            throw refusal(outer, Errno.ENOTSUPP, "maps of type " + inner.type().shortName() + " are no inner maps");
        }
        template = inner;
    }

    private static BpfException refusal(MapSpec outer, Errno errno, String reason) {
        return new BpfException("create " + outer.type().shortName() + " map " + outer.name(), errno, reason);
    }

    /** Takes a reference to the map with a handle, for the outer map to hold; a negated error number if it does not fit. */
    long acquire(int handle) {
        EmbeddedMap map = machine.maps().withId(handle);
        if (map == null || map.isClosed()) {
            return Errno.EBADF.result();
        }
        if (!fits(map.spec(), map.fields())) {
            return Errno.EINVAL.result();
        }
        return map.retain() ? map.address() : Errno.EBADF.result();
    }

    private boolean fits(MapSpec inner, ValueFields fields) {
        boolean entriesMatter = template.type() == MapType.ARRAY && (template.flags() & MapFlag.INNER_MAP.value()) == 0;
        return inner.type() == template.type() && inner.keySize() == template.keySize()
                && inner.valueSize() == template.valueSize()
                && ((inner.flags() ^ template.flags()) & ~ACCESS_THROUGH_HANDLE) == 0
                && (!entriesMatter || inner.maxEntries() == template.maxEntries())
                && fields.all().equals(ValueFields.of(template).all());
    }

    /** Gives the reference back; addresses that are no maps are left alone. */
    void release(long address) {
        EmbeddedMap map = find(address);
        if (map != null) {
            map.release();
        }
    }

    /** What user space sees of an inner map, or 0. */
    int id(long address) {
        EmbeddedMap map = find(address);
        return map == null ? 0 : map.id();
    }

    private @Nullable EmbeddedMap find(long address) {
        return address == 0 ? null : machine.maps().find(address);
    }
}
