package dev.osmia.object;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.btf.BtfType.Member;
import dev.osmia.btf.CoreKind;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Programs against made-up kernels; {@code relocation/build.sh} says what the expectations come from. */
class TypeRelocatorTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/osmia/object/relocation");

    private static Btf kernel(String name) throws IOException {
        return Btf.read(Files.readAllBytes(FOLDER.resolve(name + ".btf")));
    }

    private static ObjectSpec object() throws IOException {
        return ObjectSpec.read(FOLDER.resolve("relocate.clang19.o"));
    }

    private static List<String> listing(ObjectSpec object) {
        List<String> lines = new ArrayList<>();
        object.programs().forEach((name, program) -> {
            lines.add(name);
            String digits = HexFormat.of().formatHex(program.code().encode(ByteOrder.LITTLE_ENDIAN));
            for (int at = 0; at < digits.length(); at += 16) {
                lines.add(digits.substring(at, at + 16));
            }
        });
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel-moved", "kernel-bare"})
    void everyInstructionBecomesWhatLibbpfMakesOfIt(String kernel) throws IOException {
        List<String> expected = Files.readAllLines(FOLDER.resolve(kernel + ".expected"));

        assertThat(listing(TypeRelocator.against(kernel(kernel)).relocate(object()))).isEqualTo(expected);
    }

    @Test
    void nothingChangesAgainstTheTypesThatTheObjectWasCompiledWith() throws IOException {
        ObjectSpec object = object();
        // How many bytes are loaded for a bitfield is a matter of taste, and clang's is another than libbpf's.
        List<String> others = object.programs().keySet().stream().filter(name -> !name.equals("bitfields")).toList();

        ObjectSpec relocated = TypeRelocator.against(Objects.requireNonNull(object.btf())).relocate(object);

        assertThat(others).hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(relocated.program(name).code()).isEqualTo(object.program(name).code()));
    }

    @Test
    void whatTheKernelLacksIsPoisonedAndKeepsItsRelocation() throws IOException {
        ObjectSpec object = TypeRelocator.against(kernel("kernel-moved")).relocate(object());
        ProgramSpec program = object.program("absent");

        assertThat(program.coreRelocations()).hasSize(3)
                .extracting(relocation -> TypeRelocator.subject(program, relocation))
                .containsExactly("field absent of struct task", "field other_kind of struct task",
                        "field only_in_flavour of struct task");
        assertThat(program.coreRelocations())
                .allSatisfy(relocation -> assertThat(program.code().at(relocation.slot()))
                        .isEqualTo(new Instruction.CallHelper(195_896_080)));
        assertThat(object.program("offsets").coreRelocations()).singleElement()
                .satisfies(relocation -> assertThat(relocation.slot()).isEqualTo(1));
        assertThat(object.program("sizes").coreRelocations()).isEmpty();
    }

    @Test
    void relocatingTwiceIsRelocatingOnce() throws IOException {
        TypeRelocator relocator = TypeRelocator.against(kernel("kernel-moved"));
        ObjectSpec once = relocator.relocate(object());

        assertThat(relocator.relocate(once)).isEqualTo(once);
    }

    @Test
    void aProgramThatIsNotLoadedStaysAsItIs() throws IOException {
        ObjectSpec object = object().withProgram("offsets", program -> program.withAutoload(false));

        assertThat(TypeRelocator.against(kernel("kernel-moved")).relocate(object).program("offsets"))
                .isEqualTo(object.program("offsets"));
    }

    /** libbpf: "field offset ambiguity: 64 != 0". */
    @Test
    void typesOfOneNameThatDisagreeAreRefused() throws IOException {
        TypeRelocator relocator = TypeRelocator.against(kernel("kernel-ambiguous"));
        ProgramSpec program = object().program("flavours");

        assertThatThrownBy(() -> relocator.relocate(program)).isInstanceOf(TypeRelocationException.class)
                .hasMessage(
                        "program flavours, ./relocate.bpf.c:166: `if (bpf_core_field_exists(t->renamed_pid))`: field pid of struct "
                                + "task___half: the types that could be meant have it at different places, bit 0 in type 1 "
                                + "and bit 64 in type 5");
    }

    @Test
    void whatOneRelocationRulesOutTheFollowingOnesDoNotMean() throws IOException {
        Btf kernel = kernel("kernel-ambiguous");
        // Only task___other has in_other, so that its pid is meant.
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
        int both = builder.add(new BtfType.Struct("task___both", 8, false,
                List.of(new BtfType.Member("pid", number, 0, 0), new BtfType.Member("in_other", number, 32, 0))));
        ProgramSpec asking = with(builder.build(), 4, new CoreRelocation(0, both, "0:1", 0),
                new CoreRelocation(1, both, "0:0", 0));

        assertThat(TypeRelocator.against(kernel).relocate(asking).code())
                .isEqualTo(Assembler.assemble("r0 = 12\nr0 = 8\nexit\n", Dialect.LINUX));
    }

    /** A program of two assignments, of which the first holds a number. */
    private static ProgramSpec with(Btf btf, int number, CoreRelocation... relocations) {
        ProgramSpec plain = ProgramSpec.of("main", ProgramType.SOCKET_FILTER,
                Assembler.assemble("r0 = " + number + "\nr0 = 0\nexit\n", Dialect.LINUX));
        return new ProgramSpec(plain.name(), "socket", plain.type(), null, "", 0, true, "GPL", 0, plain.code(),
                plain.references(), plain.subprograms(), btf, List.of(), List.of(relocations));
    }

    private static Btf struct(String name, ByteOrder order, Member... members) {
        BtfBuilder builder = new BtfBuilder(order);
        builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        builder.add(new BtfType.Struct(name, 16, true, List.of(members)));
        return builder.build();
    }

    @Test
    void modulesAreAskedForWhatTheKernelLacks() {
        Btf local = struct("in_module", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 0, 0));
        Btf vmlinux = struct("task", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 32, 0));
        BtfBuilder module = BtfBuilder.split(vmlinux);
        module.add(new BtfType.Struct("in_module___v2", 16, false,
                List.of(new Member("y", 1, 0, 0), new Member("x", 1, 96, 0))));
        Btf split = module.build();
        AtomicInteger asked = new AtomicInteger();
        TypeRelocator relocator = TypeRelocator.against(vmlinux, () -> {
            asked.incrementAndGet();
            return List.of(split);
        });

        assertThat(relocator.relocate(with(local, 0, new CoreRelocation(0, 2, "0:0", 0))).code())
                .isEqualTo(Assembler.assemble("r0 = 12\nr0 = 0\nexit\n", Dialect.LINUX));
        assertThat(asked).hasValue(1);
        assertThat(relocator
                .relocate(with(struct("task", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 0, 0)), 0,
                        new CoreRelocation(0, 2, "0:0", 0)))
                .code())
                .isEqualTo(Assembler.assemble("r0 = 4\nr0 = 0\nexit\n", Dialect.LINUX));
        assertThat(asked).hasValue(1);
    }

    @Test
    void bitsOfBigEndianTypesAreCountedFromTheOtherEnd() {
        Btf local = struct("s", ByteOrder.BIG_ENDIAN, new Member("bits", 1, 0, 3));
        Btf target = struct("s", ByteOrder.BIG_ENDIAN, new Member("before", 1, 0, 32), new Member("bits", 1, 37, 3));
        CoreRelocation left = new CoreRelocation(0, 2, "0:0", CoreKind.FIELD_LSHIFT_U64.ordinal());

        // The field's 4 bytes are loaded at offset 4 and stand in the low half; 5 bits of them lie before the field.
        assertThat(TypeRelocator.against(target).relocate(with(local, 0, left)).code())
                .isEqualTo(Assembler.assemble("r0 = 37\nr0 = 0\nexit\n", Dialect.LINUX));
    }

    @Test
    void anOffsetThatIsTooLargeForALoadIsRefused() {
        Btf local = struct("s", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 0, 0));
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        builder.add(new BtfType.Struct("s", 40_004, false, List.of(new Member("x", number, 320_000, 0))));
        ProgramSpec loading = with(local, 0, new CoreRelocation(0, 2, "0:0", 0))
                .withCode(Assembler.assemble("r0 = *(u32 *)(r1 + 0)\nexit\n", Dialect.LINUX));

        assertThatThrownBy(() -> TypeRelocator.against(builder.build()).relocate(loading))
                .isInstanceOf(TypeRelocationException.class)
                .hasMessage("program main, instruction 0: field x of struct s: the offset is 40000, and a load or "
                        + "store has room for 32767");
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                Arguments.of("0:", 2, 0, "access '0:', expected at most 64 numbers with colons between them"),
                Arguments.of("", 2, 0, "access '', expected at most 64 numbers with colons between them"),
                Arguments.of("0:-1", 2, 0, "access '0:-1', expected at most 64 numbers with colons between them"),
                Arguments.of("4294967296", 2, 0,
                        "access '4294967296', expected at most 64 numbers with colons between them"),
                Arguments.of("0" + ":0".repeat(64), 2, 0,
                        "access '0" + ":0".repeat(64) + "', expected at most 64 numbers with colons between them"),
                Arguments.of("0:1", 2, 0, "member 1 of struct s, expected less than 1"),
                Arguments.of("0:0:0", 2, 0,
                        "step 2 of the access goes into type unsigned int, expected a struct, a union or an array"),
                Arguments.of("2147483647:0", 2, 0, "an access of more than 512 MiB behind its start, expected less"),
                Arguments.of("0", 0, 0, "void has no size, expected a type that has"),
                Arguments.of("0", 9, 0, "type 9, expected 0 to 2"),
                Arguments.of("0", -1, 0, "type -1, expected 0 to 2"),
                Arguments.of("1", 2, 8, "access '1' of a type, expected '0'"),
                Arguments.of("0", 2, 11, "a value of struct s, expected an enum"),
                Arguments.of("0", 2, 3, "FIELD_SIGNED of struct s, which is no member, expected one"),
                Arguments.of("0", 2, 13, "kind 13, expected 0 to 12"),
                Arguments.of("0:0", 2, 1, "the instruction holds 99, expected 4 by the object's types"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void aRelocationThatContradictsTheObjectIsRefusedWithItsPlace(String access, int type, int kind, String problem) {
        Btf types = struct("s", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 0, 0));
        ProgramSpec program = with(types, 99, new CoreRelocation(0, type, access, kind));

        assertThatThrownBy(() -> TypeRelocator.against(types).relocate(program))
                .isInstanceOfSatisfying(ObjectFormatException.class, refusal -> {
                    assertThat(refusal.section()).isEqualTo("socket");
                    assertThat(refusal.offset()).isZero();
                    assertThat(refusal.problem()).endsWith(": " + problem);
                });
    }

    /** libbpf gives up at the same depth. */
    @ParameterizedTest
    @CsvSource({"TYPE_EXISTS, 31, true", "TYPE_EXISTS, 32, false", "TYPE_MATCHES, 31, true",
            "TYPE_MATCHES, 32, false"})
    void typesAreComparedToADepthOf32(CoreKind kind, int pointers, boolean compared) {
        BtfBuilder builder = new BtfBuilder();
        int type = builder.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
        for (int i = 0; i < pointers; i++) {
            type = builder.add(new BtfType.Ptr(type));
        }
        int deep = builder.add(new BtfType.Typedef("deep", type));
        Btf types = builder.build();
        ProgramSpec program = with(types, 1, new CoreRelocation(0, deep, "0", kind.ordinal()));

        if (compared) {
            assertThat(TypeRelocator.against(types).relocate(program).code()).isEqualTo(program.code());
        } else {
            assertThatThrownBy(() -> TypeRelocator.against(types).relocate(program))
                    .isInstanceOf(TypeRelocationException.class)
                    .hasMessage("program main, instruction 0: typedef deep: types that nest deeper than 32, expected "
                            + "less");
        }
    }

    @Test
    void onlyAnInstructionThatHoldsANumberCanBeRelocated() {
        Btf types = struct("s", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 0, 0));

        assertThatThrownBy(() -> TypeRelocator.against(types)
                .relocate(with(types, 0, new CoreRelocation(2, 2, "0:0", 0))))
                .isInstanceOf(ObjectFormatException.class)
                .hasMessageContaining("offset 0x10")
                .hasMessageContaining("an instruction without a number to adjust");
        assertThatThrownBy(() -> TypeRelocator.against(types)
                .relocate(with(types, 0, new CoreRelocation(77, 2, "0:0", 0))))
                .isInstanceOf(ObjectFormatException.class)
                .hasMessageContaining("no instruction starts at slot 77");
    }

    @Test
    void whatIsNoInstructionCannotBeRelocated() {
        Btf types = struct("s", ByteOrder.LITTLE_ENDIAN, new Member("x", 1, 0, 0));
        ProgramSpec program = with(types, 0, new CoreRelocation(1, 2, "0:0", 0))
                .withCode(Assembler.assemble("r0 = 0\n.8byte 0x2a\nexit", Dialect.LINUX));

        assertThatThrownBy(() -> TypeRelocator.against(types).relocate(program))
                .isInstanceOfSatisfying(ObjectFormatException.class, refusal -> {
                    assertThat(refusal.offset()).isEqualTo(8);
                    assertThat(refusal.problem())
                            .isEqualTo("program main, instruction 1: CO-RE relocation FIELD_BYTE_OFFSET of type 2: "
                                    + "the program has no instruction there: unknown opcode 0x2a, expected one of "
                                    + "RFC 9669");
                });
    }

    @Test
    void aRecordThatMakesNoSenseIsRefusedWhenTheObjectIsRead() {
        ObjectBytes object = new ObjectBytes("core.clang19");
        ByteBuffer bytes = ByteBuffer.wrap(object.array()).order(ByteOrder.LITTLE_ENDIAN);
        int ext = object.start(".BTF.ext");
        int record = ext + bytes.getInt(ext + 4) + bytes.getInt(ext + 24) + 12;
        int instruction = bytes.getInt(record);
        object.putInt(record + 12, CoreKind.ENUMVAL_VALUE.ordinal());

        assertThatThrownBy(() -> ObjectSpec.read("bad.o", object.array()))
                .isInstanceOfSatisfying(ObjectFormatException.class, refusal -> {
                    assertThat(refusal.section()).isEqualTo("fentry.s/vfs_read");
                    assertThat(refusal.offset()).isEqualTo(instruction);
                    assertThat(refusal.problem()).endsWith("a value of struct task_struct, expected an enum");
                });
    }
}
