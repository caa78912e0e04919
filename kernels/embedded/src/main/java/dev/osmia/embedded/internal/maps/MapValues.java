package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Region;

/** A region of a map's values, where the address of a field tells the value and the map. */
public interface MapValues extends Region {

    /** Whose values they are. */
    EmbeddedMap map();

    /** Where the value starts that an address of the region lies in. */
    long value(long address);

    /** Whether a field of that kind starts at an address of the region, in a value that programs may use. */
    default boolean isField(SpecialField field, long address) {
        long offset = address - value(address);
        return allows(address, field.size())
                && map().fields().all().contains(new ValueFields.Placed(field, (int) offset));
    }
}
