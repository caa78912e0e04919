package dev.osmia.object;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.isa.AluOp;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Alu;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Operand;
import dev.osmia.isa.Register;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.Width;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriteObjectTest {
    private static final RecursiveComparisonConfiguration BY_CONTENT = RecursiveComparisonConfiguration.builder()
            .withComparatorForType(Fixtures::compare, Btf.class)
            .withStrictTypeChecking(true)
            .build();

    static List<String> typed() {
        return Fixtures.names()
                .stream()
                .filter(name -> !name.startsWith("legacy"))
                .toList();
    }

    static List<String> all() {
        return Fixtures.names();
    }

    @ParameterizedTest
    @MethodSource("typed")
    void whatIsWrittenReadsAsTheSameObject(String name) {
        ObjectSpec spec = Fixtures.read(name);

        ObjectSpec again = ObjectSpec.read(spec.name(), spec.write());

        assertSame(again, spec);
    }

    static List<Path> programsOfTheProject() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : List.of("../../examples", "../../bench/programs")) {
            try (DirectoryStream<Path> objects = Files.newDirectoryStream(Path.of(folder), "*.bpf.o")) {
                objects.forEach(found::add);
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("programsOfTheProject")
    void examplesAndBenchProgramsReadBackAsTheSameObject(Path file) throws IOException {
        ObjectSpec spec = ObjectSpec.read(file);

        assertSame(ObjectSpec.read(spec.name(), spec.write()), spec);
    }

    @ParameterizedTest
    @MethodSource("all")
    void writingTwiceGivesTheSameBytes(String name) {
        byte[] once = ObjectSpec.read(name, Fixtures.read(name).write()).write();

        assertThat(ObjectSpec.read(name, once).write()).isEqualTo(once);
    }

    private static void assertSame(ObjectSpec actual, ObjectSpec expected) {
        assertThat(actual.maps()).usingRecursiveComparison(BY_CONTENT).isEqualTo(expected.maps());
        assertThat(List.copyOf(actual.maps().keySet())).isEqualTo(List.copyOf(expected.maps().keySet()));
        assertThat(actual.variables()).isEqualTo(expected.variables());
        assertThat(actual.license()).isEqualTo(expected.license());
        assertThat(actual.order()).isEqualTo(expected.order());
        assertThat(List.copyOf(actual.programs().keySet())).isEqualTo(List.copyOf(expected.programs().keySet()));
        expected.programs().forEach((name, program) -> {
            ProgramSpec other = actual.program(name);
            assertThat(other.code()).as(name).isEqualTo(program.code());
            assertThat(other).usingRecursiveComparison(BY_CONTENT).isEqualTo(program);
        });
    }

    @Test
    void legacyMapsAreWrittenAsTypes() {
        ObjectSpec spec = Fixtures.read("legacy.clang19");

        ObjectSpec again = ObjectSpec.read("again.o", spec.write());

        assertThat(again.maps()).isEqualTo(spec.maps());
        assertThat(again.program("filter").code()).isEqualTo(spec.program("filter").code());
        assertThat(again.program("filter").references()).isEqualTo(spec.program("filter").references());
    }

    @Test
    void changesMadeToMapsAndVariablesAreWritten() {
        ObjectSpec changed = Fixtures.read("maps.clang19")
                .withMap("counts", map -> map.withMaxEntries(1000).withFlags(MapFlag.NO_PREALLOC.value()))
                .withMap("seen", map -> map.withExtra(7).withName("remembered"))
                .withMap("outer", map -> map.withMaxEntries(9))
                .withProgram("drop", program -> program.withAutoload(false));

        ObjectSpec again = ObjectSpec.read("again.o", changed.write());

        assertThat(again.map("counts").maxEntries()).isEqualTo(1000);
        assertThat(again.map("counts").flags()).isEqualTo(MapFlag.NO_PREALLOC.value());
        assertThat(again.map("counts").pinning()).isEqualTo(Pinning.BY_NAME);
        assertThat(again.map("remembered").extra()).isEqualTo(7);
        assertThat(again.map("outer").maxEntries()).isEqualTo(9);
        assertThat(again.map("outer").contents()).isEqualTo(changed.map("outer").contents());
        assertThat(again.program("drop").autoload()).isFalse();
        assertThat(again.program("pass").references()).isEqualTo(changed.program("pass").references());
    }

    @Test
    void aProgramGivenAnotherTypeIsWrittenToASectionOfThatType() {
        ObjectSpec changed = Fixtures.read("core.clang19")
                .withProgram("misspelt", program -> program.withType(ProgramType.SOCKET_FILTER, null));

        ProgramSpec again = ObjectSpec.read("again.o", changed.write()).program("misspelt");

        assertThat(again.type()).isEqualTo(ProgramType.SOCKET_FILTER);
    }

    @Test
    void objectsThatNoFileDescribedCanBeWritten() {
        Code code = Code.of(new LoadWide(Register.of(1), WideSource.MAP_FD, 0, 0), new CallLocal(1), new Exit(),
                new Alu(Width.W64, AluOp.MOV, Register.of(0), new Operand.Imm(7)), new Exit());
        ProgramSpec bare = ProgramSpec.of("main", ProgramType.XDP, code, Map.of(0, new Reference.ToMap("numbers")));
        ProgramSpec program = new ProgramSpec("main", "", ProgramType.SOCKET_FILTER, null, "", 0, true, "GPL", 0, code,
                new TreeMap<>(bare.references()), List.of(new Subprogram(0, "main", 0), new Subprogram(4, "seven", 0)),
                null, List.of(), List.of());
        ObjectSpec spec = ObjectSpec.of("made", List.of(MapSpec.of("numbers", MapType.HASH, 4, 8, 16)),
                List.of(program));

        ObjectSpec again = ObjectSpec.read("made", spec.write());

        assertThat(again.maps()).isEqualTo(spec.maps());
        assertThat(again.program("main").code()).isEqualTo(code);
        assertThat(again.program("main").subprograms()).isEqualTo(program.subprograms());
        assertThat(again.program("main").section()).isEqualTo("socket");
    }

    @Test
    void numbersOfMapsUpToTheLargestComeBack() {
        List<MapSpec> maps = List.of(MapSpec.of("large", MapType.HASH, 4, 8, 1 << 30),
                MapSpec.of("larger", MapType.HASH, 4, 8, Integer.MAX_VALUE),
                MapSpec.of("largest", MapType.HASH, 4, 8, -1).withFlags(1 << 31).withExtra(-1));
        ObjectSpec spec = ObjectSpec.of("made", maps, List.of());

        assertThat(ObjectSpec.read("made", spec.write()).maps()).isEqualTo(spec.maps());
    }

    @Test
    void aReferenceToAMapThatIsNotThereCannotBeWritten() {
        ProgramSpec program = ProgramSpec.of("main", ProgramType.SOCKET_FILTER,
                Code.of(new LoadWide(Register.of(1), WideSource.MAP_FD, 0, 0), new Exit()),
                Map.of(0, new Reference.ToMap("nothing")));

        assertThatThrownBy(() -> ObjectSpec.of("made", List.of(), List.of(program)).write())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
    }
}
