package dev.osmia.linux;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.RingBufferReader;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class OwnershipTest extends LinuxTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Descriptors of bpf(2) alone: the class loader may open files of its own meanwhile. */
    private static long openBpfDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(OwnershipTest::isOurs).count();
        }
    }

    private static boolean isOurs(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.contains("bpf") || target.contains("btf") || target.contains("eventfd");
        } catch (IOException gone) {
            return false;
        }
    }

    private static Btf types() {
        BtfBuilder builder = new BtfBuilder();
        int u32 = builder.add(new BtfType.Int("u32", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        int proto = builder.add(new BtfType.FuncProto(u32, List.of()));
        builder.add(new BtfType.Func("main", proto, BtfType.Linkage.GLOBAL));
        builder.add(new BtfType.Func("bpf_external", proto, BtfType.Linkage.EXTERN));
        int variable = builder.add(new BtfType.Var("seen", u32, BtfType.Linkage.GLOBAL));
        builder.add(new BtfType.DataSection(".bss", 0, List.of(new BtfType.SectionEntry(variable, 0, 4))));
        builder.addString("flows.c");
        builder.addString("return 2;");
        return builder.build();
    }

    private static ObjectSpec object(Code code) {
        Btf types = types();
        BtfBuilder strings = BtfBuilder.from(types);
        int file = strings.addString("flows.c");
        int text = strings.addString("return 2;");
        MapSpec map = MapSpec.of("hits", MapType.ARRAY, 4, 4, 1)
                .withTypes(new TypeRef(types, 1),
                        new TypeRef(types, 1));
        MapSpec outer = MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 1)
                .withInner(MapSpec.of("inner", MapType.ARRAY, 4, 4, 1))
                .withContents(new MapContents.Names(Map.of(0, "hits")));
        ProgramSpec program = new ProgramSpec("main", "xdp", ProgramType.XDP, null, "", 0, true, "GPL", 0, code,
                new TreeMap<>(), List.of(new Subprogram(0, "main", 3)), types,
                List.of(new SourceLine(0, file, text, "flows.c", "return 2;", 12, 3)), List.of());
        return ObjectSpec.of("flows", List.of(map, outer), List.of(program));
    }

    private static ObjectSpec good() {
        return object(Programs.returning(ProgramType.XDP, 2).code());
    }

    @Test
    void anObjectWithTypesAndSourceLinesIsLoadedAndRuns() {
        try (BpfObject object = kernel.load(good())) {
            assertThat(object.program("main").test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(2);
            assertThat(object.map("outer").lookup(u32(0))).isEqualTo(u32(object.map("hits").id()));
            MapInfo info = ((LinuxMap) object.map("hits")).info();
            assertThat(info.typeTable()).isPositive();
            assertThat(info.valueType()).isEqualTo(1);
        }
    }

    @Test
    void theVerifierQuotesTheSourceLines() {
        BpfException refusal = catchThrowableOfType(BpfException.class,
                () -> kernel.load(object(Code.of(new Exit()))));

        assertThat(refusal.log()).contains("return 2; @ flows.c:12");
    }

    @Test
    void everythingThatIsClosedGivesItsDescriptorBack() throws IOException {
        long before = openBpfDescriptors();
        try (LinuxKernel own = LinuxKernel.open()) {
            try (BpfObject object = own.load(good())) {
                object.program("main").test(TestInput.packet(new byte[64]));
                assertThat(openBpfDescriptors()).isGreaterThan(before);
            }
            assertThatThrownBy(() -> own.load(object(Code.of(new Exit())))).isInstanceOf(BpfException.class);
            try (RingBufferReader reader = own.createMap(MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096))
                    .ringBuffer()) {
                reader.poll(_ -> {});
            }
            assertThatThrownBy(() -> own.createMap(MapSpec.of("bad", MapType.ARRAY_OF_MAPS, 4, 9, 1)
                    .withInner(MapSpec.of("inner", MapType.ARRAY, 4, 4, 1)))).isInstanceOf(BpfException.class);
        }
        assertThat(openBpfDescriptors()).isEqualTo(before);
    }
}
