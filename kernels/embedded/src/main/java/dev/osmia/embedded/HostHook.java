package dev.osmia.embedded;

import dev.osmia.abi.ArgumentType;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.CPrinter;
import dev.osmia.kernel.MapTypes;
import dev.osmia.object.TypeRef;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract of a hook that a Java program offers: what attached programs get, what they may answer, and what they may
 * call beyond the helpers that every program has. Programs are verified against it when they are loaded: beside Linux's
 * rules, that no address and no stack that they did not write reaches anybody. Programs for it come from sections named {@code osmia/NAME}; they may have
 * any license.
 *
 * @param name what programs and {@link dev.osmia.kernel.Hook#host} call it
 * @param context the type of the context in C, of which programs get the address; their second argument is its size
 * @param contextWritable whether programs may change the context, for the host or the next program to see
 * @param least the least answer that is legal
 * @param most the greatest answer that is legal
 * @param otherwise the answer that leaves the decision to the next program, and the hook's own if there is none
 * @param helpers the hook's own helpers by id
 */
public record HostHook(String name, TypeRef context, boolean contextWritable, long least, long most, long otherwise,
        Map<Integer, Helper> helpers) {

    /** Ids from here on are the host's own: Linux's end at 211, and it adds no more. */
    public static final int FIRST_HELPER = 1000;

    private static final int MAX_HELPER = 65_535;

    /**
     * A helper of the hook's own.
     *
     * @param name what messages call it
     * @param arguments what its argument registers must hold, which the kernel checks before each call
     */
    public record Helper(String name, List<ArgumentType> arguments, HostFunction function) {
        /** Copies the list. */
        public Helper {
            arguments = List.copyOf(arguments);
        }
    }

    /** Checks the parts against each other. */
    public HostHook {
        if (!context.btf().hasSize(context.id())) {
            throw new IllegalArgumentException("the context of hook " + name + " has a type without size");
        }
        if (otherwise < least || otherwise > most) {
            throw new IllegalArgumentException(
                    "hook " + name + " answers " + otherwise + ", which is not in " + least + " to " + most);
        }
        for (int id : helpers.keySet()) {
            if (id < 0 || id > MAX_HELPER) {
                throw new IllegalArgumentException("helper ids are 0 to " + MAX_HELPER + ", not " + id);
            }
        }
        helpers = Map.copyOf(helpers);
    }

    /** A hook with a read-only context, any answer and no helpers of its own; 0 leaves the decision open. */
    public static HostHook of(String name, TypeRef context) {
        return new HostHook(name, context, false, Long.MIN_VALUE, Long.MAX_VALUE, 0, Map.of());
    }

    /** As {@link #of(String, TypeRef)}, with the struct that a record is in C ({@link MapTypes#struct}). */
    public static HostHook of(String name, Class<? extends Record> context) {
        return of(name, MapTypes.struct(context));
    }

    /** As {@link #of(String, TypeRef)}, with a number of bytes that only the programs know the meaning of. */
    public static HostHook of(String name, int contextSize) {
        BtfBuilder types = new BtfBuilder();
        int octet = types.add(new BtfType.Int("unsigned char", 1, Byte.SIZE, 0, BtfType.IntEncoding.UNSIGNED));
        int octets = types.add(new BtfType.Array(octet, octet, contextSize));
        return of(name, new TypeRef(types.build(), octets));
    }

    /** Bytes of the context. */
    public int contextSize() {
        return context.btf().sizeOf(context.id());
    }

    /** The context's type as C declares it, for the programs to include. */
    public String declaration() {
        return new CPrinter(context.btf()).definitions(context.id());
    }

    /** The same with a context that programs may change. */
    public HostHook withWritableContext() {
        return new HostHook(name, context, true, least, most, otherwise, helpers);
    }

    /** The same with a range of answers, and the one that leaves the decision open. */
    public HostHook withAnswers(long least, long most, long otherwise) {
        return new HostHook(name, context, contextWritable, least, most, otherwise, helpers);
    }

    /** The same with one more helper. */
    public HostHook withHelper(int id, Helper helper) {
        Map<Integer, Helper> more = new LinkedHashMap<>(helpers);
        more.put(id, helper);
        return new HostHook(name, context, contextWritable, least, most, otherwise, more);
    }
}
