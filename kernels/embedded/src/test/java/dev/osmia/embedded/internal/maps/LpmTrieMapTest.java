package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class LpmTrieMapTest {

    private static MapSpec spec(int dataSize, int entries) {
        return MapSpec.of("routes", MapType.LPM_TRIE, 4 + dataSize, 8, entries).withFlags(1);
    }

    private static byte[] key(int length, byte[] data) {
        return ByteBuffer.allocate(4 + data.length).order(ByteOrder.nativeOrder()).putInt(length).put(data).array();
    }

    private static byte[] route(String text) {
        String[] parts = text.split("/", -1);
        String[] numbers = parts[0].split("\\.", -1);
        byte[] data = new byte[4];
        for (int index = 0; index < 4; index++) {
            data[index] = (byte) Integer.parseInt(numbers[index]);
        }
        return key(Integer.parseInt(parts[1]), data);
    }

    private static String text(byte @Nullable [] key) {
        if (key == null) {
            return "none";
        }
        return (key[4] & 0xff) + "." + (key[5] & 0xff) + "." + (key[6] & 0xff) + "." + (key[7] & 0xff) + "/"
                + ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt();
    }

    private static String step(BpfMap map, String word) {
        String[] parts = word.split(",", -1);
        byte[] key = route(parts[1]);
        return MapScript.guarded(() -> switch (parts[0]) {
            case "add" -> {
                map.update(key, MapScript.bytes(8, Long.parseLong(parts[2])),
                        parts.length > 3 ? Long.parseLong(parts[3]) : 0);
                yield "ok";
            }
            case "del" -> map.delete(key) ? "ok" : "none";
            case "take" -> map.lookupAndDelete(key) == null ? "none" : "ok";
            case "next" -> text(map.nextKey(key));
            default -> {
                byte[] value = map.lookup(key);
                yield value == null ? "none" : String.valueOf(MapScript.number(value));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "get,10.0.0.1/32 del,10.0.0.0/8 take,10.0.0.0/8 next,10.0.0.0/8 | none none ENOTSUPP none",
            "add,10.0.0.0/8,1 add,10.1.0.0/16,2 get,10.1.2.3/32 get,10.2.2.3/32 get,11.0.0.0/32 | ok ok 2 1 none",
            "add,10.1.0.0/16,2 get,10.1.0.0/15 get,10.1.0.0/16 get,10.1.0.0/33 | ok none 2 none",
            "add,0.0.0.0/0,9 get,1.2.3.4/32 get,1.2.3.4/0 del,0.0.0.0/0 get,1.2.3.4/32 | ok 9 9 ok none",
            "add,1.2.3.4/33,1 del,1.2.3.4/33 | EINVAL EINVAL",
            "add,1.2.3.4/32,1,2 add,1.2.3.4/32,1,1 add,1.2.3.4/32,2,1 add,1.2.3.4/32,3,2 get,1.2.3.4/32 | ENOENT ok EEXIST ok 3",
            "add,1.2.3.4/32,1,3 add,1.2.3.4/32,1,4 | EINVAL EINVAL",
            "add,1.0.0.0/8,1 add,2.0.0.0/8,1 add,3.0.0.0/8,1 add,4.0.0.0/8,1 add,5.0.0.0/8,1 add,4.0.0.0/8,2 | ok ok ok ok ENOSPC ok",
            "add,1.0.0.0/8,1 add,1.2.0.0/16,2 del,1.0.0.0/8 get,1.2.3.4/32 get,1.3.0.0/32 | ok ok ok 2 none",
            "add,192.168.0.0/24,1 add,192.168.1.0/24,2 next,0.0.0.0/33 next,192.168.0.0/24 next,192.168.1.0/24 | ok ok 192.168.0.0/24 192.168.1.0/24 none",
            "add,192.168.0.0/16,1 add,192.168.0.0/24,2 next,0.0.0.0/33 next,192.168.0.0/24 next,192.168.0.0/16 next,1.1.1.1/8 | ok ok 192.168.0.0/24 192.168.0.0/16 none 192.168.0.0/24",
            "add,10.1.2.3/8,1 next,0.0.0.0/33 add,10.9.9.9/8,2 next,0.0.0.0/33 get,10.0.0.0/8 | ok 10.1.2.3/8 ok 10.9.9.9/8 2"})
    void routesAreFoundAsInLinux(String words, String expected) {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(spec(4, 4))) {
            List<String> results = new ArrayList<>();
            for (String word : words.strip().split(" +", -1)) {
                results.add(step(map, word));
            }
            assertThat(String.join(" ", results)).isEqualTo(expected);
        }
    }

    @Test
    void keysComeMoreSpecificFirst() {
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(spec(4, 10))) {
            for (String route : List.of("192.168.0.0/16", "192.168.0.0/24", "192.168.128.0/24", "192.168.1.0/24")) {
                map.update(route(route), new byte[8], 0);
            }
            List<String> keys = new ArrayList<>();
            for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
                keys.add(text(key));
            }
            assertThat(keys).containsExactly("192.168.0.0/24", "192.168.1.0/24", "192.168.128.0/24", "192.168.0.0/16");
        }
    }

    /** A prefix as the bits that count. */
    private record Prefix(String bits) {
        static Prefix of(int length, byte[] data) {
            StringBuilder bits = new StringBuilder();
            for (int bit = 0; bit < length; bit++) {
                bits.append(data[bit / 8] >> (7 - bit % 8) & 1);
            }
            return new Prefix(bits.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 2", "9, 3", "16, 4", "23, 5"})
    void randomPrefixesBehaveAsInAListOfThem(int size, long seed) {
        Random random = new Random(seed);
        Map<Prefix, Long> model = new HashMap<>();
        try (Kernel kernel = EmbeddedKernel.open(); BpfMap map = kernel.createMap(spec(size, 4000))) {
            for (int step = 0; step < 4000; step++) {
                byte[] data = new byte[size];
                random.nextBytes(data);
                for (int index = 0; index < size; index++) {
                    data[index] = (byte) (random.nextBoolean() ? data[index] & 0x81 : 0);
                }
                int length = random.nextInt(size * 8 + 1);
                Prefix prefix = Prefix.of(length, data);
                byte[] key = key(length, data);
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        map.update(key, MapScript.bytes(8, step), 0);
                        model.put(prefix, (long) step);
                    }
                    case 2 -> assertThat(map.delete(key)).isEqualTo(model.remove(prefix) != null);
                    default -> {
                        byte[] value = map.lookup(key);
                        assertThat(value == null ? null : MapScript.number(value)).isEqualTo(longest(model, prefix));
                    }
                }
            }
            int count = 0;
            for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
                count++;
            }
            assertThat(count).isEqualTo(model.size());
        }
    }

    private static @Nullable Long longest(Map<Prefix, Long> model, Prefix wanted) {
        for (int length = wanted.bits().length(); length >= 0; length--) {
            Long value = model.get(new Prefix(wanted.bits().substring(0, length)));
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
