package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Operations on a map as words, and their results as words. Keys and values are small numbers in native byte order.
 *
 * <p>{@code 1=7} sets 7 under key 1, {@code 1=7/2} with flags 2; {@code 1?} looks up, {@code 1?/4} with flags; {@code 1-}
 * deletes, {@code 1!} looks up and deletes, {@code *} counts the keys, {@code 1>} is the key behind 1, {@code >} the first,
 * {@code freeze} freezes; {@code batch?}, {@code batch!}, {@code batch-} and {@code batch=} do with a batch of one key 0 what
 * the sign says. Where there is no key, none is written; in a bloom filter {@code 1?} asks for the value 1. A result is {@code ok}, {@code none}, a number, or an error's name.
 */
final class MapScript {
    private final BpfMap map;

    MapScript(BpfMap map) {
        this.map = map;
    }

    static byte[] bytes(int size, long number) {
        byte[] eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
        return Arrays.copyOf(eight, size);
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(Arrays.copyOf(bytes, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Runs the words and returns the results, with blanks between them. */
    String run(String words) {
        List<String> results = new ArrayList<>();
        for (String word : words.strip().split(" +", -1)) {
            results.add(guarded(() -> step(word)));
        }
        return String.join(" ", results);
    }

    static String guarded(Supplier<String> action) {
        try {
            return action.get();
        } catch (BpfException refusal) {
            return refusal.errno().name();
        }
    }

    private String step(String word) {
        String[] parts = word.split("/", -1);
        long flags = parts.length > 1 ? Long.decode(parts[1]) : 0;
        String operation = parts[0];
        if (operation.equals("freeze")) {
            map.freeze();
            return "ok";
        }
        if (operation.startsWith("batch")) {
            return batch(operation.substring(5));
        }
        if (operation.equals("*")) {
            return String.valueOf(count());
        }
        if (operation.equals(">")) {
            return shown(map.nextKey(null));
        }
        if (operation.contains("=")) {
            String[] pair = operation.split("=", -1);
            map.update(key(pair[0]), bytes(map.transferSize(), pair[1].isEmpty() ? 0 : Long.parseLong(pair[1])), flags);
            return "ok";
        }
        byte[] key = operation.endsWith("?") && map.type() == MapType.BLOOM_FILTER
                ? bytes(map.spec().valueSize(), Long.parseLong(operation.substring(0, operation.length() - 1)))
                : key(operation.substring(0, operation.length() - 1));
        return switch (operation.charAt(operation.length() - 1)) {
            case '?' -> shown(map.lookup(key, flags));
            case '-' -> map.delete(key) ? "ok" : "none";
            case '!' -> shown(map.lookupAndDelete(key));
            case '>' -> shown(map.nextKey(key));
            default -> throw new IllegalArgumentException(word);
        };
    }

    private byte[] key(String text) {
        return bytes(map.spec().keySize(), text.isEmpty() ? 0 : Long.parseLong(text));
    }

    private static String shown(byte @Nullable [] bytes) {
        return bytes == null ? "none" : String.valueOf(number(bytes));
    }

    private String batch(String operation) {
        byte[] key = new byte[map.spec().keySize()];
        return switch (operation) {
            case "?" -> String.valueOf(map.lookupBatch(null, 1).elements().size());
            case "!" -> String.valueOf(map.lookupAndDeleteBatch(null, 1).elements().size());
            case "-" -> String.valueOf(map.deleteBatch(List.of(key)));
            case "=" -> {
                map.updateBatch(List.of(new BpfMap.Element(key, new byte[map.transferSize()])), 0);
                yield "ok";
            }
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private int count() {
        int count = 0;
        for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
            count++;
        }
        return count;
    }
}
