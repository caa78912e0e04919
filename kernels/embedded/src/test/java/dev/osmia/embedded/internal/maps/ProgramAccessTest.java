package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapFlag;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What {@code BPF_F_RDONLY_PROG} and {@code BPF_F_WRONLY_PROG} forbid. The verdicts are those of Linux 6.18's verifier,
 * which refuses the same programs at load: "write into map forbidden", "read from map forbidden".
 */
class ProgramAccessTest {
    /** The code behind a lookup that did not fail, with the value's address in r0. */
    private static String code(String access) {
        String behind = switch (access) {
            case "read" -> "r1 = *(u32 *)(r0 +0)\n";
            case "write" -> "*(u32 *)(r0 +0) = 7\n";
            case "add" -> "r1 = 7\nlock *(u32 *)(r0 +0) += r1\n";
            case "update" -> "r1 = map[values]\nr2 = r10\nr2 += -8\nr3 = r2\nr4 = 0\ncall 2\n";
            case "delete" -> "r1 = map[values]\nr2 = r10\nr2 += -8\ncall 3\n";
            case "lookup" -> "r0 = 0\n";
            case "value as key" -> "r2 = r0\nr1 = map[values]\ncall 1\n";
            case "value as value" -> "r3 = r0\nr1 = map[values]\nr2 = r10\nr2 += -8\nr4 = 0\ncall 2\n";
            default -> throw new IllegalArgumentException(access);
        };
        int slots = (int) behind.lines().count() + (behind.contains("map[") ? 1 : 0);
        return """
                r1 = 0
                *(u64 *)(r10 -8) = r1
                r2 = r10
                r2 += -8
                r1 = map[values]
                call 1
                if r0 == 0 goto +%d
                %sr0 = 0
                exit
                """.formatted(slots, behind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "lookup | ok | ok", "read | ok | read of 4 bytes at 0x%x: value of map values is write-only",
            "write | write of 4 bytes at 0x%x: value of map values is read-only | ok",
            "add | write of 4 bytes at 0x%x: value of map values is read-only | value of map values is write-only",
            "update | write into array map values, which is read-only for programs | ok",
            "delete | write into array map values, which is read-only for programs | ok",
            "value as key | ok | value of map values is write-only",
            "value as value | write into array map values | value of map values is write-only"})
    void theCheckedEngineTrapsWhatTheVerifierOfLinuxRefuses(String access, String readOnly, String writeOnly) {
        for (MapType type : new MapType[]{MapType.ARRAY, MapType.HASH, MapType.PERCPU_ARRAY}) {
            check(type, MapFlag.RDONLY_PROG, access, readOnly);
            check(type, MapFlag.WRONLY_PROG, access, writeOnly);
        }
    }

    private static void check(MapType type, MapFlag flag, String access, String expected) {
        int flags = flag.value() | (type == MapType.HASH ? MapFlag.NO_PREALLOC.value() : 0);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap map = kernel.createMap(MapSpec.of("values", type, 4, 4, 2).withFlags(flags));
                BpfProgram program = Programs.load(kernel, ProgramType.SYSCALL, code(access), map)) {
            map.update(new byte[4], ByteBuffer.allocate(map.transferSize()).order(ByteOrder.nativeOrder()).array(), 0);
            if (expected.equals("ok")) {
                assertThat(Programs.run(program)).as("%s of %s", access, type).isZero();
            } else {
                String shared = expected.replaceAll(".*0x%x: ", "").replace("array map", type.shortName() + " map");
                assertThatThrownBy(() -> Programs.run(program)).as("%s of %s", access, type)
                        .isInstanceOf(ProgramTrap.class)
                        .hasMessageContaining(shared)
                        .hasMessageContaining(expected.contains("0x%x")
                                ? expected.substring(0, expected.indexOf("0x"))
                                : shared);
            }
        }
    }
}
