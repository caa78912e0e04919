package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.MapSpec;

import java.util.EnumSet;
import java.util.Set;

/** Makes the maps. */
public final class MapFactory {
    private MapFactory() {
    }

    /** The types that this kernel has. */
    public static Set<MapType> types() {
        return EnumSet.noneOf(MapType.class);
    }

    /**
     * Makes a map and makes it known to programs.
     *
     * @throws BpfException if the specification breaks a rule of its type, or the type is none that this kernel has
     */
    public static EmbeddedMap create(Machine machine, MapSpec spec) {
        EmbeddedMap map = make(machine, spec);
        machine.maps().add(map);
        return map;
    }

    @SuppressWarnings("UnusedVariable")
    private static EmbeddedMap make(Machine machine, MapSpec spec) {
        throw new BpfException("create map " + spec.name(), Errno.EINVAL,
                "the embedded kernel has no maps of type " + spec.type().linuxName());
    }
}
