package dev.osmia.btf;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * The ids of one table by name: chained hashing over the encoded strings, made at the first question. A name and its
 * flavours share a chain.
 */
final class NameIndex {
    private final TypeTable types;
    private final StringTable strings;
    private volatile @Nullable Chains chains;

    NameIndex(TypeTable types, StringTable strings) {
        this.types = types;
        this.strings = strings;
    }

    /**
     * Positions in the table (id minus first id) by the hash of their name.
     *
     * @param heads first position + 1 of each bucket, 0 if it is empty; a power of two of them
     * @param next the position + 1 that follows a position, 0 at the end
     */
    private record Chains(int[] heads, int[] next) {

        int head(int hash) {
            return heads[hash & heads.length - 1];
        }
    }

    IntStream ids(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return chain(text).filter(id -> strings.matches(types.nameOffset(id), text));
    }

    IntStream flavours(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return chain(text).filter(id -> strings.matchesFlavour(types.nameOffset(id), text));
    }

    private IntStream chain(byte[] text) {
        Chains index = chains;
        if (index == null) {
            index = build();
            chains = index;
        }
        int[] next = index.next();
        return IntStream
                .iterate(index.head(StringTable.hash(text, 0, Flavour.lengthWithout(text, 0, text.length))),
                        at -> at != 0, at -> next[at - 1])
                .map(at -> at - 1 + types.firstId());
    }

    private Chains build() {
        int count = types.endId() - types.firstId();
        int[] heads = new int[Integer.highestOneBit(Math.max(1, count)) << 1];
        int[] next = new int[count];
        // From the last to the first, so that the chains ascend.
        for (int at = count - 1; at >= 0; at--) {
            int bucket = strings.flavourlessHash(types.nameOffset(types.firstId() + at)) & heads.length - 1;
            next[at] = heads[bucket];
            heads[bucket] = at + 1;
        }
        return new Chains(heads, next);
    }
}
