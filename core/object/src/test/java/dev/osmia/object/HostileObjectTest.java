package dev.osmia.object;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class HostileObjectTest {
    private static final int SYMBOL_BYTES = 24;
    private static final int[] EXTREMES = {0, 1, 2, 7, 8, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, -1, -8};

    /** Reads; any answer but an object or the exception for bad objects fails the test. */
    private static void attempt(byte[] bytes) {
        try {
            ObjectUse.relocate(ObjectSpec.read("bad.o", bytes));
        } catch (ObjectFormatException e) {
            assertThat(e).hasMessageStartingWith("bad.o: ");
            assertThat(e.offset()).as(e.getMessage()).isNotNegative();
            assertThat(e.problem()).contains("expected").doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.clang19", "calls.clang14", "externs.clang16", "legacy.clang19"})
    void fileCutOffAnywhereIsRefused(String name) {
        byte[] bytes = Fixtures.bytes(name);

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ObjectSpec.read("bad.o", cut)).isInstanceOf(ObjectFormatException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.clang19", "calls.clang14", "core.clang16", "data.bigendian"})
    void everyWordMayHoldAnything(String name) {
        byte[] bytes = Fixtures.bytes(name);
        ByteOrder order = Fixtures.read(name).order();

        for (int at = 0; at + 4 <= bytes.length; at += 4) {
            for (int extreme : EXTREMES) {
                byte[] changed = bytes.clone();
                ByteBuffer.wrap(changed).order(order).putInt(at, extreme);
                attempt(changed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void manyBytesAtOnceMayHoldAnything(long seed) {
        Random random = new Random(seed);
        for (String name : Fixtures.names()) {
            for (int round = 0; round < 200; round++) {
                byte[] changed = Fixtures.bytes(name);
                for (int i = random.nextInt(16); i >= 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                attempt(changed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
            "0, 1, starts with", "4, 1, ELF class 1", "5, 3, byte order 3", "16, 2, ELF type 2", "18, 62, machine 62",
            "20, 2, ELF version 2", "58, 65, section headers of 65 bytes", "60, 0, 0 sections",
            "62, 255, section names in section 255"})
    void aHeaderFieldThatIsWrongIsNamed(int offset, int value, String problem) {
        byte[] bytes = Fixtures.bytes("maps.clang19");
        bytes[offset] = (byte) value;

        assertThatThrownBy(() -> ObjectSpec.read("bad.o", bytes)).isInstanceOfSatisfying(ObjectFormatException.class,
                e -> {
                    assertThat(e.offset()).isEqualTo(offset);
                    assertThat(e.problem()).contains(problem).contains("expected");
                });
    }

    @Test
    void sectionsOverEachOtherAreRefused() {
        assertRefused(changeSection("maps.clang19", ".maps", 24, offsetOf("maps.clang19", "xdp") + 8L),
                "section .maps overlaps section xdp");
    }

    @Test
    void aSectionPastTheEndIsRefused() {
        assertRefused(changeSection("maps.clang19", "xdp", 32, 0xffff_ffffL), "4294967295 bytes from");
        assertRefused(changeSection("maps.clang19", "xdp", 24, -8), "18446744073709551608");
    }

    @Test
    void aRelocationPastTheEndOfItsSectionIsRefused() {
        ObjectBytes bytes = new ObjectBytes("maps.clang19");

        assertRefused(bytes.putLong(bytes.start(".relxdp"), 1 << 20).array(),
                "relocation at 0x100000 of section xdp");
    }

    @Test
    void aRelocationWithinAnInstructionIsRefused() {
        ObjectBytes bytes = new ObjectBytes("maps.clang19");
        int at = bytes.start(".relxdp");

        assertRefused(bytes.putLong(at, bytes.getLong(at) + 4).array(), "expected a multiple of 8");
    }

    @Test
    void aRelocationOfAnInstructionThatCannotHaveOneIsRefused() {
        ObjectBytes bytes = new ObjectBytes("maps.clang19");
        long exit = bytes.size("xdp") - 8L;

        assertRefused(bytes.putLong(bytes.start(".relxdp"), exit).array(), "neither a wide load nor a call");
    }

    @Test
    void aRelocationToASymbolThatIsNotThereIsRefused() {
        ObjectBytes bytes = new ObjectBytes("maps.clang19");

        assertRefused(bytes.putLong(bytes.start(".relxdp") + 8, 0x7fffffffL << 32 | 1).array(),
                "relocation to symbol 2147483647");
    }

    @Test
    void aFunctionThatEndsWithinASlotIsRefused() {
        ObjectBytes bytes = new ObjectBytes("calls.clang19");
        int size = bytes.start(".symtab") + 10 * SYMBOL_BYTES + 16;

        assertRefused(bytes.putLong(size, bytes.getLong(size) - 4).array(),
                "expected place and size to be multiples of 8");
    }

    @Test
    void twoGlobalFunctionsOfOneNameAreRefusedWhereTheSecondOneStands() {
        ObjectBytes bytes = new ObjectBytes("calls.clang19");
        int symbols = bytes.start(".symtab");
        int callbacks = symbols + 10 * SYMBOL_BYTES;
        bytes.putInt(symbols + 11 * SYMBOL_BYTES, bytes.getInt(callbacks));

        assertThatThrownBy(() -> ObjectSpec.read("bad.o", bytes.array()))
                .isInstanceOfSatisfying(ObjectFormatException.class, e -> {
                    assertThat(e.section()).isEqualTo("tc");
                    assertThat(e.offset()).isEqualTo(0xa8);
                    assertThat(e.problem()).isEqualTo(
                            "a second global function with_callbacks, expected only the one at 0x0 of tc");
                });
    }

    @Test
    void badTypesAreNamedWithTheirSection() {
        byte[] bytes = Fixtures.bytes("maps.clang19");
        bytes[offsetOf("maps.clang19", ".BTF")] = 0;

        assertThatThrownBy(() -> ObjectSpec.read("bad.o", bytes)).isInstanceOfSatisfying(ObjectFormatException.class,
                e -> assertThat(e.section()).isEqualTo(".BTF"));
    }

    @Test
    void zerosOfFourGigabytesTakeNoMemory() {
        byte[] bytes = changeSection("data.clang19", ".bss", 32, 0x1_0000_0000L);

        assertRefused(bytes, "4294967296 bytes, expected less than 2 GiB");
        assertTimeout(Duration.ofSeconds(5),
                () -> ObjectSpec.read("big.o", changeSection("data.clang19", ".bss", 32, 0x7fff_ffffL)));
    }

    private static void assertRefused(byte[] bytes, String problem) {
        assertThatThrownBy(() -> ObjectSpec.read("bad.o", bytes)).isInstanceOf(ObjectFormatException.class)
                .hasMessageContaining(problem);
    }

    private static byte[] changeSection(String fixture, String section, int field, long value) {
        return new ObjectBytes(fixture).field(section, field, value).array();
    }

    private static int offsetOf(String fixture, String section) {
        return new ObjectBytes(fixture).start(section);
    }
}
