package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * An immutable table of types (Linux, Documentation/bpf/btf.rst). Ids count from 1; id 0 is {@code void}. A split table
 * continues the ids and strings of its base, as a kernel module's does those of the kernel.
 *
 * <p>Everything that the format promises is checked when a table is read, so that nothing asked of a table afterwards
 * runs into bad bytes: ids are in range, members lie within their struct, no type contains itself, and no chain of
 * types nests deeper than {@value #MAX_NESTING}. Tables may be used by many threads.
 */
public final class Btf {
    /**
     * How deep types may nest by value or through pointers. Linux stops at 32 for what programs bring, but never asks
     * this of its own types; 128 leaves room for those and keeps any walk far from the end of a thread's stack.
     */
    public static final int MAX_NESTING = 128;

    private static final BtfType VOID = new BtfType.Void();

    private final @Nullable Btf base;
    private final ByteOrder order;
    private final TypeTable types;
    private final StringTable strings;
    private final @Nullable BtfType[] decoded;
    private final NameIndex names;
    private final @Nullable BtfFormatException flaw;

    Btf(@Nullable Btf base, ByteOrder order, TypeTable types, StringTable strings) {
        this(base, order, types, strings, null);
    }

    private Btf(@Nullable Btf base, ByteOrder order, TypeTable types, StringTable strings,
            @Nullable BtfFormatException flaw) {
        this.base = base;
        this.order = order;
        this.types = types;
        this.strings = strings;
        this.decoded = new BtfType[types.endId() - types.firstId()];
        this.names = new NameIndex(types, strings);
        this.flaw = flaw;
    }

    Btf withFlaw(BtfFormatException found) {
        return new Btf(base, order, types, strings, found);
    }

    /**
     * Reads a table; its byte order is recognised by the magic number.
     *
     * @param bytes the content of a {@code .BTF} section or of {@code /sys/kernel/btf/vmlinux}; copied
     * @throws BtfFormatException if they are no valid BTF
     */
    public static Btf read(byte[] bytes) {
        return BtfReader.read(null, bytes);
    }

    /** As {@link #read(byte[])}, from the remaining bytes of a buffer, whose position stays. */
    public static Btf read(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return read(copy);
    }

    /** As {@link #read(byte[])}, from a whole segment of less than 2 GiB. */
    public static Btf read(MemorySegment bytes) {
        if (bytes.byteSize() > Integer.MAX_VALUE - 8) {
            throw new BtfFormatException(0, bytes.byteSize() + " bytes", "less than 2 GiB");
        }
        return read(bytes.toArray(ValueLayout.JAVA_BYTE));
    }

    /**
     * Reads a table that continues another one.
     *
     * @param base the table whose ids and strings come first
     * @throws BtfFormatException if the bytes are no valid BTF on that base
     */
    public static Btf readSplit(Btf base, byte[] bytes) {
        return BtfReader.read(base, bytes);
    }

    /** The table that this one continues, if it is split. */
    public Optional<Btf> base() {
        return Optional.ofNullable(base);
    }

    /** The byte order of the bytes that the table was read from, or that its builder was given. */
    public ByteOrder order() {
        return order;
    }

    /** Number of ids, that of {@code void} and those of the base included: ids go from 0 to {@code size() - 1}. */
    public int size() {
        return types.endId();
    }

    /** The first id that is not the base's; 1 for a table without base. */
    public int firstId() {
        return types.firstId();
    }

    /**
     * The type with an id.
     *
     * @throws IndexOutOfBoundsException unless the id is 0 to {@code size() - 1}
     */
    public BtfType type(int id) {
        if (id == 0) {
            return VOID;
        }
        Btf holder = holder(id);
        int index = id - holder.types.firstId();
        BtfType type = holder.decoded[index];
        if (type == null) {
            type = TypeDecoder.decode(holder.types, holder.strings, id);
            holder.decoded[index] = type;
        }
        return type;
    }

    /**
     * The kind of a type, without decoding it.
     *
     * @throws IndexOutOfBoundsException unless the id is 0 to {@code size() - 1}
     */
    public BtfKind kind(int id) {
        return id == 0 ? BtfKind.VOID : holder(id).types.kind(id);
    }

    /**
     * What Linux would refuse the table for though it can be understood: GCC 12 writes functions without names, characters
     * with two encodings and forward declarations with sizes. Loaders go on without types in the kernel then.
     */
    public Optional<BtfFormatException> flaw() {
        return Optional.ofNullable(flaw);
    }

    /**
     * The name of a type, without decoding the rest of it; {@code ""} if it has none.
     *
     * @throws IndexOutOfBoundsException unless the id is 0 to {@code size() - 1}
     */
    public String name(int id) {
        if (id == 0) {
            return VOID.name();
        }
        Btf holder = holder(id);
        return holder.strings.get(holder.types.nameOffset(id));
    }

    /**
     * The string at an offset of the string section, as {@code .BTF.ext} refers to it.
     *
     * @return empty if there is no such offset
     */
    public Optional<String> string(int offset) {
        return strings.contains(offset) ? Optional.of(strings.get(offset)) : Optional.empty();
    }

    /** The first type of that name and kind, those of the base before one's own. */
    public OptionalInt find(String name, Class<? extends BtfType> kind) {
        return ids(name).filter(id -> kind.isInstance(type(id))).findFirst();
    }

    /** The ids of all types of that name, ascending. */
    public IntStream ids(String name) {
        IntStream own = names.ids(name);
        return base == null ? own : IntStream.concat(base.ids(name), own);
    }

    /**
     * The ids of all types that are called so but for a flavour ({@link Flavour}), ascending.
     *
     * @param name without a flavour
     */
    public IntStream flavours(String name) {
        IntStream own = names.flavours(name);
        return base == null ? own : IntStream.concat(base.flavours(name), own);
    }

    /** The id of what is left without modifiers and typedefs; it may be 0. */
    public int resolve(int id) {
        int at = id;
        while (kind(at).isModifier() || kind(at) == BtfKind.TYPEDEF) {
            at = sizeOrType(at);
        }
        return at;
    }

    /** Whether values of the type have a size; {@code void}, functions and what is only declared have none. */
    public boolean hasSize(int id) {
        return TypeSize.of(this, id) >= 0;
    }

    /**
     * Bytes that a value of the type takes: less than 4 GiB, as in Linux. A pointer takes 8.
     *
     * @throws IllegalArgumentException if {@link #hasSize} is false
     */
    public long byteSizeOf(int id) {
        long size = TypeSize.of(this, id);
        if (size < 0) {
            throw new IllegalArgumentException("type " + id + " (" + kind(id) + " " + name(id) + ") has no size");
        }
        return size;
    }

    /**
     * As {@link #byteSizeOf}, for values that Java arrays can hold.
     *
     * @throws IllegalArgumentException if {@link #hasSize} is false, or the size is 2 GiB or more
     */
    public int sizeOf(int id) {
        long size = byteSizeOf(id);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("type " + id + " (" + kind(id) + " " + name(id) + ") takes " + size
                    + " bytes, expected less than 2 GiB");
        }
        return (int) size;
    }

    /**
     * Looks a member up by name, also within anonymous structs and unions.
     *
     * @param id a struct or union, or what resolves to one
     * @return empty if it is no struct or union, or has no such member
     */
    public Optional<MemberLocation> member(int id, String name) {
        return MemberLocation.find(this, resolve(id), name);
    }

    /**
     * The table in its encoded form, as {@link #read(byte[])} or {@link #readSplit} takes it: header, types and strings in
     * that order, without gaps. Ids, the order of strings and so all offsets are those of this table.
     */
    public byte[] write(ByteOrder order) {
        return BtfWriter.write(types, strings, order);
    }

    /** The third word of the encoding: a size, a type id or zero. */
    int sizeOrType(int id) {
        return id == 0 ? 0 : holder(id).types.sizeOrType(id);
    }

    TypeTable types() {
        return types;
    }

    StringTable strings() {
        return strings;
    }

    private Btf holder(int id) {
        Btf holder = this;
        while (id < holder.types.firstId() && holder.base != null) {
            holder = holder.base;
        }
        if (id < holder.types.firstId() || id >= holder.types.endId()) {
            throw new IndexOutOfBoundsException("type id " + id + " of " + size());
        }
        return holder;
    }

    /** The types of the table that has an id. */
    TypeTable typesOf(int id) {
        return holder(id).types;
    }
}
