package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What bpf(2) answers; the results are those of Linux 6.18. */
class MapOperationsTest {

    private static String results(MapSpec spec, String words) {
        try (Kernel kernel = EmbeddedKernel.builder().cpus(2).open(); BpfMap map = kernel.createMap(spec)) {
            return new MapScript(map).run(words);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ARRAY | 0? 3? 4? | 0 0 none",
            "ARRAY | 1=7 1? 1=8/2 1? | ok 7 ok 8",
            "ARRAY | 1=7/1 4=7 4=7/1 | EEXIST E2BIG E2BIG",
            "ARRAY | 1=7/3 1=7/4 1=7/8 4=1/3 1=7/0x100000000 | EINVAL EINVAL EINVAL EINVAL EINVAL",
            "ARRAY | 1- 4- 1! 1?/4 1?/1 | EINVAL EINVAL ENOTSUPP EINVAL EINVAL",
            "ARRAY | > 0> 3> 4> 9> * | 0 1 none 0 0 4",
            "PERCPU_ARRAY | 1=7 1? 1=8/2 1? | ok 7 ok 8",
            "PERCPU_ARRAY | 1=7/1 4=7 1=7/4 1=7/3 1- 1! 1?/4 | EEXIST E2BIG EINVAL EINVAL EINVAL ENOTSUPP EINVAL",
            "PERCPU_ARRAY | > 0> 3> 4> * 4? | 0 1 none 0 4 none",
            "HASH | 1? 1- 1! 1=7/2 > * | none none none ENOENT none 0",
            "HASH | 1=7 1? 1=8/1 1=9/2 1? 1! 1? | ok 7 EEXIST ok 9 9 none",
            "HASH | 1=7/3 1=7/4 1=7/8 1?/4 1?/1 1=7/0x100000000 | EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL",
            "HASH | 1=1 2=2 3=3 4=4 5=5 5=5/1 5=5/2 1=6 * | ok ok ok ok E2BIG E2BIG ENOENT ok 4",
            "HASH | 1=1 2=2 3=3 4=4 1- 5=5 6=6 * 1> | ok ok ok ok ok ok E2BIG 4 ANY",
            "HASH | 1=1 1> 2> | ok none 1",
            "PERCPU_HASH | 1? 1- 1! 1=7/2 > | none none none ENOENT none",
            "PERCPU_HASH | 1=7 1? 1=8/1 1=9/2 1? 1! 1? | ok 7 EEXIST ok 9 9 none",
            "PERCPU_HASH | 1=7/3 1=7/4 1?/4 | EINVAL EINVAL EINVAL",
            "PERCPU_HASH | 1=1 2=2 3=3 4=4 5=5 1=6 * | ok ok ok ok E2BIG ok 4",
            "LRU_HASH | 1? 1- 1! 1=7/2 1=7/3 1=7/4 > | none none none ENOENT EINVAL EINVAL none",
            "LRU_HASH | 1=7 1? 1=8/1 1=9/2 1? 1! 1? | ok 7 EEXIST ok 9 9 none",
            "LRU_PERCPU_HASH | 1? 1- 1! 1=7/2 1=7/3 1=7/4 > | none none none ENOENT EINVAL EINVAL none",
            "LRU_PERCPU_HASH | 1=7 1? 1=8/1 1=9/2 1? 1! 1? | ok 7 EEXIST ok 9 9 none",
            "HASH | 1=1 freeze 1? 1=2 1- 1! > freeze | ok ok 1 EPERM EPERM EPERM 1 EPERM",
            "ARRAY | 1=1 freeze 1? 1=2 1- > freeze | ok ok 1 EPERM EPERM 0 EPERM"})
    void userSpaceGetsWhatLinuxAnswers(MapType type, String words, String expected) {
        String[] wanted = expected.split(" ", -1);
        String[] got = results(MapSpec.of("m", type, 4, 8, 4), words).split(" ", -1);
        for (int index = 0; index < wanted.length; index++) {
            if (wanted[index].equals("ANY")) {
                got[index] = "ANY";
            }
        }
        assertThat(String.join(" ", got)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "HASH | 0x8 | 1=1 1- 1? 1! > | EPERM EPERM none EPERM none",
            "HASH | 0x10 | 1=1 1? 1- 1! > | ok EPERM ok EPERM EPERM",
            "ARRAY | 0x8 | 1=1 1? 1- freeze | EPERM 0 EPERM EPERM",
            "HASH | 0x80 | 1=1 1? | ok 1",
            "HASH | 0x1 | 1=1 2=2 3=3 4=4 5=5 | ok ok ok ok E2BIG",
            "HASH | 0x40 | 1=1 1? | ok 1",
            "ARRAY | 0x400 | 1=1 1? | ok 1"})
    void flagsOfCreationLimitUserSpaceAsInLinux(MapType type, String flags, String words, String expected) {
        assertThat(results(MapSpec.of("m", type, 4, 8, 4).withFlags(Integer.decode(flags)), words))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ARRAY | 4 | 8 | 0 | 0 | EINVAL",
            "ARRAY | 3 | 8 | 1 | 0 | EINVAL",
            "ARRAY | 4 | 0 | 1 | 0 | EINVAL",
            "ARRAY | 4 | 8 | 1 | 1 | EINVAL",
            "ARRAY | 4 | 8 | 1 | 0x18 | EINVAL",
            "ARRAY | 4 | 8 | 1 | 0x180 | EINVAL",
            "PERCPU_ARRAY | 4 | 8 | 1 | 0x400 | EINVAL",
            "PERCPU_ARRAY | 4 | 32769 | 1 | 0 | E2BIG",
            "HASH | 0 | 8 | 1 | 0 | EINVAL",
            "HASH | 4 | 0 | 1 | 0 | EINVAL",
            "HASH | 4 | 8 | 0 | 0 | EINVAL",
            "HASH | 4 | 8 | 1 | 0x2 | EINVAL",
            "HASH | 4 | 8 | 1 | 0x400 | EINVAL",
            "HASH | 4 | 4194304 | 1 | 0 | E2BIG",
            "PERCPU_HASH | 4 | 32769 | 1 | 0 | E2BIG",
            "LRU_HASH | 4 | 8 | 1 | 1 | ENOTSUPP",
            "LRU_PERCPU_HASH | 4 | 8 | 2 | 0x2 | ok",
            "LPM_TRIE | 8 | 8 | 1 | 0 | EINVAL",
            "LPM_TRIE | 8 | 8 | 1 | 1 | ok",
            "LPM_TRIE | 4 | 8 | 1 | 1 | EINVAL",
            "LPM_TRIE | 261 | 8 | 1 | 1 | EINVAL",
            "PROG_ARRAY | 4 | 8 | 1 | 0 | EINVAL",
            "PROG_ARRAY | 4 | 4 | 1 | 0x80 | EINVAL",
            "PROG_ARRAY | 4 | 4 | 1 | 0 | ok"})
    void creationIsRefusedWithTheErrorOfLinux(MapType type, int key, int value, int entries, String flags,
            String expected) {
        MapSpec spec = MapSpec.of("m", type, key, value, entries).withFlags(Integer.decode(flags));
        try (Kernel kernel = EmbeddedKernel.builder().cpus(2).open()) {
            assertThat(MapScript.guarded(() -> {
                kernel.createMap(spec).close();
                return "ok";
            })).isEqualTo(expected);
        }
    }
}
