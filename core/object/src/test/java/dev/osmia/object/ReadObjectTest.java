package dev.osmia.object;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Instruction.CallKfunc;
import dev.osmia.isa.Instruction.CallLocal;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadObjectTest {

    static List<String> compilers() {
        return Fixtures.compilers();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.clang14", "maps.clang16", "maps.clang19", "maps.bigendian"})
    void everyAttributeOfAMapByTypesIsRead(String name) {
        ObjectSpec spec = Fixtures.read(name);

        MapSpec counts = spec.map("counts");
        assertThat(counts.type()).isEqualTo(MapType.HASH);
        assertThat(counts.keySize()).isEqualTo(8);
        assertThat(counts.valueSize()).isEqualTo(8);
        assertThat(counts.maxEntries()).isEqualTo(64);
        assertThat(counts.flags()).isEqualTo(MapFlag.NO_PREALLOC.value() | MapFlag.NUMA_NODE.value());
        assertThat(counts.pinning()).isEqualTo(Pinning.BY_NAME);
        assertThat(Objects.requireNonNull(counts.keyType()).name()).isEqualTo("key");
        assertThat(Objects.requireNonNull(counts.valueType()).name()).isEqualTo("__u64");
        assertThat(spec.map("seen").extra()).isEqualTo(3);
        assertThat(spec.map("events").maxEntries()).isEqualTo(1 << 16);
        assertThat(spec.map("events").keySize()).isZero();
        assertThat(spec.license()).isEqualTo("Dual BSD/GPL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps.clang14", "maps.clang16", "maps.clang19", "maps.bigendian"})
    void mapsOfMapsAndProgramArraysHoldWhatTheirInitialisersName(String name) {
        ObjectSpec spec = Fixtures.read(name);

        MapSpec outer = spec.map("outer");
        assertThat(outer.contents()).isEqualTo(new MapContents.Names(Map.of(0, "first", 3, "second")));
        assertThat(outer.valueSize()).isEqualTo(4);
        MapSpec inner = Objects.requireNonNull(outer.inner());
        assertThat(inner.withName("first")).isEqualTo(spec.map("first"));
        assertThat(spec.map("jumps").contents()).isEqualTo(new MapContents.Names(Map.of(1, "drop", 2, "pass")));
        assertThat(spec.map("jumps").inner()).isNull();
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void wideLoadsReferToMaps(String compiler) {
        ProgramSpec pass = Fixtures.read("maps." + compiler).program("pass");

        assertThat(pass.type()).isEqualTo(ProgramType.XDP);
        assertThat(pass.references().values()).extracting(Reference::name)
                .containsExactlyInAnyOrder("counts", "outer", "seen", "events");
        pass.references()
                .keySet()
                .forEach(slot -> assertThat(pass.code().at(slot))
                        .isInstanceOfSatisfying(LoadWide.class,
                                load -> assertThat(load.source()).isEqualTo(WideSource.MAP_FD)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.clang14", "data.clang16", "data.clang19", "data.bigendian"})
    void sectionsOfGlobalVariablesAreArraysOfOneElement(String name) {
        ObjectSpec spec = Fixtures.read(name);

        assertThat(spec.maps().keySet()).contains(".data", ".data.other", ".bss", ".bss.own", ".rodata",
                ".rodata.other");
        MapSpec readOnly = spec.map(".rodata");
        assertThat(readOnly.type()).isEqualTo(MapType.ARRAY);
        assertThat(readOnly.maxEntries()).isEqualTo(1);
        assertThat(readOnly.keySize()).isEqualTo(4);
        assertThat(readOnly.frozen()).isTrue();
        assertThat(readOnly.flags()).isEqualTo(MapFlag.MMAPABLE.value() | MapFlag.RDONLY_PROG.value());
        assertThat(spec.map(".data").flags()).isEqualTo(MapFlag.MMAPABLE.value());
        assertThat(spec.map(".data").frozen()).isFalse();
        assertThat(spec.map(".bss").contents()).isEqualTo(MapContents.NONE);
        assertThat(spec.program("use").kernelVersion()).isEqualTo(0x060102);
    }

    @ParameterizedTest
    @CsvSource({
            "limit, .data, 9, 4", "hidden, .data, 7, 4", "signed_short, .data, -2, 2", "threshold, .rodata, 3, 4",
            "in_other_data, .data.other, 1234605616436508552, 8", "in_other_rodata, .rodata.other, 5, 1",
            "zero, .bss, 0, 8", "in_own_bss, .bss.own, 0, 4"})
    void globalVariablesHaveTheirPlaceAndValue(String variable, String map, long value, int size) {
        for (String name : List.of("data.clang14", "data.clang16", "data.clang19", "data.bigendian")) {
            ObjectSpec spec = Fixtures.read(name);
            assertThat(spec.variable(variable).map()).isEqualTo(map);
            assertThat(spec.variableValue(variable)).isEqualTo(
                    spec.withVariable(variable, value).variableValue(variable)).hasSize(size);
        }
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void typesOfDataSectionsGetTheSizesAndOffsetsThatCompilersLeaveOut(String compiler) {
        ObjectSpec spec = Fixtures.read("data." + compiler);
        Btf btf = Objects.requireNonNull(spec.btf());

        for (int id = 1; id < btf.size(); id++) {
            if (btf.type(id) instanceof BtfType.DataSection section) {
                assertThat(section.size()).as(section.name()).isPositive();
                assertThat(section.entries()).extracting(BtfType.SectionEntry::offset)
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void numbersAreWrittenToVariablesInTheObjectsByteOrder() {
        assertThat(Fixtures.read("data.clang16").withVariable("limit", 0x01020304).variableValue("limit"))
                .containsExactly(4, 3, 2, 1);
        assertThat(Fixtures.read("data.bigendian").withVariable("limit", 0x01020304).variableValue("limit"))
                .containsExactly(1, 2, 3, 4);
        assertThat(Fixtures.read("data.clang16").withVariable("in_own_bss", 0xffffffffL).variableValue("in_own_bss"))
                .containsOnly(0xff);
    }

    @ParameterizedTest
    @CsvSource({"limit, 4294967296", "limit, -2147483649", "signed_short, 65536", "in_other_rodata, -129", "buffer, 1"})
    void numbersThatDoNotFitAVariableAreRefused(String variable, long value) {
        ObjectSpec spec = Fixtures.read("data.clang16");

        assertThatThrownBy(() -> spec.withVariable(variable, value)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(variable);
    }

    @Test
    void aVariableThatIsNotThereIsNamedWithThoseThatAre() {
        ObjectSpec spec = Fixtures.read("data.clang16");

        assertThatThrownBy(() -> spec.withVariable("limitt", 1)).isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("limitt")
                .hasMessageContaining("limit,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"calls.clang14", "calls.clang16", "calls.clang19", "calls.bigendian",
            "calls-nobtf.clang19"})
    void programsAreLinkedWithAllThatTheyCallEachOnce(String name) {
        ObjectSpec spec = Fixtures.read(name);

        assertThat(functions(spec, "with_callbacks")).startsWith("with_callbacks")
                .containsExactlyInAnyOrder("with_callbacks", "each", "each_global", "leaf");
        assertThat(functions(spec, "second_of_section")).containsExactly("second_of_section", "middle", "leaf");
        assertThat(functions(spec, "not_loaded")).containsExactly("not_loaded", "hidden_one", "middle", "leaf");
        spec.programs().values().forEach(ReadObjectTest::assertCallsHitFunctions);
    }

    @Test
    void whatGccTwelveMakesIsRead() {
        ObjectSpec spec = Fixtures.read("tails.gcc12");

        assertThat(spec.map("next").contents()).isEqualTo(new MapContents.Names(Map.of(1, "last")));
        assertThat(spec.program("last").references().values()).containsExactlyInAnyOrder(new Reference.ToMap("next"),
                new Reference.ToMap("marks"), new Reference.ToMapValue(".bss", 0));
        assertThat(Objects.requireNonNull(spec.btf()).flaw()).isPresent();
    }

    private static Collection<String> functions(ObjectSpec spec, String program) {
        return spec.program(program).subprograms().stream().map(Subprogram::name).toList();
    }

    private static void assertCallsHitFunctions(ProgramSpec program) {
        List<Integer> starts = program.subprograms().stream().map(Subprogram::slot).toList();
        program.code().forEach(placed -> {
            if (placed.instruction() instanceof CallLocal call) {
                assertThat(starts).contains(placed.nextSlot() - 1 + call.offset() + 1);
            }
            if (placed.instruction() instanceof LoadWide load && load.source() == WideSource.FUNCTION) {
                assertThat(starts).contains(placed.slot() + 1 + load.low());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void debugInformationMovesWithTheFunctionsThatAreLinked(String compiler) {
        ProgramSpec program = Fixtures.read("calls." + compiler).program("second_of_section");
        Btf btf = Objects.requireNonNull(program.btf());

        for (Subprogram subprogram : program.subprograms()) {
            assertThat(btf.name(subprogram.typeId())).isEqualTo(subprogram.name());
            SourceLine line = Objects.requireNonNull(program.lineAt(subprogram.slot()));
            assertThat(line.slot()).isEqualTo(subprogram.slot());
            assertThat(line.text()).isNotBlank();
            assertThat(line.file()).endsWith("calls.bpf.c");
            assertThat(btf.string(line.textOffset())).contains(line.text());
            assertThat(btf.string(line.fileOffset())).contains(line.file());
        }
        assertThat(program.lines()).isSortedAccordingTo((a, b) -> Integer.compare(a.slot(), b.slot()));
    }

    @Test
    void aQuestionMarkInTheSectionNameMeansNotToLoad() {
        ProgramSpec program = Fixtures.read("calls.clang19").program("not_loaded");

        assertThat(program.autoload()).isFalse();
        assertThat(program.section()).isEqualTo("xdp.frags");
        assertThat(program.flags()).isEqualTo(ProgramFlag.XDP_HAS_FRAGS.value());
        assertThat(program.attachType()).isEqualTo(AttachType.XDP);
    }

    @Test
    void hiddenFunctionsAreStaticToTheVerifier() {
        Btf btf = Objects.requireNonNull(Fixtures.read("calls.clang19").btf());

        int id = btf.find("hidden_one", BtfType.Func.class).orElseThrow();
        assertThat(((BtfType.Func) btf.type(id)).linkage()).isEqualTo(BtfType.Linkage.STATIC);
    }

    @Test
    void hiddenProgramsAreKnownToTheKernel() {
        Btf btf = Objects.requireNonNull(Fixtures.read("hidden.clang19").btf());

        assertThat(((BtfType.Func) btf.type(btf.find("hidden_program", BtfType.Func.class).orElseThrow())).linkage())
                .isEqualTo(BtfType.Linkage.GLOBAL);
        assertThat(((BtfType.Func) btf.type(btf.find("part", BtfType.Func.class).orElseThrow())).linkage())
                .isEqualTo(BtfType.Linkage.STATIC);
    }

    @ParameterizedTest
    @CsvSource({"nested, nested first shared inner second", "throws, throws handler handler_helper", "two, two",
            "missing, missing"})
    void functionsStandWhereLibbpfAppendsThem(String program, String functions) {
        assertThat(Fixtures.read("appended.clang19").program(program).subprograms()).extracting(Subprogram::name)
                .containsExactly(functions.split(" ", -1));
    }

    @Test
    void missingFunctionsAreNumberedAmongAllExternsByName() {
        ProgramSpec program = Fixtures.read("appended.clang19").program("weak");

        assertThat(program.references().values()).contains(
                new Reference.ToKernelFunction("another_missing_one", true, 1),
                new Reference.ToKernelFunction("no_such_function", true, 3));
        assertThat(new Reference.ToKernelFunction("no_such_function", true, 3).poison())
                .isEqualTo(new Instruction.CallHelper(2_002_000_003));
    }

    @Test
    void variablesOfAnArenaLieAtItsStart() {
        ObjectSpec spec = Fixtures.read("arena.clang19");

        assertThat(spec.program("add").references().values()).containsExactly(new Reference.ToMapValue("arena", 0),
                new Reference.ToMapValue("arena", 32));
        assertThat(spec.map("arena").contents()).isEqualTo(new MapContents.Bytes(
                ByteBuffer.allocate(36)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(1)
                        .putInt(2)
                        .putInt(3)
                        .putInt(4)
                        .putInt(5)
                        .putInt(6)
                        .putInt(7)
                        .putInt(8)
                        .putInt(100)
                        .array()));
        assertThat(spec.maps()).containsOnlyKeys("arena");
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void externsAreReferencesToTheKernelsSymbols(String compiler) {
        ProgramSpec program = Fixtures.read("externs." + compiler).program("use");

        assertThat(program.references().values()).contains(
                new Reference.ToKernelVariable("bpf_prog_active", true, false),
                new Reference.ToKernelVariable("jiffies", false, false),
                new Reference.ToKernelVariable("no_such_symbol", false, true),
                new Reference.ToKernelFunction("bpf_rcu_read_lock", false, 7),
                new Reference.ToKernelFunction("no_such_function", true, 10));
        program.references().forEach((slot, reference) -> {
            if (reference.name().equals("bpf_rcu_read_lock")) {
                assertThat(program.code().at(slot)).isInstanceOf(CallKfunc.class);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void optionsOfTheKernelAreVariablesOfAMapOfTheirOwn(String compiler) {
        ObjectSpec spec = Fixtures.read("externs." + compiler);

        MapSpec config = spec.map(".kconfig");
        assertThat(config.frozen()).isTrue();
        assertThat(spec.variables().values()).filteredOn(variable -> variable.map().equals(".kconfig"))
                .extracting(VariableSpec::name)
                .containsExactlyInAnyOrder("LINUX_KERNEL_VERSION", "CONFIG_BPF_JIT", "CONFIG_NET",
                        "CONFIG_DEFAULT_HOSTNAME", "CONFIG_HZ", "LINUX_HAS_BPF_COOKIE");
        assertThat(spec.variable("CONFIG_HZ").offset()).isZero();
        assertThat(spec.variable("CONFIG_HZ").weak()).isFalse();
        assertThat(spec.variable("CONFIG_NET").weak()).isTrue();
        assertThat(spec.variable("CONFIG_DEFAULT_HOSTNAME").size()).isEqualTo(32);
        assertThat(config.valueSize()).isEqualTo(8 + 4 + 4 + 1 + 1 + 32);
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void coreRelocationsMoveWithTheirFunction(String compiler) {
        ProgramSpec program = Fixtures.read("core." + compiler).program("entered");
        Btf btf = Objects.requireNonNull(program.btf());

        assertThat(program.coreRelocations()).hasSize(5).allSatisfy(relocation -> {
            assertThat(program.code().startsAt(relocation.slot())).isTrue();
            assertThat(btf.name(relocation.typeId())).isIn("task_struct", "state");
        });
        int parent = program.subprograms().get(1).slot();
        assertThat(program.coreRelocations()).filteredOn(relocation -> relocation.slot() >= parent)
                .extracting(CoreRelocation::access)
                .containsExactly("0:2", "0:1");
    }

    @Test
    void sectionNamesSayWhatProgramsAre() {
        ObjectSpec spec = Fixtures.read("core.clang19");

        assertThat(spec.program("entered").type()).isEqualTo(ProgramType.TRACING);
        assertThat(spec.program("entered").attachType()).isEqualTo(AttachType.TRACE_FENTRY);
        assertThat(spec.program("entered").attachTarget()).isEqualTo("vfs_read");
        assertThat(spec.program("entered").flags()).isEqualTo(ProgramFlag.SLEEPABLE.value());
        assertThat(spec.program("switched").attachTarget()).isEqualTo("sched/sched_switch");
        assertThat(spec.program("greet").type()).isEqualTo(ProgramType.HOST);
        assertThat(spec.program("greet").attachTarget()).isEqualTo("greeting");
        assertThat(spec.program("misspelt").attachTarget()).isEqualTo("xpd");
        assertThat(spec.program("misspelt").type()).isEqualTo(ProgramType.HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy.clang14", "legacy.clang16", "legacy.clang19", "legacy.bigendian"})
    void objectsWithoutTypesHaveTheirMapsAndFunctionsBySymbols(String name) {
        ObjectSpec spec = Fixtures.read(name);

        assertThat(spec.btf()).isNull();
        assertThat(spec.map("table")).isEqualTo(MapSpec.of("table", MapType.LRU_HASH, 4, 8, 100).withFlags(2));
        assertThat(spec.map("list")).isEqualTo(MapSpec.of("list", MapType.ARRAY, 4, 16, 5));
        assertThat(functions(spec, "filter")).containsExactly("filter", "twice");
        assertThat(spec.order()).isEqualTo(
                name.endsWith("bigendian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void fieldsThatOnlyOneLoaderKnowsAreLeftToIt() {
        assertThat(Fixtures.read("legacy-unknown-field.clang14").map("list"))
                .isEqualTo(MapSpec.of("list", MapType.ARRAY, 4, 16, 5));
    }

    /** As compilers wrote objects that had no {@code STT_FUNC}, no sizes and no number for the machine. */
    private static byte[] old(byte[] object) {
        ByteBuffer elf = ByteBuffer.wrap(object.clone()).order(ByteOrder.LITTLE_ENDIAN);
        elf.putShort(18, (short) 0);
        int headers = (int) elf.getLong(40);
        for (int section = 0; section < elf.getShort(60); section++) {
            int header = headers + section * 64;
            for (int at = 0; elf.getInt(header + 4) == 2 && at < elf.getLong(header + 32); at += 24) {
                int symbol = (int) elf.getLong(header + 24) + at;
                if ((elf.get(symbol + 4) & 0xf) <= 2) {
                    elf.put(symbol + 4, (byte) (elf.get(symbol + 4) & 0xf0)).putLong(symbol + 16, 0);
                }
            }
        }
        return elf.array();
    }

    @Test
    void globalSymbolsOfCodeAreFunctionsWhereNoSymbolIsSaidToBeOne() {
        ObjectSpec spec = ObjectSpec.read("old.o", old(Fixtures.bytes("legacy-loaders.clang19")));

        assertThat(spec.program("handle")).isEqualTo(Fixtures.read("legacy-loaders.clang19").program("handle"));
        assertThat(spec.maps()).isEqualTo(Fixtures.read("legacy-loaders.clang19").maps());
    }

    @Test
    void mapsOfOtherLoadersAreReadWithTheMapsInThem() {
        ObjectSpec spec = Fixtures.read("legacy-loaders.clang19");

        MapSpec backend = MapSpec.of("backend", MapType.ARRAY, 4, 12, 3);
        assertThat(spec.maps()).containsExactlyInAnyOrderEntriesOf(Map.of("backend", backend,
                "backends", MapSpec.of("backends", MapType.ARRAY_OF_MAPS, 4, 4, 16).withInner(backend),
                "events", MapSpec.of("events", MapType.ARRAY, 4, 4, 8)));
        assertThat(spec.program("handle").references().values()).extracting(Reference::name)
                .containsExactly("backends", "events");
    }

    @ParameterizedTest
    @MethodSource("dev.osmia.object.Fixtures#compilers")
    void aCallThroughARegisterIsReadFromEveryCompiler(String compiler) {
        ProgramSpec program = Fixtures.read("indirect." + compiler).program("indirect");

        assertThat(Disassembler.listing(program.code(), Dialect.LINUX, Symbols.NONE)).isEqualTo("""
                   0: (79) r2 = *(u64 *)(r1 +8)
                   1: (b4) w1 = 3
                   2: (8d) callx r2
                   3: (95) exit
                """);
    }
}
