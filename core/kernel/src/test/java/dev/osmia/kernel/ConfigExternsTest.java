package dev.osmia.kernel;

import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.object.MapContents;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.VariableSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rules of libbpf for the values of {@code __kconfig} externs ({@code set_kcfg_value_*}). */
class ConfigExternsTest {
    private static final String OPTIONS = """
            # CONFIG_NO is not set
            CONFIG_YES=y
            CONFIG_MODULE=m
            CONFIG_OFF=n
            CONFIG_TEXT="(none)"
            CONFIG_SPACES="a b"
            CONFIG_HZ=250
            CONFIG_START=0x1000000
            CONFIG_MINUS=-3
            CONFIG_LARGE=0xffffffffffffffff
            CONFIG_OPEN="text
            CONFIG_WORD=word
            CONFIG_HZ=100
            """;

    private record Told(KernelConfig config) implements Kernel {
        @Override
        public String name() {
            return "told";
        }

        @Override
        public int cpus() {
            return 1;
        }

        @Override
        public BpfMap createMap(MapSpec spec) {
            throw new UnsupportedOperationException(spec.name());
        }

        @Override
        public BpfProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> maps) {
            throw new UnsupportedOperationException(spec.name());
        }

        @Override
        public void close() {
        }
    }

    private static Kernel kernel() {
        return new Told(new KernelConfig("a file", 0x061202, true, false,
                KernelConfig.options(Stream.of(OPTIONS.split("\n", -1)))));
    }

    /** An object with one extern. */
    private static ObjectSpec object(String name, String type, boolean weak, ByteOrder order) {
        BtfBuilder types = new BtfBuilder(order);
        int character = types.add(new BtfType.Int("char", 1, 8, 0, BtfType.IntEncoding.SIGNED));
        int size = switch (type) {
            case "text8" -> 8;
            case "bool", "char", "u8" -> 1;
            case "u16" -> 2;
            case "int", "tristate", "enum" -> 4;
            default -> 8;
        };
        int id = switch (type) {
            case "bool" -> types.add(new BtfType.Int("_Bool", 1, 8, 0, BtfType.IntEncoding.BOOL));
            case "char" -> character;
            case "int" -> types.add(new BtfType.Int("int", 4, 32, 0, BtfType.IntEncoding.SIGNED));
            case "tristate" -> types.add(new BtfType.Enum("libbpf_tristate", 4, false, List.of()));
            case "enum" -> types.add(new BtfType.Enum("other", 4, false, List.of()));
            case "text8" -> types.add(new BtfType.Array(character, character, 8));
            default -> types.add(new BtfType.Int(type, size, size * 8, 0, BtfType.IntEncoding.UNSIGNED));
        };
        MapSpec map = MapSpec.of(".kconfig", MapType.ARRAY, 4, size, 1)
                .withContents(new MapContents.Bytes(new byte[size]));
        return new ObjectSpec("asking.o", order, "GPL", Map.of(".kconfig", map), Map.of(),
                Map.of(name, new VariableSpec(name, ".kconfig", 0, size, id, weak)), types.build());
    }

    @ParameterizedTest
    @CsvSource({
            "CONFIG_YES, bool, 01", "CONFIG_OFF, bool, 00", "CONFIG_YES, tristate, 01000000",
            "CONFIG_MODULE, tristate, 02000000", "CONFIG_OFF, tristate, 00000000", "CONFIG_YES, char, 79",
            "CONFIG_MODULE, char, 6d", "CONFIG_TEXT, text8, 286e6f6e65290000", "CONFIG_SPACES, text8, 6120620000000000",
            "CONFIG_HZ, int, fa000000", "CONFIG_HZ, u8, fa", "CONFIG_HZ, u64, fa00000000000000",
            "CONFIG_START, int, 00000001", "CONFIG_MINUS, int, fdffffff", "CONFIG_LARGE, u64, ffffffffffffffff",
            "LINUX_KERNEL_VERSION, int, 02120600", "LINUX_HAS_BPF_COOKIE, bool, 01",
            "LINUX_HAS_SYSCALL_WRAPPER, bool, 00", "LINUX_HAS_BPF_COOKIE, int, 01000000"})
    void anExternHoldsTheKernelsAnswerInItsType(String name, String type, String bytes) {
        ObjectSpec filled = ConfigExterns.fill(object(name, type, false, ByteOrder.LITTLE_ENDIAN), kernel()::config);

        assertThat(HexFormat.of().formatHex(filled.variableValue(name))).isEqualTo(bytes);
    }

    @Test
    void valuesHaveTheObjectsByteOrder() {
        ObjectSpec filled = ConfigExterns.fill(object("CONFIG_HZ", "int", false, ByteOrder.BIG_ENDIAN),
                kernel()::config);

        assertThat(filled.variableValue("CONFIG_HZ")).isEqualTo(new byte[]{0, 0, 0, (byte) 250});
    }

    @ParameterizedTest
    @CsvSource({"CONFIG_NO, bool", "CONFIG_NO, text8", "CONFIG_UNHEARD_OF, int", "LINUX_HAS_TOMORROW, int"})
    void aWeakExternThatTheKernelDoesNotKnowIsZero(String name, String type) {
        ObjectSpec filled = ConfigExterns.fill(object(name, type, true, ByteOrder.LITTLE_ENDIAN), kernel()::config);

        assertThat(filled.variableValue(name)).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "CONFIG_NO | bool | ESRCH | is not set by a file; declare it __weak",
            "CONFIG_UNHEARD_OF | int | ESRCH | is not set by a file; declare it __weak",
            "LINUX_HAS_TOMORROW | int | EINVAL | is no option", "JIFFIES | int | EINVAL | is no option",
            "CONFIG_MODULE | bool | EINVAL | cannot hold m, which needs an enum libbpf_tristate",
            "CONFIG_YES | int | EINVAL | cannot hold y, which needs a bool, char or enum libbpf_tristate",
            "CONFIG_YES | text8 | EINVAL | cannot hold y", "CONFIG_TEXT | int | EINVAL | needs an array of char",
            "CONFIG_OPEN | text8 | EINVAL | needs a closing quote", "CONFIG_HZ | bool | EINVAL | needs an integer",
            "CONFIG_HZ | char | EINVAL | cannot hold 250, which needs a wider type",
            "CONFIG_HZ | tristate | EINVAL | needs an integer", "CONFIG_MINUS | u16 | EINVAL | needs a wider type",
            "CONFIG_LARGE | int | ok | -1", "CONFIG_WORD | int | EINVAL | needs y, n, m, a number",
            "CONFIG_YES | enum | EINVAL | has a type that no option has",
            "LINUX_KERNEL_VERSION | bool | EINVAL | needs a wider type",
            "LINUX_KERNEL_VERSION | text8 | EINVAL | needs an integer"})
    void whatDoesNotFitIsRefusedAndNamed(String name, String type, String errno, String problem) {
        ObjectSpec object = object(name, type, false, ByteOrder.LITTLE_ENDIAN);
        if (errno.equals("ok")) {
            assertThat(ConfigExterns.fill(object, kernel()::config).variableValue(name)).containsOnly(-1);
            return;
        }

        assertThatThrownBy(() -> ConfigExterns.fill(object, kernel()::config))
                .isInstanceOfSatisfying(BpfException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.valueOf(errno)))
                .hasMessageStartingWith("load object asking.o: ")
                .hasMessageContaining("extern " + name + " ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"6.18.2-cloud, 0x061202", "6.1.0-56-amd64, 0x060100", "5.15, 0x050f00", "4.19.300, 0x0413ff",
            "none, 0x000000", "#1 SMP Debian 6.1.192-2, 0x0601c0"})
    void aVersionIsCodedAsKERNEL_VERSIONDoes(String text, String coded) {
        assertThat(KernelConfig.version(text)).isEqualTo(Integer.decode(coded));
    }
}
