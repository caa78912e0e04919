package dev.osmia.isa.classic;

import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.Size;
import dev.osmia.isa.classic.ClassicInstruction.AccumulatorToIndex;
import dev.osmia.isa.classic.ClassicInstruction.Arithmetic;
import dev.osmia.isa.classic.ClassicInstruction.Branch;
import dev.osmia.isa.classic.ClassicInstruction.IndexToAccumulator;
import dev.osmia.isa.classic.ClassicInstruction.Jump;
import dev.osmia.isa.classic.ClassicInstruction.LoadAbsolute;
import dev.osmia.isa.classic.ClassicInstruction.LoadAncillary;
import dev.osmia.isa.classic.ClassicInstruction.LoadCell;
import dev.osmia.isa.classic.ClassicInstruction.LoadImmediate;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexCell;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexHeaderLength;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexImmediate;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndexLength;
import dev.osmia.isa.classic.ClassicInstruction.LoadIndirect;
import dev.osmia.isa.classic.ClassicInstruction.LoadLength;
import dev.osmia.isa.classic.ClassicInstruction.Negate;
import dev.osmia.isa.classic.ClassicInstruction.ReturnAccumulator;
import dev.osmia.isa.classic.ClassicInstruction.ReturnConstant;
import dev.osmia.isa.classic.ClassicInstruction.Source;
import dev.osmia.isa.classic.ClassicInstruction.StoreCell;
import dev.osmia.isa.classic.ClassicInstruction.StoreIndexCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClassicProgramTest {
    private static final int[] NUMBERS = {1, 14, 31, -1, Integer.MIN_VALUE};

    private static ClassicProgram everything() {
        List<ClassicInstruction> all = new ArrayList<>(List.of(new LoadLength(), new LoadIndexLength(), new Negate(),
                new AccumulatorToIndex(), new IndexToAccumulator(), new Jump(0), new ReturnAccumulator()));
        for (int cell = 0; cell < ClassicInstruction.CELLS; cell++) {
            all.addAll(List.of(new StoreCell(cell), new StoreIndexCell(cell), new LoadCell(cell),
                    new LoadIndexCell(cell)));
        }
        for (Size size : new Size[]{Size.W, Size.H, Size.B}) {
            Stream.of(Ancillary.values()).forEach(what -> all.add(new LoadAncillary(size, what)));
            all.add(new LoadAbsolute(size, Ancillary.BASE - 1));
            all.add(new LoadIndirect(size, -4));
            all.add(new LoadAbsolute(size, 12));
        }
        for (int number : NUMBERS) {
            all.addAll(List.of(new LoadImmediate(number), new LoadIndexImmediate(number),
                    new LoadIndexHeaderLength(number), new ReturnConstant(number)));
            for (ClassicAluOp op : ClassicAluOp.values()) {
                all.add(new Arithmetic(op, new Source.Constant(number & (op.shifts() ? 31 : -1))));
            }
            for (ClassicCondition condition : ClassicCondition.values()) {
                all.add(new Branch(condition, new Source.Constant(number), 1, 0));
            }
        }
        for (ClassicAluOp op : ClassicAluOp.values()) {
            all.add(new Arithmetic(op, new Source.Index()));
        }
        for (ClassicCondition condition : ClassicCondition.values()) {
            all.add(new Branch(condition, new Source.Index(), 0, 255));
        }
        IntStream.range(0, 256).forEach(_ -> all.add(new ReturnConstant(0)));
        return new ClassicProgram(all);
    }

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyInstructionComesBackFromItsEncoding(ByteOrder order) {
        assertThat(ClassicProgram.decode(everything().encode(order), order)).isEqualTo(everything());
    }

    @Test
    void exactlyLinuxsOpcodesAreKnown() {
        List<String> known = IntStream.range(0, 0x10000)
                .filter(ClassicProgramTest::isKnown)
                .mapToObj(Integer::toHexString)
                .toList();
        assertThat(String.join(" ", known))
                .isEqualTo("0 1 2 3 4 5 6 7 c 14 15 16 1c 1d 20 24 25 28 2c 2d 30 34 35 3c 3d"
                        + " 40 44 45 48 4c 4d 50 54 5c 60 61 64 6c 74 7c 80 81 84 87 94 9c a4 ac b1");
    }

    /** Cell 1 is set, and 1 is a fine divisor, so only the opcode can be at fault. */
    private static boolean isKnown(int code) {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        buffer.putShort((short) 2).putShort((short) 0).putInt(1);
        buffer.putShort((short) code).putShort((short) 0).putInt(code == 5 ? 0 : 1);
        buffer.putShort((short) 6).putShort((short) 0).putInt(0);
        buffer.putShort((short) 6).putShort((short) 0).putInt(0);
        try {
            ClassicProgram.decode(buffer.array(), ByteOrder.BIG_ENDIAN);
            return true;
        } catch (InstructionFormatException e) {
            assertThat(e.reason()).startsWith("unknown classic opcode");
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vlan", "arithmetic"})
    void tcpdumpsOwnOutputIsReproduced(String name) {
        String[] sections = resource(name + ".txt").split("\n\n", -1);
        String expected = sections[0].substring(sections[0].indexOf('\n') + 1) + "\n";
        List<String> numbers = sections[1].lines().skip(2).toList();
        ByteBuffer buffer = ByteBuffer.allocate(8 * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (String line : numbers) {
            String[] fields = line.split(" ", -1);
            buffer.putShort((short) Integer.parseInt(fields[0]))
                    .put((byte) Integer.parseInt(fields[1]))
                    .put((byte) Integer.parseInt(fields[2]))
                    .putInt(Integer.parseUnsignedInt(fields[3]));
        }
        ClassicProgram program = ClassicProgram.decode(buffer.array(), ByteOrder.LITTLE_ENDIAN);
        assertThat(program.print(ClassicStyle.TCPDUMP)).isEqualTo(expected);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ClassicProgramTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theAssemblersStyleHasALabelOnEachLine() {
        ClassicProgram program = new ClassicProgram(List.of(new LoadAncillary(Size.W, Ancillary.VLAN_TAG_PRESENT),
                new LoadAncillary(Size.B, Ancillary.ALU_XOR_X), new LoadLength(), new LoadIndirect(Size.H, 14),
                new Branch(ClassicCondition.EQ, new Source.Constant(0x800), 0, 2), new Negate(), new Jump(1),
                new LoadIndexHeaderLength(14), new Arithmetic(ClassicAluOp.AND, new Source.Constant(0)),
                new Branch(ClassicCondition.GE, new Source.Index(), 1, 0), new ReturnAccumulator(),
                new ReturnConstant(0x40000)));
        assertThat(program.print(ClassicStyle.BPF_ASM)).isEqualTo("""
                l0:	ld #vlan_avail
                l1:	ldb [4294963240]
                l2:	ld #len
                l3:	ldh [x + 14]
                l4:	jeq #0x800, l5, l7
                l5:	neg
                l6:	ja l8
                l7:	ldxb 4*([14]&0xf)
                l8:	and #0
                l9:	jge x, l11, l10
                l10:	ret a
                l11:	ret #0x40000
                """);
    }

    @Test
    void fieldsThatAnInstructionDoesNotUseAreIgnored() {
        byte[] bytes = HexFormat.of().parseHex("1600010200000007");
        assertThat(ClassicProgram.decode(bytes, ByteOrder.LITTLE_ENDIAN).instructions())
                .containsExactly(new ReturnAccumulator());
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                               | 0 | a filter without instructions, expected at least one
            06000000000000                                   | 0 | 7 bytes of filter, expected a multiple of 8
            0600000000000000 0800000000000000                | 1 | unknown classic opcode 0x08, expected one of linux/filter.h
            2000000000f0ffff 28000000f3ffffff                | 1 | unknown ancillary load at SKF_AD_OFF + 4083, expected one of linux/filter.h
            0200000010000000                                 | 0 | memory cell 16, expected 0 to 15
            02000000ffffffff                                 | 0 | memory cell 4294967295, expected 0 to 15
            6000000001000000 0600000000000000                | 0 | memory cell 1 is read before it is set, expected a store on every way to here
            1500000100000000 0200000001000000 6100000001000000 0600000000000000 | 2 | memory cell 1 is read before it is set, expected a store on every way to here
            3400000000000000 0600000000000000                | 0 | division by zero, expected another number
            9400000000000000 0600000000000000                | 0 | division by zero, expected another number
            6400000020000000 0600000000000000                | 0 | shift by 32 bits, expected 0 to 31
            74000000ffffffff 0600000000000000                | 0 | shift by 4294967295 bits, expected 0 to 31
            0500000001000000 0600000000000000                | 0 | jump to instruction 2, expected 1 at most
            05000000ffffffff 0600000000000000                | 0 | jump to instruction 4294967296, expected 1 at most
            1500010000000000 0600000000000000                | 0 | jump to instruction 2, expected 1 at most
            1500000100000000 0600000000000000                | 0 | jump to instruction 2, expected 1 at most
            0600000000000000 8000000000000000                | 1 | the last instruction is no return, expected one
            """)
    void whatLinuxRefusesIsRefused(String hex, int slot, String reason) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatExceptionOfType(InstructionFormatException.class)
                .isThrownBy(() -> ClassicProgram.decode(bytes, ByteOrder.LITTLE_ENDIAN))
                .returns(slot, InstructionFormatException::slot)
                .returns(reason, InstructionFormatException::reason);
    }

    @Test
    void afterAReturnLinuxStillCountsTheCellsSetBeforeIt() {
        // The load can only be reached with the cell set, but Linux's one pass does not see that.
        List<ClassicInstruction> code = List.of(new Branch(ClassicCondition.EQ, new Source.Constant(0), 0, 2),
                new StoreCell(0), new Jump(1), new ReturnConstant(0), new LoadCell(0), new ReturnAccumulator());
        assertThatExceptionOfType(InstructionFormatException.class).isThrownBy(() -> new ClassicProgram(code))
                .returns(4, InstructionFormatException::slot);
    }

    @Test
    void aFilterHasAtMost4096Instructions() {
        List<ClassicInstruction> most = new ArrayList<>();
        IntStream.range(0, 4096).forEach(_ -> most.add(new ReturnConstant(0)));
        assertThat(new ClassicProgram(most).instructions()).hasSize(4096);
        most.add(new ReturnConstant(0));
        assertThatExceptionOfType(InstructionFormatException.class).isThrownBy(() -> new ClassicProgram(most))
                .withMessageContaining("expected at most 4096");
    }

    @Test
    void whatHasNoEncodingCannotBeMade() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LoadAbsolute(Size.DW, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LoadAbsolute(Size.W, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new StoreCell(16));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Branch(ClassicCondition.EQ, new Source.Index(), 256, 0));
    }
}
