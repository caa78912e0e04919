package dev.osmia.abi;

import java.util.List;
import java.util.Optional;

/**
 * What a program's first argument points to (Linux 6.18, {@code linux/bpf.h}; x86-64 for {@code pt_regs}).
 *
 * @param structure the C structure's name; an invented one where C has none: {@code trace_entry},
 *        {@code syscall_context}, {@code lirc_sample}
 * @param size its bytes; for a context of no fixed size the most that may be accessed
 * @param fields in the order of their offsets; two may share bytes, as in a union
 */
public record ContextLayout(String structure, int size, List<ContextField> fields) {
    /** Keeps a copy of the list. */
    public ContextLayout {
        fields = List.copyOf(fields);
    }

    /** The layout of that C structure, among those that are contexts or are reached from one. */
    public static Optional<ContextLayout> of(String structure) {
        return ContextTable.get().layout(structure);
    }

    /** The field of that name. */
    public Optional<ContextField> named(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
