package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import dev.osmia.object.TypeRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Values of eight bytes: a lock, and a number that it guards. A lock that is never freed fails after ten seconds. */
@Timeout(60)
class SpinLockTest {
    private static final MapSpec LOCKED = spec();
    private static final String FIND = """
            *(u32 *)(r10 -4) = 1
            r2 = r10
            r2 += -4
            r1 = map[m]
            call 1
            r6 = r0
            """;
    private static final String LOCK = """
            r1 = r6
            call 93
            """;
    private static final String UNLOCK = """
            r1 = r6
            call 94
            """;
    private static final String EXIT = """
            r0 = 7
            exit
            """;

    private static MapSpec spec() {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        int lock = builder.add(new BtfType.Struct("bpf_spin_lock", 4, false,
                List.of(new BtfType.Member("val", number, 0, 0))));
        int value = builder.add(new BtfType.Struct("value", 8, false,
                List.of(new BtfType.Member("lock", lock, 0, 0), new BtfType.Member("number", number, 32, 0))));
        Btf btf = builder.build();
        return MapSpec.of("m", MapType.ARRAY, 4, 8, 2).withTypes(new TypeRef(btf, number), new TypeRef(btf, value));
    }

    private static Kernel kernel(EngineKind engine) {
        return EmbeddedKernel.builder().unverified().engine(engine).cpus(4).open();
    }

    private static int guarded(BpfMap map) {
        byte[] value = map.lookup(bytes(4, 1));
        assertThat(value).isNotNull();
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt(4);
    }

    @ParameterizedTest
    @EnumSource
    void noCountIsLostUnderALock(EngineKind engine) throws InterruptedException {
        int threads = 4;
        int runs = 300;
        int rounds = 50;
        try (Kernel kernel = kernel(engine);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram program = Programs.load(kernel, FIND + "r7 = " + rounds + "\nagain:\n" + LOCK + """
                        r1 = *(u32 *)(r6 +4)
                        r1 += 1
                        *(u32 *)(r6 +4) = r1
                        """ + UNLOCK + """
                        r7 += -1
                        if r7 != 0x0 goto again
                        """ + EXIT, map)) {
            assertThat(Threads.run(threads, _ -> {
                for (int run = 0; run < runs; run++) {
                    assertThat(Programs.run(program)).isEqualTo(7);
                }
            })).isEmpty();
            assertThat(guarded(map)).isEqualTo(threads * runs * rounds);
        }
    }

    @ParameterizedTest
    @EnumSource
    void userSpaceWaitsForTheLockThatItAsksFor(EngineKind engine) throws InterruptedException {
        try (Kernel kernel = kernel(engine);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram program = Programs.load(kernel, FIND + LOCK + """
                        *(u32 *)(r6 +4) = 1
                        r7 = 2000
                        wait:
                        r7 += -1
                        if r7 != 0x0 goto wait
                        r7 = *(u32 *)(r6 +4)
                        """ + UNLOCK + "r0 = r7\nexit\n", map)) {
            assertThat(Threads.run(2, thread -> {
                for (int run = 0; run < 200; run++) {
                    if (thread == 0) {
                        map.update(bytes(4, 1), bytes(8, 5L << 32), 4);
                    } else {
                        assertThat(Programs.run(program)).isEqualTo(1);
                    }
                }
            })).isEmpty();
        }
    }

    private static final String FREE = FIND + LOCK + UNLOCK + EXIT;

    @Test
    void aRunThatTrapsFreesItsLock() {
        try (Kernel kernel = kernel(EngineKind.CHECKED);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram trapping = Programs.load(kernel, FIND + LOCK + "r1 = 0\nr1 = *(u64 *)(r1 +0)\n" + EXIT, map);
                BpfProgram next = Programs.load(kernel, FREE, map)) {
            assertThatThrownBy(() -> Programs.run(trapping)).isInstanceOf(ProgramTrap.class);
            assertThat(Programs.run(next)).isEqualTo(7);
        }
    }

    @Test
    void aTrustedRunThatEndsWithItsLockFreesIt() {
        try (Kernel kernel = kernel(EngineKind.INTERPRETER);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram forgetful = Programs.load(kernel, FIND + LOCK + EXIT, map);
                BpfProgram next = Programs.load(kernel, FREE, map)) {
            assertThat(Programs.run(forgetful)).isEqualTo(7);
            assertThat(Programs.run(next)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "LL  | it holds the spin lock at 0x[0-9a-f]+ already, and may hold one only",
            "L   | it ends while it holds a spin lock", "LH  | it calls bpf_map_lookup_elem while it holds a spin lock",
            "LT  | it calls bpf_ktime_get_ns while it holds a spin lock",
            "U   | it does not hold the spin lock at 0x[0-9a-f]+",
            "N   | argument 1 of bpf_spin_lock: 0x[0-9a-f]+ is no bpf_spin_lock that the type of a map's values declares",
            "LUU | it does not hold the spin lock at 0x[0-9a-f]+"})
    void whatNoProgramMayDoWithALockTraps(String steps, String reason) {
        StringBuilder text = new StringBuilder(FIND);
        steps.chars().forEach(step -> text.append(switch (step) {
            case 'L' -> LOCK;
            case 'U' -> UNLOCK;
            case 'H' -> FIND;
            case 'T' -> "call 5\n";
            default -> "r1 = r6\nr1 += 4\ncall 93\n";
        }));
        try (Kernel kernel = kernel(EngineKind.CHECKED);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram program = Programs.load(kernel, text + EXIT, map);
                BpfProgram next = Programs.load(kernel, FREE, map)) {
            assertThatThrownBy(() -> Programs.run(program))
                    .isInstanceOfSatisfying(ProgramTrap.class, trap -> assertThat(trap.reason()).matches(reason));
            assertThat(Programs.run(next)).isEqualTo(7);
        }
    }

    /** Linux refuses both with "bpf_spin_lock cannot be accessed directly by load/store". */
    @ParameterizedTest
    @CsvSource({"r1 = *(u32 *)(r6 +0)", "*(u32 *)(r6 +0) = 1", "*(u64 *)(r6 +0) = 1", "*(u8 *)(r6 +3) = 1",
            "r1 = r6; r2 = 8; r3 = r10; call 113"})
    void theLockItselfIsNotTouched(String access) {
        try (Kernel kernel = kernel(EngineKind.CHECKED);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram program = Programs.load(kernel, FIND + access.replace("; ", "\n") + "\n" + EXIT, map)) {
            assertThatThrownBy(() -> Programs.run(program)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("bpf_spin_lock cannot be accessed directly, in a value of map m");
        }
    }

    @Test
    void aLockThatAProgramWroteOverIsReportedToItsUser() {
        try (Kernel kernel = kernel(EngineKind.INTERPRETER);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram program = Programs.load(kernel, FIND + "*(u32 *)(r6 +0) = 1\n" + EXIT, map)) {
            assertThat(Programs.run(program)).isEqualTo(7);
            assertThatThrownBy(() -> map.lookup(bytes(4, 1), 4)).isInstanceOf(BpfException.class)
                    .hasMessageContaining("EBUSY")
                    .hasMessageContaining("never freed");
        }
    }

    @Test
    void ofTheKernelsFunctionsOnlyLoopsOverNumbersAreCalledUnderALock() {
        String number = FIND + LOCK + """
                r1 = r10
                r1 += -16
                r2 = 0
                r3 = 1
                call kernel-function#1
                r1 = r10
                r1 += -16
                call kernel-function#2
                """ + UNLOCK + EXIT;
        String text = FIND + LOCK + "r1 = r10\nr1 += -4\ncall kernel-function#0\n" + UNLOCK + EXIT;
        try (Kernel kernel = kernel(EngineKind.CHECKED);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram allowed = Programs.load(kernel, number, map);
                BpfProgram refused = Programs.load(kernel, text, map)) {
            assertThat(Programs.run(allowed)).isEqualTo(7);
            assertThatThrownBy(() -> Programs.run(refused)).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("it calls bpf_strlen while it holds a spin lock");
        }
    }

    @Test
    void aFunctionOfTheProgramMayBeCalledUnderALock() {
        try (Kernel kernel = kernel(EngineKind.CHECKED);
                BpfMap map = kernel.createMap(LOCKED);
                BpfProgram program = Programs.load(kernel, FIND + LOCK + "call pc+4\n" + UNLOCK + EXIT + """
                        r0 = 0
                        exit
                        """, map)) {
            assertThat(Programs.run(program)).isEqualTo(7);
        }
    }
}
