package dev.osmia.kernel;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.MemberLocation;
import dev.osmia.object.TypeRef;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Records as C structs. With a BTF type, components find the members of the same name ({@code packetCount} is
 * {@code packet_count}); members without a component are zero. Without, components lie in their order, each aligned to its
 * size, as C does it.
 */
final class RecordCodec implements Codec<Object> {

    /**
     * One component.
     *
     * @param offset bytes from the start of the struct
     */
    private record Part(int offset, Codec<Object> codec, MethodHandle accessor) {}

    private final int size;
    private final int alignment;
    private final List<Part> parts;
    private final MethodHandle constructor;

    private RecordCodec(Class<?> type, int size, int alignment, List<Part> parts) {
        this.size = size;
        this.alignment = alignment;
        this.parts = List.copyOf(parts);
        this.constructor = constructor(type);
    }

    /** A record whose components are members of a struct. */
    static RecordCodec of(Class<?> type, TypeRef struct) {
        List<Part> parts = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            MemberLocation member = member(type, component, struct);
            Codec<?> codec = within(type, component,
                    () -> JavaCodecs.of(component.getType(), new TypeRef(struct.btf(), member.member().type())));
            parts.add(part(component, member.bitOffset() / Byte.SIZE, codec));
        }
        return new RecordCodec(type, struct.btf().sizeOf(struct.id()), 1, parts);
    }

    private static MemberLocation member(Class<?> type, RecordComponent component, TypeRef struct) {
        Btf btf = struct.btf();
        List<String> names = memberNames(btf, struct.id());
        String name = names.stream()
                .filter(candidate -> plain(candidate).equals(plain(component.getName())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("struct " + struct.name() + " has no member for "
                        + type.getSimpleName() + "." + component.getName() + "; it has " + String.join(", ", names)));
        MemberLocation found = btf.member(struct.id(), name).orElseThrow();
        if (found.member().bitfieldSize() != 0 || found.bitOffset() % Byte.SIZE != 0) {
            throw new IllegalArgumentException(
                    "member " + name + " of struct " + struct.name() + " is a bit field, which records cannot hold");
        }
        return found;
    }

    private static List<String> memberNames(Btf btf, int struct) {
        if (!(btf.type(btf.resolve(struct)) instanceof BtfType.Composite composite)) {
            return List.of();
        }
        return composite.members()
                .stream()
                .flatMap(member -> member.name().isEmpty()
                        ? memberNames(btf, member.type()).stream()
                        : Stream.of(member.name()))
                .collect(Collectors.toList());
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** A record as the C struct with the same members in the same order. */
    static RecordCodec natural(Class<?> type) {
        List<Part> parts = new ArrayList<>();
        int end = 0;
        int widest = 1;
        for (RecordComponent component : type.getRecordComponents()) {
            Codec<?> codec = within(type, component, () -> JavaCodecs.natural(component.getType()));
            int alignment = codec instanceof RecordCodec nested ? nested.alignment : codec.size();
            int offset = align(end, alignment);
            parts.add(part(component, offset, codec));
            end = offset + codec.size();
            widest = Math.max(widest, alignment);
        }
        return new RecordCodec(type, align(end, widest), widest, parts);
    }

    private static int align(int offset, int alignment) {
        return (offset + alignment - 1) & -alignment;
    }

    /** Says of a component that has no codec where it stands. */
    private static Codec<?> within(Class<?> type, RecordComponent component,
            Supplier<Codec<?>> codec) {
        try {
            return codec.get();
        } catch (IllegalArgumentException failure) {
            throw new IllegalArgumentException(
                    type.getSimpleName() + "." + component.getName() + ": " + failure.getMessage(), failure);
        }
    }

    @SuppressWarnings("unchecked") // a component's codec is chosen by its type
    private static Part part(RecordComponent component, int offset, Codec<?> codec) {
        Method accessor = component.getAccessor();
        MethodHandle handle = reach(component.getDeclaringRecord(), () -> {
            accessor.setAccessible(true);
            return MethodHandles.lookup().unreflect(accessor);
        });
        return new Part(offset, (Codec<Object>) codec,
                handle.asType(MethodType.methodType(Object.class, Object.class)));
    }

    private static MethodHandle constructor(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return reach(type, () -> {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return MethodHandles.lookup().unreflectConstructor(canonical);
        }).asSpreader(Object[].class, types.length).asType(MethodType.methodType(Object.class, Object[].class));
    }

    private interface Search {
        MethodHandle find() throws ReflectiveOperationException;
    }

    private static MethodHandle reach(Class<?> type, Search search) {
        try {
            return search.find();
        } catch (ReflectiveOperationException | InaccessibleObjectException failure) {
            throw new IllegalArgumentException("record " + type.getName() + " cannot be reached: make its module open "
                    + type.getPackageName() + " to " + RecordCodec.class.getModule().getName(), failure);
        }
    }

    /** Bytes from the start of the struct to a component. */
    int offset(int component) {
        return parts.get(component).offset();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void encode(Object object, ByteBuffer target) {
        int start = target.position();
        target.put(new byte[size]);
        for (Part part : parts) {
            target.position(start + part.offset());
            part.codec().encode(component(part, object), target);
        }
        target.position(start + size);
    }

    @Override
    public Object decode(ByteBuffer source) {
        int start = source.position();
        Object[] components = new Object[parts.size()];
        for (int index = 0; index < components.length; index++) {
            source.position(start + parts.get(index).offset());
            components[index] = parts.get(index).codec().decode(source);
        }
        source.position(start + size);
        return make(components);
    }

    private Object component(Part part, Object object) {
        try {
            return (Object) part.accessor().invokeExact(object);
        } catch (Throwable failure) {
            throw rethrown(failure);
        }
    }

    private Object make(Object[] components) {
        try {
            return (Object) constructor.invokeExact(components);
        } catch (Throwable failure) {
            throw rethrown(failure);
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        return switch (failure) {
            case Error error -> throw error;
            case RuntimeException unchecked -> unchecked;
            default -> new IllegalArgumentException(failure);
        };
    }
}
