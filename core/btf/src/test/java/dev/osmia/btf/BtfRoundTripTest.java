package dev.osmia.btf;

import dev.osmia.btf.BtfType.Enumerator;
import dev.osmia.btf.BtfType.IntEncoding;
import dev.osmia.btf.BtfType.Linkage;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.BtfType.Param;
import dev.osmia.btf.BtfType.SectionEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tables made by hand, of every kind. */
class BtfRoundTripTest {
    static final List<ByteOrder> ORDERS = List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

    private static final List<BtfType> TYPES = List.of(
            new BtfType.Int("int", 4, 32, 0, IntEncoding.SIGNED), // 1
            new BtfType.Int("char", 1, 8, 0, IntEncoding.CHAR),
            new BtfType.Int("_Bool", 1, 8, 0, IntEncoding.BOOL),
            new BtfType.Int("", 4, 3, 5, IntEncoding.UNSIGNED),
            new BtfType.Ptr(0), // 5
            new BtfType.Array(1, 1, 7),
            new BtfType.Struct("s", 8, true, List.of(new Member("a", 1, 0, 3), new Member("b", 1, 32, 0))),
            new BtfType.Struct("", 4, false, List.of(new Member("old", 4, 0, 0))),
            new BtfType.Union("u", 4, false, List.of(new Member("", 8, 0, 0), new Member("i", 1, 0, 0))),
            new BtfType.Union("v", 4, true, List.of(new Member("i", 1, 0, 1))), // 10
            new BtfType.Enum("e", 4, false, List.of(new Enumerator("ALL", 0xffffffffL), new Enumerator("NONE", 0))),
            new BtfType.Enum("f", 1, true, List.of(new Enumerator("MINUS", -1))),
            new BtfType.Fwd("gone", false),
            new BtfType.Fwd("away", true),
            new BtfType.Typedef("number", 1), // 15
            new BtfType.Volatile(1),
            new BtfType.Const(0),
            new BtfType.Restrict(5),
            new BtfType.FuncProto(1, List.of(new Param("x", 1), new Param("", 0))),
            new BtfType.Func("printk", 19, Linkage.EXTERN), // 20
            new BtfType.Var("v1", 1, Linkage.STATIC),
            new BtfType.Var("v2", 1, Linkage.GLOBAL),
            new BtfType.DataSection(".data", 8, List.of(new SectionEntry(21, 0, 4), new SectionEntry(22, 4, 4))),
            new BtfType.Float("double", 8),
            new BtfType.DeclTag("here", 7, 1, false), // 25
            new BtfType.DeclTag("there", 20, -1, true),
            new BtfType.TypeTag("user", 1, false),
            new BtfType.TypeTag("address_space(1)", 1, true),
            new BtfType.Enum64("g", 8, false, List.of(new Enumerator("MOST", -1L))),
            new BtfType.Enum64("h", 8, true, List.of(new Enumerator("LEAST", Long.MIN_VALUE))), // 30
            new BtfType.Int("signed char", 1, 8, 0, IntEncoding.SIGNED_CHAR));

    private static BtfBuilder all(ByteOrder order) {
        BtfBuilder builder = new BtfBuilder(order);
        TYPES.forEach(builder::add);
        return builder;
    }

    @Test
    void theTypesAreOfEveryKind() {
        EnumSet<BtfKind> kinds = EnumSet.of(BtfKind.VOID);
        TYPES.forEach(type -> kinds.add(type.kind()));
        assertThat(kinds).isEqualTo(EnumSet.allOf(BtfKind.class));
    }

    @ParameterizedTest
    @FieldSource("ORDERS")
    void everyKindIsReadAsItWasWritten(ByteOrder order) {
        byte[] bytes = all(order).build().write(order);
        Btf read = Btf.read(bytes);
        assertThat(read.order()).isEqualTo(order);
        assertThat(IntStream.range(1, read.size()).mapToObj(read::type)).isEqualTo(TYPES);
        assertThat(read.write(order)).isEqualTo(bytes);
        assertThat(read.type(0)).isEqualTo(new BtfType.Void());
    }

    @Test
    void aTableMayBeWrittenInTheOtherOrder() {
        Btf little = all(ByteOrder.LITTLE_ENDIAN).build();
        Btf big = Btf.read(little.write(ByteOrder.BIG_ENDIAN));
        assertThat(big.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(big.write(ByteOrder.LITTLE_ENDIAN)).isEqualTo(little.write(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void theEncodingIsThatOfTheFormat() {
        BtfBuilder builder = new BtfBuilder();
        builder.add(new BtfType.Int("int", 4, 32, 0, IntEncoding.SIGNED));
        assertThat(HexFormat.of().formatHex(builder.build().write(ByteOrder.LITTLE_ENDIAN))).isEqualTo(
                "9feb0100" + "18000000" + "00000000" + "10000000" + "10000000" + "05000000"
                        + "01000000" + "00000001" + "04000000" + "20000001" + "00696e7400");
    }

    @Test
    void buffersAndSegmentsAreReadLikeArrays() {
        byte[] bytes = all(ByteOrder.LITTLE_ENDIAN).build().write(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 3).position(3).put(bytes).position(3);
        assertThat(Btf.read(buffer).write(ByteOrder.LITTLE_ENDIAN)).isEqualTo(bytes);
        assertThat(buffer.position()).isEqualTo(3);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            assertThat(Btf.read(segment).write(ByteOrder.LITTLE_ENDIAN)).isEqualTo(bytes);
        }
    }

    @Test
    void equalStringsAreStoredOnce() {
        BtfBuilder builder = new BtfBuilder();
        int offset = builder.addString("twice");
        builder.add(new BtfType.Fwd("twice", false));
        assertThat(builder.addString("twice")).isEqualTo(offset);
        Btf btf = builder.build();
        assertThat(btf.string(offset)).contains("twice");
        assertThat(btf.string(offset + 6)).isEmpty();
        assertThat(btf.write(ByteOrder.LITTLE_ENDIAN)).hasSize(24 + 12 + "\0twice\0".length());
    }

    @Test
    void aSplitTableContinuesIdsAndStringsOfItsBase() {
        Btf base = all(ByteOrder.LITTLE_ENDIAN).build();
        BtfBuilder builder = BtfBuilder.split(base);
        int id = builder.add(new BtfType.Struct("module", 8, false, List.of(new Member("s", 7, 0, 0))));
        int typedef = builder.add(new BtfType.Typedef("number", id));
        Btf split = builder.build();
        byte[] bytes = split.write(ByteOrder.LITTLE_ENDIAN);
        Btf read = Btf.readSplit(base, bytes);
        assertThat(id).isEqualTo(base.size());
        assertThat(read.size()).isEqualTo(base.size() + 2);
        assertThat(read.type(id)).isEqualTo(split.type(id));
        assertThat(read.type(7)).isEqualTo(base.type(7));
        assertThat(read.ids("number")).containsExactly(15, typedef);
        assertThat(read.member(id, "s")).isPresent();
        assertThat(read.write(ByteOrder.LITTLE_ENDIAN)).isEqualTo(bytes);
        assertThat(BtfBuilder.from(read).build().write(ByteOrder.LITTLE_ENDIAN)).isEqualTo(bytes);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("number");
    }

    @Test
    void sizesFollowTypedefsAndMultiplyArrays() {
        BtfBuilder builder = all(ByteOrder.LITTLE_ENDIAN);
        int typedef = builder.add(new BtfType.Typedef("seven", 6));
        int array = builder.add(new BtfType.Array(typedef, 1, 3));
        Btf btf = builder.build();
        assertThat(btf.sizeOf(array)).isEqualTo(4 * 7 * 3);
        assertThat(btf.resolve(typedef)).isEqualTo(6);
        assertThat(btf.sizeOf(5)).isEqualTo(8);
        assertThat(Stream.of(0, 13, 17, 19, 20).noneMatch(btf::hasSize)).isTrue();
        assertThatThrownBy(() -> btf.sizeOf(13)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type 13 (FWD gone) has no size");
        assertThatThrownBy(() -> btf.type(btf.size())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> btf.type(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatTheEncodingCannotHoldIsRefused() {
        BtfBuilder wide = new BtfBuilder();
        wide.add(new BtfType.Enum("e", 8, false, List.of(new Enumerator("BIG", 1L << 32))));
        assertThatThrownBy(wide::build).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Enum64");
        BtfBuilder bitfield = all(ByteOrder.LITTLE_ENDIAN);
        bitfield.add(new BtfType.Struct("x", 4, false, List.of(new Member("a", 1, 0, 3))));
        assertThatThrownBy(bitfield::build).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kind_flag is not set");
        assertThatThrownBy(() -> new BtfBuilder().addString("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BtfBuilder().add(new BtfType.Void())).isInstanceOf(IllegalArgumentException.class);
    }
}
