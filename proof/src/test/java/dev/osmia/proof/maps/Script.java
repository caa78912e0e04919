package dev.osmia.proof.maps;

import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfMap.Element;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Random operations on a map of some shape, the same for the same seed, and what a map answers to them. */
final class Script {
    /** {@code ANY}, {@code NOEXIST}, {@code EXIST}, both, {@code LOCK}, an unknown one, and one beyond 32 bits. */
    private static final long[] FLAGS = {0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 8, 1L << 32};
    private static final int KEYS = 8;
    /** In 0 to 32 bits, twice what {@code LPM_TRIE} keys of 4 bytes can have. */
    private static final int[] PREFIXES = {0, 1, 7, 8, 9, 16, 23, 24, 25, 31, 32, 33};

    private final Random random;
    private final Shape shape;
    private final int transferSize;
    private final List<Operation> operations = new ArrayList<>();

    /** @param action what it does to a map and what the answer is, as text */
    private record Operation(String text, Function<Target, String> action) {}

    /** @param transferSize bytes of a value that user space sees, which depends on the number of CPUs */
    Script(Shape shape, int transferSize, long seed, int length) {
        this.random = new Random(seed);
        this.shape = shape;
        this.transferSize = transferSize;
        for (int index = 0; index < length; index++) {
            operations.add(operation());
        }
        if (random.nextInt(3) == 0) {
            operations.add(new Operation("freeze", target -> {
                target.map().freeze();
                return "ok";
            }));
            operations.add(operation());
            operations.add(operation());
            operations.add(operation());
        }
        operations.add(new Operation("all elements", Script::elements));
    }

    /** Runs the script and returns a line for each operation with its answer. */
    List<String> run(Target target) {
        List<String> lines = new ArrayList<>();
        for (Operation operation : operations) {
            lines.add(operation.text() + " -> " + answer(operation, target));
        }
        return lines;
    }

    private static String answer(Operation operation, Target target) {
        try {
            return operation.action().apply(target);
        } catch (BpfException refusal) {
            return refusal.errno().name();
        } catch (IllegalArgumentException refusal) {
            return "illegal argument";
        }
    }

    private Operation operation() {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> update();
            case 6, 7, 8 -> lookup();
            case 9 -> lookupWithFlags();
            case 10, 11 -> delete();
            case 12 -> lookupAndDelete();
            case 13, 14 -> nextKey();
            case 15 -> new Operation("all elements", Script::elements);
            case 16 -> batch();
            case 17 -> updateBatch();
            case 18 -> deleteBatch();
            default -> wrongSize();
        };
    }

    private byte[] key() {
        int size = shape.spec().keySize();
        if (shape.spec().type() == MapType.BLOOM_FILTER) {
            return value();
        }
        ByteBuffer key = ByteBuffer.allocate(Math.max(size, 8)).order(ByteOrder.nativeOrder());
        if (shape.spec().type() == MapType.LPM_TRIE) {
            key.putInt(PREFIXES[random.nextInt(PREFIXES.length)]);
            for (int at = 4; at < size; at++) {
                key.put((byte) (random.nextInt(3) == 0 ? 0x80 : random.nextInt(2)));
            }
        } else {
            key.putInt(random.nextInt(KEYS));
        }
        return java.util.Arrays.copyOf(key.array(), size);
    }

    private byte[] value() {
        byte[] value = new byte[transferSize];
        // Few different values, so that those of a Bloom filter come again.
        new Random(random.nextInt(6)).nextBytes(value);
        return value;
    }

    private long flags() {
        return FLAGS[random.nextInt(FLAGS.length)];
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private Operation update() {
        byte[] key = shape.spec().keySize() == 0 ? new byte[0] : key();
        byte[] value = value();
        long flags = flags();
        return new Operation("update " + hex(key) + " = " + hex(value) + " flags " + flags, target -> {
            target.map().update(key, target.value(value), flags);
            return "ok";
        });
    }

    private Operation lookup() {
        byte[] key = key();
        return new Operation("look up " + hex(key), target -> target.shown(target.map().lookup(key)));
    }

    private Operation lookupWithFlags() {
        byte[] key = key();
        long flags = flags();
        return new Operation("look up " + hex(key) + " flags " + flags,
                target -> target.shown(target.map().lookup(key, flags)));
    }

    private Operation delete() {
        byte[] key = shape.spec().keySize() == 0 ? new byte[0] : key();
        return new Operation("delete " + hex(key), target -> target.map().delete(key) ? "ok" : "none");
    }

    private Operation lookupAndDelete() {
        byte[] key = shape.spec().keySize() == 0 ? new byte[0] : key();
        return new Operation("look up and delete " + hex(key),
                target -> target.shown(target.map().lookupAndDelete(key)));
    }

    private Operation nextKey() {
        boolean first = shape.spec().keySize() == 0 || random.nextInt(4) == 0;
        byte[] key = first ? null : key();
        return new Operation("key after " + (key == null ? "none" : hex(key)), target -> {
            byte[] next = target.map().nextKey(key);
            return !shape.ordered() && key != null ? "" : next == null ? "none" : shape.ordered() ? hex(next) : "some";
        });
    }

    /** In the kernel's order where it promises one. */
    private static String elements(Target target) {
        List<String> elements = new ArrayList<>();
        target.map().forEach((key, value) -> elements.add(hex(key) + "=" + target.shown(value)));
        return arranged(target.shape(), elements);
    }

    private static String arranged(Shape shape, List<String> elements) {
        return (shape.ordered() ? elements : elements.stream().sorted().toList()).toString();
    }

    private Operation batch() {
        int count = 1 + random.nextInt(6);
        boolean deletes = random.nextInt(4) == 0;
        return new Operation((deletes ? "look up and delete" : "look up") + " batches of " + count, target -> {
            List<String> elements = new ArrayList<>();
            BpfMap map = target.map();
            byte[] cursor = null;
            do {
                BpfMap.Batch batch = deletes
                        ? map.lookupAndDeleteBatch(cursor, count)
                        : map.lookupBatch(cursor, count);
                batch.elements().forEach(each -> elements.add(hex(each.key()) + "=" + target.shown(each.value())));
                cursor = batch.cursor();
            } while (cursor != null);
            return arranged(shape, elements);
        });
    }

    private Operation updateBatch() {
        List<Element> elements = new ArrayList<>();
        StringBuilder text = new StringBuilder("update batch");
        for (int left = random.nextInt(5); left > 0; left--) {
            Element element = new Element(shape.spec().keySize() == 0 ? new byte[0] : key(), value());
            elements.add(element);
            text.append(' ').append(hex(element.key())).append('=').append(hex(element.value()));
        }
        long flags = flags();
        return new Operation(text + " flags " + flags, target -> {
            target.map()
                    .updateBatch(elements.stream()
                            .map(element -> new Element(element.key(), target.value(element.value())))
                            .toList(), flags);
            return "ok";
        });
    }

    private Operation deleteBatch() {
        List<byte[]> keys = new ArrayList<>();
        StringBuilder text = new StringBuilder("delete batch");
        for (int left = random.nextInt(4); left > 0; left--) {
            byte[] key = shape.spec().keySize() == 0 ? new byte[0] : key();
            keys.add(key);
            text.append(' ').append(hex(key));
        }
        return new Operation(text.toString(), target -> String.valueOf(target.map().deleteBatch(keys)));
    }

    private Operation wrongSize() {
        byte[] longKey = new byte[shape.spec().keySize() + 1];
        byte[] longValue = new byte[transferSize + 1];
        return switch (random.nextInt(3)) {
            case 0 -> new Operation("update with a long key", target -> {
                target.map().update(longKey, value(), 0);
                return "ok";
            });
            case 1 -> new Operation("update with a long value", target -> {
                target.map().update(new byte[shape.spec().keySize()], longValue, 0);
                return "ok";
            });
            default -> new Operation("delete a long key", target -> String.valueOf(target.map().delete(longKey)));
        };
    }
}
