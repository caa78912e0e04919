package dev.osmia.btf;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Makes the bytes of a table whose frame is right and whose types are anything: of all kinds, referring to each other in
 * all directions, now and then with a field that no compiler writes.
 */
final class TypeGraph {
    private static final byte[] STRINGS = "\0int\0a\0b\0next\0struct\0.maps\0a\0".getBytes(StandardCharsets.US_ASCII);
    private static final int[] NAMES = {0, 1, 5, 7, 9, 14, 21, 27};
    private static final int[] ODD = {0, 1, 2, 4, 8, 16, 31, 32, 33, 64, 127, 128, 0xffff, 1 << 20, 1 << 28,
            Integer.MAX_VALUE, Integer.MIN_VALUE, -8, -1};
    private static final int MOST_TYPES = 48;

    private final FuzzedDataProvider data;
    private final int firstId;
    private final int count;
    private final int firstString;
    private final WordBuffer words = new WordBuffer();

    private TypeGraph(FuzzedDataProvider data, int firstId, int firstString) {
        this.data = data;
        this.firstId = firstId;
        this.firstString = firstString;
        this.count = data.consumeInt(1, MOST_TYPES);
    }

    /** A table that stands alone. */
    static byte[] alone(FuzzedDataProvider data) {
        return new TypeGraph(data, 1, 0).bytes();
    }

    /** A table that continues the ids and strings of another. */
    static byte[] on(Btf base, FuzzedDataProvider data) {
        return new TypeGraph(data, base.size(), base.strings().end()).bytes();
    }

    private byte[] bytes() {
        for (int i = 0; i < count; i++) {
            type(BtfKind.values()[data.consumeInt(1, BtfKind.values().length - 1)]);
        }
        int[] types = words.toArray();
        ByteOrder order = data.consumeBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer out = ByteBuffer.allocate(BtfReader.HEADER_BYTES + 4 * types.length).order(order);
        out.putShort(BtfReader.MAGIC).put(BtfReader.VERSION).put((byte) 0).putInt(BtfReader.HEADER_BYTES);
        out.putInt(0).putInt(4 * types.length).putInt(4 * types.length).putInt(STRINGS.length);
        for (int word : types) {
            out.putInt(word);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(out.array());
        all.writeBytes(STRINGS);
        return all.toByteArray();
    }

    private void type(BtfKind kind) {
        int elements = switch (kind.vlenRule()) {
            case ZERO -> 0;
            case COUNT -> data.consumeInt(0, 4);
            case LINKAGE -> data.consumeInt(0, 2);
        };
        boolean flag = kind.flagged() && data.consumeBoolean();
        words.add(switch (kind.nameRule()) {
            case NONE -> 0;
            case OPTIONAL -> name();
            case REQUIRED -> name(data.consumeInt(1, NAMES.length - 1));
        });
        words.add((flag ? 1 << 31 : 0) | kind.ordinal() << 24 | elements);
        words.add(switch (kind.thirdRule()) {
            case ZERO -> 0;
            case SIZE -> size();
            case TYPE -> reference();
        });
        switch (kind) {
            case INT -> words.add(data.pickValue(new int[]{0, 1, 2, 4}) << 24 | data.consumeInt(0, 8) << 16
                    | data.pickValue(new int[]{1, 8, 16, 32, 64, 128}));
            case ARRAY -> words(reference(), reference(), length());
            case VAR -> words.add(data.consumeInt(0, 2));
            case DECL_TAG -> words.add(data.consumeInt(-1, 2));
            default -> {
                if (kind.vlenRule() == BtfKind.Vlen.COUNT) {
                    for (int i = 0; i < elements; i++) {
                        element(kind);
                    }
                }
            }
        }
    }

    private void element(BtfKind kind) {
        switch (kind) {
            case ENUM -> words(name(1), data.consumeInt());
            case ENUM64 -> words(name(1), data.consumeInt(), data.consumeInt());
            case FUNC_PROTO -> words(name(), reference());
            case DATASEC -> words(reference(), length(), length());
            default -> words(name(), reference(), data.consumeInt(0, 8) * 8);
        }
    }

    private void words(int... more) {
        for (int word : more) {
            words.add(word);
        }
    }

    private int name() {
        return name(data.consumeInt(0, NAMES.length - 1));
    }

    private int name(int index) {
        return index == 0 ? 0 : firstString + NAMES[index];
    }

    private int reference() {
        return rarely() ? data.pickValue(ODD) : data.consumeInt(0, firstId + count - 1);
    }

    private int size() {
        return rarely() ? data.pickValue(ODD) : 1 << data.consumeInt(0, 5);
    }

    private int length() {
        return rarely() ? data.pickValue(ODD) : data.consumeInt(0, 9);
    }

    private boolean rarely() {
        return data.consumeByte() == 0x5a;
    }
}
