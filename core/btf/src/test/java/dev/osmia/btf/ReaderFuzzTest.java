package dev.osmia.btf;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whatever the bytes, they are read and used to the end, or refused with the format's exception. */
class ReaderFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void tablesAreUsedOrRefused(byte[] bytes) {
        try {
            useAll(Btf.read(bytes));
        } catch (BtfFormatException e) {
            // The answer for bad bytes.
        }
    }

    @FuzzTest(maxDuration = "10m")
    void instructionRecordsAreUsedOrRefused(byte[] bytes) {
        int tableLength = bytes.length > 1 ? Math.min(bytes.length, 16 * (bytes[0] & 0xff)) : 0;
        try {
            Btf btf = tableLength == 0
                    ? Fixtures.btf("clang19")
                    : Btf.read(Arrays.copyOfRange(bytes, 1, Math.max(1, tableLength)));
            BtfExt ext = BtfExt.read(btf, Arrays.copyOfRange(bytes, Math.min(bytes.length, Math.max(1, tableLength)),
                    bytes.length));
            ext.write(BtfBuilder.from(btf), btf.order());
        } catch (BtfFormatException e) {
            // The answer for bad bytes.
        }
    }

    /** Everything that a caller may ask of a table that has been read. */
    static void useAll(Btf btf) {
        CPrinter printer = new CPrinter(btf);
        var _ = printer.header();
        BtfCodec codec = new BtfCodec(btf, btf.order());
        for (int id = 0; id < btf.size(); id++) {
            btf.type(id);
            btf.member(id, "a");
            btf.find(btf.name(id), BtfType.Struct.class);
            if (btf.hasSize(id) && btf.byteSizeOf(id) < 1 << 16) {
                decode(codec, id, btf.sizeOf(id));
            }
            if (!BtfEquality.equal(btf, id, btf, id, BtfEquality.Rule.EXACT)) {
                throw new AssertionError("type " + id + " differs from itself");
            }
        }
        Btf copy = Btf.read(BtfBuilder.from(btf).build().write(btf.order()));
        for (int id = 0; id < btf.size(); id++) {
            if (!copy.type(id).equals(btf.type(id))) {
                throw new AssertionError("type " + id + " came back as " + copy.type(id));
            }
        }
    }

    private static void decode(BtfCodec codec, int id, int size) {
        try {
            BtfValue value = codec.decode(id, ByteBuffer.allocate(size));
            codec.encode(value);
        } catch (IllegalArgumentException e) {
            // Some types have no values that can be read, such as bitfields of more than 64 bits.
        }
    }
}
