package dev.osmia.isa;

import dev.osmia.isa.Instruction.LoadWide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstructionCodingTest {
    /**
     * RFC 9669 and Linux 6.18 as a table: the fields that each opcode uses. {@code d} and {@code s} are the register
     * fields, {@code o} the offset, {@code i} the immediate; the rest must be zero.
     */
    private static final String FIELDS_BY_OPCODE = """
            di   04 14 24 44 54 64 74 a4 b4 c4 07 17 27 47 57 67 77 a7 b7 c7
            doi  34 94 37 97
            ds   0c 1c 2c 4c 5c 6c 7c ac cc 0f 1f 2f 4f 5f 6f 7f af cf
            dso  3c 9c 3f 9f bc bf
            d    84 87
            di   d4 dc d7
            dso  61 69 71 79 81 89 91
            doi  62 6a 72 7a
            dso  63 6b 73 7b
            dsoi c3 cb d3 db
            i    20 28 30
            si   40 48 50
            doi  15 25 35 45 55 65 75 a5 b5 c5 d5 16 26 36 46 56 66 76 a6 b6 c6 d6
            dso  1d 2d 3d 4d 5d 6d 7d ad bd cd dd 1e 2e 3e 4e 5e 6e 7e ae be ce de
            o    05 e5
            i    06
            si   85
            d    8d
            -    95
            """;
    private static final int LOAD_WIDE = 0x18;
    /** Opcodes whose immediate must be one of some values, and one of them. */
    private static final Map<Integer, Integer> IMMEDIATES = Map.of(0xd4, 16, 0xdc, 32, 0xd7, 64, 0xc3, 1, 0xdb, 0xf1,
            0xcb, 0x100, 0xd3, 0x110);
    private static final Slot EXIT = new Slot(0, 0x95, 0, 0, (short) 0, 0);

    private static Map<Integer, String> fieldsByOpcode() {
        Map<Integer, String> fields = new TreeMap<>();
        FIELDS_BY_OPCODE.lines()
                .map(line -> List.of(line.split(" +")))
                .forEach(words -> words.stream()
                        .skip(1)
                        .forEach(opcode -> fields.put(HexFormat.fromHexDigits(opcode), words.getFirst())));
        return fields;
    }

    static IntStream opcodes() {
        return IntStream.range(0, 256);
    }

    private static byte[] bytes(ByteOrder order, Slot... slots) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * slots.length).order(order);
        for (Slot slot : slots) {
            slot.write(buffer);
        }
        return buffer.array();
    }

    private static Slot slot(int opcode, int dst, int src, int offset, int immediate) {
        return new Slot(1, opcode, dst, src, (short) offset, immediate);
    }

    /** The slot's instruction after an {@code exit}, or null if it is refused; a refusal must name slot 1. */
    private static @Nullable Instruction decodeAfterExit(Slot slot) {
        try {
            return Code.decode(bytes(ByteOrder.LITTLE_ENDIAN, EXIT, slot), ByteOrder.LITTLE_ENDIAN).at(1);
        } catch (InstructionFormatException e) {
            if (e.slot() != 1) {
                throw new AssertionError("wrong slot", e);
            }
            return null;
        }
    }

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyInstructionComesBackFromItsEncoding(ByteOrder order) {
        Code code = Code.of(EveryInstruction.list());
        Code decoded = Code.decode(code.encode(order), order);
        assertThat(decoded.instructions()).isEqualTo(code.instructions());
        assertThat(decoded).isEqualTo(code);
    }

    @Test
    void theGeneratorReachesEveryOpcode() {
        List<Integer> opcodes = EveryInstruction.list().stream().map(Instruction::opcode).distinct().sorted().toList();
        Map<Integer, String> expected = fieldsByOpcode();
        expected.put(LOAD_WIDE, "dsi");
        assertThat(opcodes).containsExactlyElementsOf(expected.keySet());
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void anOpcodeIsKnownIfAndOnlyIfTheTableHasIt(int opcode) {
        Slot plain = slot(opcode, 0, 0, 0, IMMEDIATES.getOrDefault(opcode, 0));
        assertThat(decodeAfterExit(plain) != null).isEqualTo(fieldsByOpcode().containsKey(opcode));
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void aReservedFieldThatIsNotZeroIsRefused(int opcode) {
        String fields = fieldsByOpcode().getOrDefault(opcode, "");
        int immediate = IMMEDIATES.getOrDefault(opcode, 0);
        for (int value : new int[]{1, 2, 10, 11, 15}) {
            assertThat(fields.contains("d") && value <= 10
                    || decodeAfterExit(slot(opcode, value, 0, 0, immediate)) == null)
                    .as("destination field %d", value)
                    .isTrue();
            assertThat(fields.contains("s") && value <= 10
                    || decodeAfterExit(slot(opcode, 0, value, 0, immediate)) == null)
                    .as("source field %d", value)
                    .isTrue();
            assertThat(fields.contains("o") || decodeAfterExit(slot(opcode, 0, 0, value, immediate)) == null)
                    .as("offset field %d", value)
                    .isTrue();
            assertThat(fields.contains("i") || decodeAfterExit(slot(opcode, 0, 0, 0, value)) == null)
                    .as("immediate field %d", value)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("opcodes")
    void bytesAreRefusedOrComeBackBitForBit(int opcode) {
        int[] registers = {0, 10, 11};
        int[] offsets = {0, 1, 8, 32, -1};
        int[] immediates = {0, 1, 8, 16, 64, 0x41, 0xe0, 0xf1, 0x100, 0x101, 0x110, -1, 0x10000};
        List<Slot> changed = new ArrayList<>();
        for (int dst : registers) {
            for (int src : registers) {
                for (int offset : offsets) {
                    for (int immediate : immediates) {
                        Slot slot = slot(opcode, dst, src, offset, immediate);
                        Instruction instruction = decodeAfterExit(slot);
                        assertThat(instruction == null || InstructionEncoder.encode(1, instruction).equals(slot))
                                .as("%s decoded as %s", slot, instruction)
                                .isTrue();
                    }
                }
            }
        }
        assertThat(changed).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ff00000000000000 | unknown opcode 0xff, expected one of RFC 9669
            8c00000000000000 | unknown opcode 0x8c, expected one of RFC 9669
            95000000000000   | 7 bytes of code, expected a multiple of 8: 7 are left over
            0f0b000000000000 | opcode 0x0f: register r11 in the destination field, expected r0 to r10
            0fb0000000000000 | opcode 0x0f: register r11 in the source field, expected r0 to r10
            0f00010000000000 | opcode 0x0f: reserved offset field is 1, expected 0
            3f00020000000000 | opcode 0x3f: offset field is 2, expected 0 (unsigned) or 1 (signed)
            bf00400000000000 | opcode 0xbf: offset field is 64, expected 0, 1, 8, 16 or 32
            bc00200000000000 | opcode 0xbc: offset field is 32, expected 0, 8 or 16
            bf00080001000000 | opcode 0xbf: reserved immediate field is 1, expected 0
            d700000008000000 | opcode 0xd7: byte swap of 8 bits, expected 16, 32 or 64
            cb00000000000000 | opcode 0xcb: atomic operation on 2 bytes, expected 4 or 8
            c300000020000000 | opcode 0xc3: unknown atomic operation 0x20, expected one of RFC 9669, section 5.3
            8530000000000000 | opcode 0x85: call of unknown kind 3, expected 0 (helper), 1 (subprogram) or 2 (kernel function)
            8510010000000000 | opcode 0x85: reserved offset field is 1, expected 0
            1800000000000000 | opcode 0x18: 64-bit immediate without its second slot, expected 8 bytes of 0 but for the immediate
            1810000000000000 | opcode 0x18: 64-bit immediate without its second slot, expected 8 bytes of 0
            18000000000000000100000000000000 | opcode 0x18: second slot of the 64-bit immediate has more than an immediate, expected 0 elsewhere
            18000000000000000001000000000000 | opcode 0x18: second slot of the 64-bit immediate has more than an immediate, expected 0 elsewhere
            18000000000000000000010000000000 | opcode 0x18: second slot of the 64-bit immediate has more than an immediate, expected 0 elsewhere
            18000100000000000000000000000000 | opcode 0x18: reserved offset field is 1, expected 0
            18700000000000000000000000000000 | opcode 0x18: 64-bit immediate of unknown kind 7, expected 0 to 6
            180b0000000000000000000000000000 | opcode 0x18: register r11 in the destination field, expected r0 to r10
            18100000010000000000000001000000 | opcode 0x18: immediate of the second slot is 1, expected 0 for a map
            """)
    void aRefusalSaysWhy(String hex, String reason) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatExceptionOfType(InstructionFormatException.class)
                .isThrownBy(() -> Code.decode(bytes, ByteOrder.LITTLE_ENDIAN))
                .returns(0, InstructionFormatException::slot)
                .returns(reason, InstructionFormatException::reason)
                .withMessage("instruction 0: " + reason);
    }

    @Test
    void aMapReferenceWithAHighHalfCannotBeMade() {
        assertThatThrownBy(() -> new LoadWide(Register.R1, WideSource.MAP_FD, 3, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
