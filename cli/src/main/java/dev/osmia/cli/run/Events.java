package dev.osmia.cli.run;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.cli.show.Hex;
import dev.osmia.cli.show.Shown;
import dev.osmia.cli.show.ValueReader;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What comes out of one ring buffer. */
final class Events implements AutoCloseable {

    /** A record, and the number of the packet that was last given when it came. */
    record Event(long packet, Shown content) {}

    private final MapSpec map;
    private final RingBufferReader reader;
    private final @Nullable ValueReader values;
    private final int size;
    private final int limit;
    private final List<Event> events = new ArrayList<>();
    private long count;

    /** Opens a ring buffer; keeps as many events as the limit says, all if it is 0. */
    Events(BpfMap map, ObjectSpec object, int limit) {
        TypeRef type = type(map.spec(), object.btf());
        this.map = map.spec();
        this.limit = limit;
        size = type == null ? 0 : type.btf().sizeOf(type.id());
        values = type == null ? null : new ValueReader(size, type);
        reader = map.ringBuffer();
    }

    /** The map's own value type, or the only struct that is called like the map: {@code events} holds {@code event}. */
    private static @Nullable TypeRef type(MapSpec map, @Nullable Btf btf) {
        if (map.valueType() != null || btf == null) {
            return map.valueType();
        }
        String name = map.name();
        String one = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
        for (String candidate : List.of(name, one, name + "_t", one + "_t")) {
            OptionalInt id = btf.ids(candidate)
                    .filter(found -> btf.type(btf.resolve(found)) instanceof BtfType.Struct && btf.hasSize(found))
                    .findFirst();
            if (id.isPresent()) {
                return new TypeRef(btf, id.getAsInt());
            }
        }
        return null;
    }

    /** Takes what has come. */
    void poll(long packet) {
        reader.poll(record -> {
            count++;
            if (limit == 0 || events.size() < limit) {
                byte[] bytes = record.toArray(ValueLayout.JAVA_BYTE);
                events.add(new Event(packet, values != null && bytes.length == size
                        ? values.read(bytes, 0)
                        : Shown.word(Hex.of(bytes, " "))));
            }
        });
    }

    MapSpec map() {
        return map;
    }

    /** How many have come. */
    long count() {
        return count;
    }

    /** The first of them. */
    List<Event> events() {
        return events;
    }

    @Override
    public void close() {
        reader.close();
    }
}
