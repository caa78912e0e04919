package dev.osmia.object;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The one line that a person gets to read about each way to lie: file, section, offset, what is wrong, what was expected. */
class HostileMessageTest {
    private static final int TABLE_FIELD = 40;
    private static final int COUNT_FIELD = 60;
    private static final int SYMBOL_BYTES = 24;
    private static final int STRINGS_LENGTH = 20;

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("no ELF file", "bad.o: offset 0x0: starts with 0x00454c46, expected 0x7f454c46: not an ELF file",
                        bytes -> bytes.put(0, (byte) 0)),
                lie("a section table behind 2^63",
                        "bad.o: offset 0x28: the table of 14 section headers: 896 bytes from 18446744073709551552, expected an end within the 5240 of the file",
                        bytes -> bytes.putLong(TABLE_FIELD, -64)),
                lie("more sections than there are bytes",
                        "bad.o: offset 0x28: the table of 65279 section headers: 4177856 bytes from 4344, expected an end within the 5240 of the file",
                        bytes -> bytes.putShort(COUNT_FIELD, 0xfeff)),
                lie("a section whose end overflows",
                        "bad.o: offset 0x11d0: section xdp: 16 bytes from 9223372036854775807, expected an end within the 5240 of the file",
                        bytes -> bytes.field("xdp", ObjectBytes.OFFSET, Long.MAX_VALUE)
                                .field("xdp", ObjectBytes.SIZE, 16)),
                lie("a section of 4 GB",
                        "bad.o: offset 0x11d0: section xdp: 4294967296 bytes from 64, expected an end within the 5240 of the file",
                        bytes -> bytes.field("xdp", ObjectBytes.SIZE, 0x1_0000_0000L)),
                lie("a section over another",
                        "bad.o: offset 0x48: section .maps overlaps section xdp, expected a start at or behind its end, 0x1a8",
                        bytes -> bytes.field(".maps", ObjectBytes.OFFSET, bytes.start("xdp") + 8L)),
                lie("a symbol of 4 GB",
                        "bad.o: section .symtab, offset 0x30: symbol drop covers 4294967295 bytes from 0 of section xdp, expected an end within its 360",
                        bytes -> bytes.putLong(bytes.start(".symtab") + symbolOf(bytes, "xdp") + 16, 0xffff_ffffL)),
                lie("a relocation behind its section",
                        "bad.o: section .relxdp, offset 0x0: relocation at 0x100000000 of section xdp, expected less than its 0x168 bytes",
                        bytes -> bytes.putLong(bytes.start(".relxdp"), 0x1_0000_0000L)),
                lie("a relocation within an instruction",
                        "bad.o: section xdp, offset 0x4: relocation within an instruction, expected a multiple of 8",
                        bytes -> bytes.putLong(bytes.start(".relxdp"), bytes.getLong(bytes.start(".relxdp")) + 4)),
                lie("a relocation to a symbol that is not there",
                        "bad.o: section .relxdp, offset 0x0: relocation to symbol 4294967295, expected less than 12",
                        bytes -> bytes.putInt(bytes.start(".relxdp") + 12, -1)),
                lie("a relocation of what is no instruction",
                        "bad.o: section xdp, offset 0x0: function drop, instruction 0: relocation R_BPF_64_64 of what is no instruction: unknown opcode 0xff, expected one of RFC 9669",
                        bytes -> bytes.put(bytes.start("xdp"), (byte) 0xff)),
                lie("types that contain themselves",
                        "bad.o: section .BTF, offset 0x18: type 1 (TYPEDEF) contains itself; expected an end to the chain of types",
                        HostileMessageTest::cyclic),
                lie("4 GB of strings",
                        "bad.o: section .BTF, offset 0x10: the string section goes from 1604 to 4294968899; expected an end within the 2398 bytes",
                        bytes -> bytes.putInt(bytes.start(".BTF") + STRINGS_LENGTH, -1)),
                lie("4 GB of source lines",
                        "bad.o: section .BTF.ext, offset 0x10: line info from 60 to 4294967355; expected multiples of 4 within the 280 bytes",
                        bytes -> bytes.putInt(bytes.start(".BTF.ext") + 20, -1)));
    }

    private static Arguments lie(String what, String message, UnaryOperator<ObjectBytes> change) {
        return Arguments.of(what, message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void theMessageSaysWhereWhatAndWhatWasExpected(String what, String message, UnaryOperator<ObjectBytes> change) {
        byte[] bytes = change.apply(new ObjectBytes("maps.clang19")).array();

        assertThatThrownBy(() -> ObjectSpec.read("bad.o", bytes)).isInstanceOf(ObjectFormatException.class)
                .hasMessage(message);
    }

    /** Where in the symbol table the first global symbol of a section is. */
    private static int symbolOf(ObjectBytes bytes, String section) {
        int number = (bytes.header(section) - (int) bytes.getLong(TABLE_FIELD)) / 64;
        ByteBuffer table = ByteBuffer.wrap(bytes.array(), bytes.start(".symtab"), bytes.size(".symtab"))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (table.getShort(at + 6) != number || table.get(at + 4) >>> 4 != 1) {
            at += SYMBOL_BYTES;
        }
        return at;
    }

    /** A table of one typedef that stands for itself. */
    private static ObjectBytes cyclic(ObjectBytes bytes) {
        byte[] strings = "\0loop\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer types = ByteBuffer.allocate(24 + 12 + strings.length).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(0x1eb9f).putInt(24).putInt(0).putInt(12).putInt(12).putInt(strings.length);
        types.putInt(1).putInt(8 << 24).putInt(1).put(strings);
        return bytes.put(bytes.start(".BTF"), types.array()).field(".BTF", ObjectBytes.SIZE, types.limit());
    }
}
