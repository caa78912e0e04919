package dev.osmia.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Finds the constants of an enum whose numbers are small and not negative by their number. */
final class IdTable<E extends Enum<E>> {
    private final List<Optional<E>> byId;

    IdTable(E[] constants, ToIntFunction<E> id) {
        var table = new ArrayList<Optional<E>>();
        for (E constant : constants) {
            int index = id.applyAsInt(constant);
            while (table.size() <= index) {
                table.add(Optional.empty());
            }
            table.set(index, Optional.of(constant));
        }
        byId = List.copyOf(table);
    }

    /** The constant of that number; empty for every other int, negative ones included. */
    Optional<E> find(int id) {
        return id >= 0 && id < byId.size() ? byId.get(id) : Optional.empty();
    }
}
