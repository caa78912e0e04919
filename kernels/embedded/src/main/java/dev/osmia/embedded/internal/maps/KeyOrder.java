package dev.osmia.embedded.internal.maps;

import dev.osmia.embedded.internal.engine.VirtualCpu;
import dev.osmia.embedded.internal.engine.VirtualCpus;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** How batches go through the keys of a map. */
public interface KeyOrder {

    /**
     * Some keys that belong together.
     *
     * @param cursor leads to the next ones; null at the end
     */
    record Keys(List<byte[]> keys, byte @Nullable [] cursor) {}

    /** The keys after a cursor; the first ones after null. */
    Keys after(byte @Nullable [] cursor);

    /** One key at a time, which is the cursor. */
    record ByKey(EmbeddedMap map) implements KeyOrder {
        @Override
        public Keys after(byte @Nullable [] cursor) {
            byte[] key = map.nextKey(cursor);
            if (key == null) {
                return new Keys(List.of(), null);
            }
            return new Keys(List.of(key), map.nextKey(key) == null ? null : key);
        }
    }

    /** All keys of a hash chain at a time; the cursor is the number of the next chain, 4 bytes as in Linux. */
    record ByChain(EmbeddedMap map, HashTable table) implements KeyOrder {
        @Override
        public Keys after(byte @Nullable [] cursor) {
            map.requireReadable();
            long chain = cursor == null ? 0 : number(cursor);
            VirtualCpus cpus = map.machine().cpus();
            VirtualCpu cpu = cpus.acquire();
            try {
                List<byte[]> keys = new ArrayList<>();
                for (; chain < table.buckets() && keys.isEmpty(); chain++) {
                    for (long at = table.first(chain); at != 0; at = table.nextInChain(at)) {
                        keys.add(map.machine().box().get(at + ElementLayout.KEY, map.spec().keySize()));
                    }
                }
                return keys.isEmpty() ? new Keys(keys, null) : new Keys(keys, bytes((int) chain));
            } finally {
                cpus.release(cpu);
            }
        }

        private static long number(byte[] cursor) {
            if (cursor.length != Integer.BYTES) {
                throw new IllegalArgumentException("a cursor has 4 bytes, not " + cursor.length);
            }
            return ByteBuffer.wrap(cursor).order(ByteOrder.nativeOrder()).getInt() & 0xffff_ffffL;
        }

        private static byte[] bytes(int chain) {
            return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(chain).array();
        }
    }
}
