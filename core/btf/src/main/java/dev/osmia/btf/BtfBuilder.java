package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a table: types get the ids that follow, and may refer to ids that come later. Equal strings are stored once.
 * What has been built is not changed by what is added afterwards. Not for use by several threads at once.
 */
public final class BtfBuilder {
    private final @Nullable Btf base;
    private final ByteOrder order;
    private final int firstId;
    private final List<BtfType> types = new ArrayList<>();
    private final ByteArrayOutputStream stringBytes = new ByteArrayOutputStream();
    private final Map<String, Integer> stringOffsets = new HashMap<>();
    private final int firstString;

    /** Starts an empty little-endian table. */
    public BtfBuilder() {
        this(ByteOrder.LITTLE_ENDIAN);
    }

    /** Starts an empty table; the order is what {@link Btf#order} will say. */
    public BtfBuilder(ByteOrder order) {
        this(null, order);
        addString("");
    }

    private BtfBuilder(@Nullable Btf base, ByteOrder order) {
        this.base = base;
        this.order = order;
        this.firstId = base == null ? 1 : base.size();
        this.firstString = base == null ? 0 : base.strings().end();
        index(base == null ? null : base.strings());
    }

    /** Starts an empty split table on a base, whose strings it uses. */
    public static BtfBuilder split(Btf base) {
        return new BtfBuilder(base, base.order());
    }

    /** Starts with all types and strings of a table; ids and string offsets stay what they are. */
    public static BtfBuilder from(Btf btf) {
        BtfBuilder builder = new BtfBuilder(btf.base().orElse(null), btf.order());
        builder.stringBytes.writeBytes(btf.strings().bytes());
        builder.index(btf.strings());
        for (int id = btf.firstId(); id < btf.size(); id++) {
            builder.types.add(btf.type(id));
        }
        return builder;
    }

    /** Makes the strings of a table and of those below it known; of equal ones the first. */
    private void index(@Nullable StringTable table) {
        if (table == null) {
            return;
        }
        index(table.base());
        int start = table.start();
        for (int end = start; end < table.end(); end++) {
            if (table.isEmpty(end)) {
                stringOffsets.putIfAbsent(table.get(start), start);
                start = end + 1;
            }
        }
    }

    /**
     * Adds a type.
     *
     * @return its id
     */
    public int add(BtfType type) {
        int id = nextId();
        types.add(checked(type));
        return id;
    }

    /** The id that the next added type gets. */
    public int nextId() {
        return firstId + types.size();
    }

    /**
     * Puts another type in the place of one that was added.
     *
     * @throws IndexOutOfBoundsException if the id is not one of this table's own
     */
    public void replace(int id, BtfType type) {
        types.set(id - firstId, checked(type));
    }

    /**
     * Adds a string unless the table has it, for what refers to strings from outside, as {@code .BTF.ext} does.
     *
     * @return its offset in the string section
     * @throws IllegalArgumentException if it contains a zero character
     */
    public int addString(String text) {
        Integer known = stringOffsets.get(text);
        if (known != null) {
            return known;
        }
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a string with a zero character");
        }
        int offset = firstString + stringBytes.size();
        stringBytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        stringBytes.write(0);
        stringOffsets.put(text, offset);
        return offset;
    }

    /**
     * The table so far.
     *
     * @throws BtfFormatException if a type breaks a rule of the format, for example by an id that no type has
     */
    public Btf build() {
        WordBuffer words = new WordBuffer();
        for (BtfType type : types) {
            TypeEncoder.encode(type, this::addString, words);
        }
        StringTable strings = new StringTable(base == null ? null : base.strings(), stringBytes.toByteArray());
        TypeTable table = TypeTable.scan(firstId, words.toArray(), BtfReader.HEADER_BYTES);
        return TypeChecker.check(new Btf(base, order, table, strings), BtfReader.HEADER_BYTES);
    }

    private static BtfType checked(BtfType type) {
        if (type instanceof BtfType.Void) {
            throw new IllegalArgumentException("void is id 0 of every table and cannot be added");
        }
        return type;
    }
}
