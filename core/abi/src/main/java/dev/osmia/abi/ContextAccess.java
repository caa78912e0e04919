package dev.osmia.abi;

import java.util.List;
import java.util.Optional;

/**
 * What programs of one kind may do with their context in Linux 6.18 (the {@code *_is_valid_access} functions), for a
 * loader with every capability.
 *
 * <p>Each call of {@code of} reads the table anew: keep the answer.
 *
 * @param layout what the context looks like
 * @param readable the fields that may be read
 * @param writable the fields that may be written
 */
public record ContextAccess(ContextLayout layout, List<ContextField> readable, List<ContextField> writable) {
    /** Keeps copies of the lists. */
    public ContextAccess {
        readable = List.copyOf(readable);
        writable = List.copyOf(writable);
    }

    /**
     * The rules for a type of programs, wherever they are to be attached. Empty for {@code TRACING}, {@code LSM},
     * {@code STRUCT_OPS} and {@code EXT}: their context is a function's arguments, whose types are in BTF.
     */
    public static Optional<ContextAccess> of(ProgramType program) {
        return ContextTable.get().access(program.name());
    }

    /** The rules for a type of programs that expect to be attached to a certain place. */
    public static Optional<ContextAccess> of(ProgramType program, AttachType attach) {
        return ContextTable.get().access(program + "/" + attach).or(() -> of(program));
    }

    /**
     * The field that a load takes from, or empty when the program may not. Linux refuses loads that extend the sign
     * from every field that is not a number.
     *
     * @param offset bytes from the start of the context
     * @param size bytes that are loaded: 1, 2, 4 or 8
     */
    public Optional<ContextField> read(int offset, int size) {
        return readable.stream().filter(field -> field.reads(offset, size)).findFirst();
    }

    /**
     * The field that a store goes to, or empty when the program may not.
     *
     * @param offset bytes from the start of the context
     * @param size bytes that are stored: 1, 2, 4 or 8
     */
    public Optional<ContextField> write(int offset, int size) {
        return writable.stream().filter(field -> field.writes(offset, size)).findFirst();
    }
}
