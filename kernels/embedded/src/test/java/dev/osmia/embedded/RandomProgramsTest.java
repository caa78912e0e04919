package dev.osmia.embedded;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a program's bytes are, the checked engine answers with a result, a trap or a refusal: no other exception, no
 * endless run, no broken JVM. {@code -Dosmia.programs=N} runs more of them, {@code -Dosmia.seed=S} others.
 */
class RandomProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("osmia.programs", 1_000);
    private static final long SEED = Long.getLong("osmia.seed", 1);
    private static final long INSTRUCTION_LIMIT = 10_000;

    @ParameterizedTest
    @EnumSource(names = {"XDP", "SCHED_CLS", "SOCKET_FILTER", "CGROUP_SKB", "SYSCALL"})
    void everyProgramEndsInAResultATrapOrARefusal(ProgramType type) {
        int results = 0;
        int traps = 0;
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().instructionLimit(INSTRUCTION_LIMIT).open()) {
            Map<String, BpfMap> maps = maps(kernel);
            for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
                Random random = new Random(seed);
                ProgramSpec spec = RandomProgram.draw(random, type, List.copyOf(maps.keySet())).orElse(null);
                if (spec == null) {
                    continue;
                }
                try (BpfProgram program = kernel.loadProgram(spec, maps)) {
                    program.test(input(random, type));
                    results++;
                } catch (ProgramTrap trap) {
                    assertThat(trap.reason()).isNotBlank();
                    traps++;
                } catch (BpfException refusal) {
                    assertThat(refusal.getMessage()).isNotBlank();
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(type + " program of seed " + seed + " ended in " + e + ":\n"
                            + Disassembler.listing(spec.code(), Dialect.LINUX, Symbols.NONE), e);
                }
            }
        }
        assertThat(results).as("programs that ran to their end").isGreaterThan(PROGRAMS / 100);
        assertThat(traps).as("programs that were stopped").isGreaterThan(PROGRAMS / 100);
    }

    private static TestInput input(Random random, ProgramType type) {
        byte[] bytes = new byte[random.nextInt(14, 128)];
        random.nextBytes(bytes);
        return type == ProgramType.SYSCALL ? TestInput.context(bytes) : TestInput.packet(bytes);
    }

    private static Map<String, BpfMap> maps(EmbeddedKernel kernel) {
        MapSpec inner = MapSpec.of("inner", MapType.ARRAY, 4, 8, 4);
        Map<String, BpfMap> maps = new LinkedHashMap<>();
        for (MapSpec spec : List.of(MapSpec.of("array", MapType.ARRAY, 4, 16, 4),
                MapSpec.of("hash", MapType.HASH, 8, 8, 8),
                MapSpec.of("lru", MapType.LRU_HASH, 4, 4, 4),
                MapSpec.of("percpu", MapType.PERCPU_ARRAY, 4, 8, 2),
                MapSpec.of("percpu_hash", MapType.PERCPU_HASH, 4, 8, 2),
                MapSpec.of("trie", MapType.LPM_TRIE, 8, 4, 4).withFlags(1),
                MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 4),
                MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 4).withInner(inner))) {
            maps.put(spec.name(), kernel.createMap(spec));
        }
        return maps;
    }
}
