package dev.osmia.object;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Instruction.Unknown;
import dev.osmia.isa.Register;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Objects with slots that are no instruction: they are read and written as they are, and no such slot may refer to
 * anything.
 */
class UnknownInstructionTest {
    private static final Unknown NO_OPCODE = new Unknown(0x2a);
    private static final Unknown FIRST_HALF = new Unknown(0x118);
    private static final Unknown SECOND_HALF = new Unknown(7L << 32);

    static Stream<ByteOrder> orders() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    private static ProgramSpec program(List<Subprogram> subprograms, Code code) {
        return new ProgramSpec("main", "socket", ProgramType.SOCKET_FILTER, null, "", 0, true, "GPL", 0, code,
                new TreeMap<>(), subprograms, null, List.of(), List.of());
    }

    /** Of an object with damage at the first relocation of its XDP programs, which is that of a wide load. */
    private static ObjectBytes damagedAtRelocation(int offset, int value) {
        ObjectBytes bytes = new ObjectBytes("maps.clang19");
        int at = bytes.start("xdp") + (int) bytes.getLong(bytes.start(".relxdp"));
        return bytes.put(at + offset, (byte) value);
    }

    @Test
    void itIsReadWhereItStandsAndTheRestAsBefore() {
        ObjectBytes bytes = new ObjectBytes("calls.clang19");
        int exit = bytes.size("tc") - 8;
        byte[] damaged = bytes.put(bytes.start("tc") + exit, (byte) 0x2a).array();

        ObjectSpec spec = ObjectSpec.read("damaged.o", damaged);

        ObjectSpec whole = Fixtures.read("calls.clang19");
        List<ProgramSpec> changed = spec.programs()
                .values()
                .stream()
                .filter(program -> !program.code().equals(whole.program(program.name()).code()))
                .toList();
        assertThat(changed).hasSize(1);
        List<Instruction> before = whole.program(changed.getFirst().name()).code().instructions();
        assertThat(changed.getFirst().code().instructions()).hasSameSizeAs(before)
                .filteredOn(instruction -> !before.contains(instruction))
                .containsExactly(NO_OPCODE);
        assertThat(changed.getFirst().lines()).isNotEmpty().isEqualTo(whole.program(changed.getFirst().name()).lines());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void whatIsWrittenReadsAsTheSameCode(ByteOrder order) {
        Code code = Code.of(new CallLocal(3), NO_OPCODE, new Exit(), FIRST_HALF, SECOND_HALF,
                LoadWide.constant(Register.R1, 1), FIRST_HALF);
        ProgramSpec program = program(List.of(new Subprogram(0, "main", 0), new Subprogram(4, "second", 0)), code);
        ObjectSpec spec = new ObjectSpec("made.o", order, "GPL", Map.of(), Map.of("main", program), Map.of(), null);

        ObjectSpec again = ObjectSpec.read("made.o", spec.write());

        assertThat(again.order()).isEqualTo(order);
        assertThat(again.program("main").code()).isEqualTo(code);
    }

    @Test
    void everyFunctionIsDecodedByItself() {
        Code code = Code.of(new CallLocal(1), FIRST_HALF, SECOND_HALF, new Exit());
        ProgramSpec program = program(List.of(new Subprogram(0, "main", 0), new Subprogram(2, "second", 0)), code);

        ObjectSpec again = ObjectSpec.read("made.o", ObjectSpec.of("made.o", List.of(), List.of(program)).write());

        assertThat(again.program("main").code()).isEqualTo(code);
        assertThat(Code.decode(again.program("main").code().encode(ByteOrder.LITTLE_ENDIAN), ByteOrder.LITTLE_ENDIAN)
                .at(1)).isInstanceOf(LoadWide.class);
    }

    @Test
    void oneThatRefersToSomethingCannotBeWritten() {
        ProgramSpec program = program(List.of(new Subprogram(0, "main", 0)), Code.of(new Exit(), NO_OPCODE))
                .withReferences(Map.of(1, new Reference.ToMap("counts")));
        ObjectSpec spec = ObjectSpec.of("made.o", List.of(), List.of(program));

        assertThatThrownBy(spec::write).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("made.o, function main, instruction 1 refers to counts, but is no instruction: "
                        + "unknown opcode 0x2a, expected one of RFC 9669");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0 | 42 | unknown opcode 0x2a, expected one of RFC 9669",
            "1 | 11 | opcode 0x18: register r11 in the destination field, expected r0 to r10",
            "8 | 1  | opcode 0x18: 64-bit immediate without its second slot, expected 8 bytes of 0 but for the immediate"})
    void aRelocationOfOneIsRefused(int offset, int value, String reason) {
        byte[] bytes = damagedAtRelocation(offset, value).array();

        assertThatThrownBy(() -> ObjectSpec.read("bad.o", bytes)).isInstanceOfSatisfying(ObjectFormatException.class,
                e -> {
                    assertThat(e.section()).isEqualTo("xdp");
                    assertThat(e.problem()).startsWith("function ")
                            .endsWith(": relocation R_BPF_64_64 of what is no instruction: " + reason);
                });
    }
}
