package dev.osmia.btf;

import java.nio.ByteBuffer;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything that a caller may ask of a table that has been read; what goes wrong here went wrong in the checks. */
final class TableUse {
    private static final int LARGEST_VALUE = 1 << 16;

    private TableUse() {
    }

    static void all(Btf btf) {
        CPrinter printer = new CPrinter(btf);
        assertThat(printer.header()).endsWith("#endif\n");
        BtfCodec codec = new BtfCodec(btf, btf.order());
        for (int id = 0; id < btf.size(); id++) {
            btf.type(id);
            btf.member(id, "a");
            btf.find(btf.name(id), BtfType.Struct.class);
            if (btf.hasSize(id) && btf.byteSizeOf(id) < LARGEST_VALUE) {
                decode(codec, id, btf.sizeOf(id));
            }
            for (BtfEquality.Rule rule : BtfEquality.Rule.values()) {
                assertThat(BtfEquality.equal(btf, id, btf, id, rule)).as("type %d equals itself", id).isTrue();
            }
        }
        comesBack(btf);
    }

    private static void comesBack(Btf btf) {
        byte[] written = BtfBuilder.from(btf).build().write(btf.order());
        Btf copy = btf.base().map(base -> Btf.readSplit(base, written)).orElseGet(() -> Btf.read(written));
        assertThat(copy.size()).isEqualTo(btf.size());
        for (int id = 0; id < btf.size(); id++) {
            assertThat(copy.type(id)).isEqualTo(btf.type(id));
        }
    }

    private static void decode(BtfCodec codec, int id, int size) {
        byte[] bytes = new byte[size];
        for (long seed = 0; seed < 2; seed++) {
            try {
                BtfValue value = codec.decode(id, ByteBuffer.wrap(bytes));
                assertThat(value.toString()).isNotNull();
                assertThat(codec.encode(value)).hasSize(size);
            } catch (IllegalArgumentException e) {
                // Some types have no values that can be read, such as bitfields of more than 64 bits.
                assertThat(e).hasMessageNotContaining("null");
            }
            new Random(seed).nextBytes(bytes);
        }
    }
}
