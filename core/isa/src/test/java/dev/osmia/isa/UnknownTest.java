package dev.osmia.isa;

import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Unknown;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Slots that are no instruction, kept by the lenient way to decode. */
class UnknownTest {
    private static final int PROGRAMS = 2000;
    /** Opcodes that lead further than most: both halves of a wide load, and those with rules for their fields. */
    private static final byte[] TELLING = {0x18, 0, 0x05, 0x34, (byte) 0x85, (byte) 0x8d, (byte) 0x95, (byte) 0xbf,
            (byte) 0xc3, (byte) 0xdb, (byte) 0xff};

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    /** Slots with fields that are often 0, so that many are instructions, or almost. */
    private static byte[] anySlots(Random random) {
        byte[] bytes = new byte[8 * random.nextInt(1, 12)];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = random.nextInt(6) == 0 ? (byte) random.nextInt(256) : 0;
            if (at % 8 == 0 && random.nextBoolean()) {
                bytes[at] = TELLING[random.nextInt(TELLING.length)];
            }
        }
        return bytes;
    }

    private static Code decode(String hex) {
        return Code.decodeLeniently(HexFormat.of().parseHex(hex.replace(" ", "")), ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void anySlotsComeBackAsTheSameBytes(ByteOrder order) {
        Random random = new Random(20);
        int unknown = 0;
        int wide = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            byte[] bytes = anySlots(random);
            Code code = Code.decodeLeniently(bytes, order);
            assertThat(code.encode(order)).as(code.toString()).isEqualTo(bytes);
            assertThat(code.slots()).isEqualTo(bytes.length / 8);
            unknown += (int) code.instructions().stream().filter(Unknown.class::isInstance).count();
            wide += (int) code.instructions().stream().filter(LoadWide.class::isInstance).count();
        }
        assertThat(unknown).isGreaterThan(PROGRAMS);
        assertThat(wide).isGreaterThan(PROGRAMS / 100);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theFirstUnknownSlotIsWhereTheExactWayThrowsForTheSameReason(ByteOrder order) {
        Random random = new Random(21);
        for (int i = 0; i < PROGRAMS; i++) {
            byte[] bytes = anySlots(random);
            Code code = Code.decodeLeniently(bytes, order);
            Code.Placed first = code.stream()
                    .filter(placed -> placed.instruction() instanceof Unknown)
                    .findFirst()
                    .orElse(null);
            if (first == null) {
                assertThat(Code.decode(bytes, order)).isEqualTo(code);
            } else if (first.instruction() instanceof Unknown slot) {
                assertThatExceptionOfType(InstructionFormatException.class).isThrownBy(() -> Code.decode(bytes, order))
                        .returns(first.slot(), InstructionFormatException::slot)
                        .matches(e -> slot.opcode() == 0x18 || e.reason().equals(slot.reason()), slot.reason());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anySlotsReadBackFromTheirListing(Dialect dialect) {
        Random random = new Random(22);
        for (int i = 0; i < PROGRAMS / 10; i++) {
            Code code = Code.decodeLeniently(anySlots(random), ByteOrder.BIG_ENDIAN);
            String listing = Disassembler.listing(code, dialect, Symbols.NONE);
            assertThat(Assembler.assemble(listing, dialect)).as(listing).isEqualTo(code);
        }
    }

    @Test
    void theFieldsAreTheSameInBothByteOrders() {
        Unknown slot = new Unknown(0x04030201_ffeeb70fL);
        assertThat(slot).returns(0x0f, Unknown::opcode)
                .returns(7, Unknown::dst)
                .returns(11, Unknown::src)
                .returns((short) 0xffee, Unknown::offset)
                .returns(0x04030201, Unknown::immediate);
        assertThat(Code.of(slot).encode(ByteOrder.LITTLE_ENDIAN))
                .isEqualTo(HexFormat.of().parseHex("0fb7eeff01020304"));
        assertThat(Code.of(slot).encode(ByteOrder.BIG_ENDIAN)).isEqualTo(HexFormat.of().parseHex("0f7bffee04030201"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1800000000000000                                   | 18
            1800000000000000 9500000000000000                  | 18 95
            1800000000000000 2a00000000000000                  | 18 2a
            1800000000000000 1800000000000000 0000000001000000 | 18 18
            180b000000000000 0000000001000000 9500000000000000 | 18 00 95
            1810000000000000 0000000001000000 9500000000000000 | 18 00 95
            1800010000000000 1800000000000000 0000000000000000 | 18 18
            2a00000000000000 1800000000000000 0000000000000000 | 2a 18
            """)
    void aWideLoadWithoutItsSecondHalfIsOneSlotAndTheNextStandsForItself(String hex, String opcodes) {
        assertThat(decode(hex).instructions().stream().map(each -> "%02x".formatted(each.opcode())))
                .containsExactly(opcodes.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2a00000000000000 | unknown opcode 0x2a, expected one of RFC 9669
            610b000000000000 | opcode 0x61: register r11 in the destination field, expected r0 to r10
            6100000001000000 | opcode 0x61: reserved immediate field is 1, expected 0
            1800000000000000 | opcode 0x18: 64-bit immediate without its second slot, expected 8 bytes of 0 but for the immediate
            1810000000000000 | opcode 0x18: 64-bit immediate without its second slot, expected 8 bytes of 0
            """)
    void theReasonStandsBehindTheNumber(String hex, String reason) {
        Unknown slot = (Unknown) decode(hex).instructions().getFirst();
        assertThat(slot.reason()).isEqualTo(reason);
        for (Dialect dialect : Dialect.values()) {
            assertThat(Disassembler.print(slot, dialect))
                    .isEqualTo(".8byte 0x%016x ; %s".formatted(slot.bits(), reason));
        }
    }

    @ParameterizedTest
    @EnumSource
    void dataThatIsAnInstructionIsThatInstruction(Dialect dialect) {
        assertThat(Assembler.assemble(".8byte 0x95", dialect)).isEqualTo(Code.of(new Exit()));
        assertThat(Assembler.assemble("here: .8byte 42 // no instruction", dialect))
                .isEqualTo(Code.of(new Unknown(42)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x95, 0x1_0000_00b7L})
    void anInstructionIsNotUnknown(long bits) {
        assertThatThrownBy(() -> new Unknown(bits)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is an instruction");
    }

    @Test
    void bytesLeftOverAreRefused() {
        byte[] bytes = Arrays.copyOf(new byte[]{(byte) 0x95}, 12);
        assertThatExceptionOfType(InstructionFormatException.class)
                .isThrownBy(() -> Code.decodeLeniently(bytes, ByteOrder.LITTLE_ENDIAN))
                .withMessage("instruction 1: 12 bytes of code, expected a multiple of 8: 4 are left over");
    }
}
