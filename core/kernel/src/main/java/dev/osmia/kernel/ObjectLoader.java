package dev.osmia.kernel;

import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;

/** The steps from a specification to a live object, the same on every kernel. */
final class ObjectLoader {
    private final Kernel kernel;
    private final ObjectSpec spec;
    private final Map<String, BpfMap> maps = new LinkedHashMap<>();
    private final Map<String, BpfProgram> programs = new LinkedHashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private ObjectLoader(Kernel kernel, ObjectSpec spec) {
        this.kernel = kernel;
        this.spec = spec;
    }

    static BpfObject load(Kernel kernel, ObjectSpec spec) {
        ObjectLoader loader = new ObjectLoader(kernel,
                TypeRelocations.resolve(ConfigExterns.fill(spec, kernel), kernel));
        try {
            return loader.load();
        } catch (RuntimeException | Error failure) {
            loader.undo.forEach(Runnable::run);
            throw failure;
        }
    }

    private BpfObject load() {
        for (MapSpec map : spec.maps().values()) {
            if (map.autocreate()) {
                BpfMap made = kernel.createMap(map);
                undo.push(made::close);
                maps.put(map.name(), made);
            }
        }
        for (ProgramSpec program : spec.programs().values()) {
            if (program.autoload()) {
                BpfProgram loaded = kernel.loadProgram(program, maps);
                undo.push(loaded::close);
                programs.put(program.name(), loaded);
            }
        }
        for (MapSpec map : spec.maps().values()) {
            if (map.autocreate() && map.contents() instanceof MapContents.Names(var names)) {
                BpfMap made = Objects.requireNonNull(maps.get(map.name()));
                names.forEach((index, name) -> made.update(int32(index), int32(handle(map, name)), 0));
            }
        }
        return new BpfObject(spec, Collections.unmodifiableMap(maps), Collections.unmodifiableMap(programs));
    }

    private int handle(MapSpec holder, String name) {
        BpfMap map = maps.get(name);
        if (map != null) {
            return map.handle();
        }
        BpfProgram program = programs.get(name);
        if (program != null) {
            return program.handle();
        }
        throw new NoSuchElementException(
                "map " + holder.name() + " of " + spec.name() + " holds " + name + ", which is not loaded");
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }
}
