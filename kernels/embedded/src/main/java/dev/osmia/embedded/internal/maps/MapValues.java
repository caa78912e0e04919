package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.memory.Region;

import java.util.Optional;

/** A region of a map's values, where the address of a field tells the value and the map. */
public interface MapValues extends Region {

    /** Whose values they are. */
    EmbeddedMap map();

    /** Where the value starts that an address of the region lies in. */
    long value(long address);

    /** Linux's verifier lets no program touch what its helpers write, but for pointers, which are loaded as such. */
    @Override
    default boolean allows(long address, long size) {
        return isLive(address, size) && fieldIn(address, size).isEmpty();
    }

    @Override
    default String refusal(long address, long size) {
        return fieldIn(address, size).filter(_ -> isLive(address, size))
                .map(field -> field.structName() + " cannot be accessed directly, in a " + name())
                .orElseGet(() -> Region.super.refusal(address, size));
    }

    private Optional<SpecialField> fieldIn(long address, long size) {
        if (map().fields().isEmpty()) {
            return Optional.empty();
        }
        long offset = address - value(address);
        return map().fields()
                .all()
                .stream()
                .filter(placed -> placed.field() != SpecialField.KERNEL_POINTER)
                .filter(placed -> offset < placed.offset() + placed.field().size() && placed.offset() < offset + size)
                .map(ValueFields.Placed::field)
                .findFirst();
    }

    /** Whether a field of that kind starts at an address of the region, in a value that programs may use. */
    default boolean isField(SpecialField field, long address) {
        long offset = address - value(address);
        return isLive(address, field.size())
                && map().fields().all().contains(new ValueFields.Placed(field, (int) offset));
    }
}
