package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.memory.Region;
import dev.osmia.isa.Code;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs with what {@link Fusion} looks for compute the same as on the checked engine, which fuses nothing. */
class FusionTest {
    private static final int MEMORY = 64;
    private static final int NONE = -1;
    /** Folds every register into the result, so that a wrong one cannot hide. */
    private static final String FOLD = """
            r0 *= 31
            r0 += r2
            r0 *= 31
            r0 += r3
            r0 *= 31
            r0 += r4
            r0 *= 31
            r0 += r5
            r0 *= 31
            r0 += r6
            exit
            """;
    private static final String START = """
            r6 = r1
            r0 = 0
            r2 = 0x1122334455667788 ll
            r3 = 5
            r4 = -7
            r5 = 3
            """;

    private static final Map<String, Integer> SNIPPETS = Map.ofEntries(Map.entry("""
            r5 = r6
            r5 += r3
            r4 = *(u8 *)(r5 +2)
            r5 -= r6
            r6 = 0
            """, Op.INDEXED_LOAD8), Map.entry("""
            r5 = r6
            r5 += r3
            r5 = *(u16 *)(r5 -1)
            r6 = 0
            """, Op.INDEXED_LOAD16), Map.entry("""
            r5 = r6
            r5 += r3
            r5 = *(u32 *)(r5 +3)
            r6 = 0
            """, Op.INDEXED_LOAD32), Map.entry("""
            r5 = r6
            r5 += r3
            r5 = *(u64 *)(r5 +3)
            r6 = 0
            """, Op.INDEXED_LOAD64), Map.entry("""
            r4 = r2
            r4 >>= 51
            r2 <<= 13
            r2 |= r4
            r6 = 0
            """, Op.ROTATE), Map.entry("""
            r4 = r2
            r4 >>= 43
            r5 = r2
            r5 <<= 21
            r5 |= r4
            r6 = 0
            """, Op.ROTATE_COPY), Map.entry("""
            r4 = r3
            r4 += r2
            r6 = 0
            """, Op.MOV_ADD_X), Map.entry("""
            r4 = r3
            r4 += -100
            r6 = 0
            """, Op.MOV_ADD_K), Map.entry("""
            r6 = 0
            r4 += 1
            if r4 != 0 goto pc-2
            """, Op.ADD_JNE), Map.entry("""
            r6 = 0
            r4 += 1
            if r4 == -3 goto pc+1
            r2 += 9
            """, Op.ADD_JEQ), Map.entry("""
            r6 = 0
            r4 += 1
            if r4 == -3 goto pc+1
            goto pc-3
            """, Op.ADD_JEQ_GOTO), Map.entry("""
            r3 += 1
            r4 += -2
            r6 = 0
            """, Op.ADD_ADD), Map.entry("""
            r6 = 0
            r3 -= r5
            if r4 s< -3 goto pc+1
            r2 += 9
            """, Op.SUB_JSLT), Map.entry("""
            r6 = 0
            r5 = r3
            if r4 > r5 goto pc+1
            r2 += 9
            """, Op.MOV_JGT), Map.entry("""
            r5 = *(u8 *)(r6 +8)
            r2 += r5
            r6 = 0
            """, Op.LOAD8_ADD), Map.entry("""
            r5 = *(u16 *)(r6 +8)
            r5 += r5
            r6 = 0
            """, Op.LOAD16_ADD), Map.entry("""
            r5 = *(u32 *)(r6 +8)
            r2 += r3
            r6 = 0
            """, Op.LOAD32_ADD), Map.entry("""
            r6 = 0
            r2 ^= r4
            r2 *= r3
            """, Op.XOR_MUL), Map.entry("""
            r6 = 0
            r2 += r4
            r3 ^= r2
            """, Op.ADD_XOR), Map.entry("""
            r6 = 0
            if w3 s> 5 goto pc+2
            if w4 s> -8 goto pc+1
            r2 += 9
            """, Op.JSGT32_JSGT32), Map.entry("""
            r6 = 0
            if w3 s> 4 goto pc+2
            if w4 == -7 goto pc+1
            r2 += 9
            """, Op.JSGT32_JEQ32), Map.entry("""
            r6 = 0
            if w3 == 4 goto pc+2
            if w4 == -7 goto pc+1
            r2 += 9
            """, Op.JEQ32_JEQ32), Map.entry("""
            r4 = *(u64 *)(r6 +8)
            *(u64 *)(r6 +16) = r4
            r5 = *(u64 *)(r6 +16)
            r6 = 0
            """, Op.COPY64));

    /** What looks like a pattern but computes something else, which the fused form would get wrong. */
    private static final List<String> DECOYS = List.of("""
            r4 = r3
            r4 += r4
            r6 = 0
            """, """
            r4 = r2
            r4 >>= 51
            r2 <<= 12
            r2 |= r4
            r6 = 0
            """, """
            r2 = r2
            r2 >>= 51
            r2 <<= 13
            r2 |= r2
            r6 = 0
            """, """
            r4 = r3
            r5 += r2
            r6 = 0
            """);

    static Stream<Arguments> snippets() {
        return Stream.concat(
                SNIPPETS.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue())),
                DECOYS.stream().map(text -> Arguments.of(text, NONE)));
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void fusedWordsComputeWhatTheirPartsDo(String snippet, int opcode) {
        Code code = Assembler.assemble(START + snippet + FOLD, Dialect.LINUX);
        LoadedProgram program = new LoadedProgram(ProgramSpec.of("test", ProgramType.HOST, code), code,
                new HelperTable(new HelperTable.Entry[0], List.of()), true);
        assertThat(LongStream.of(program.words()).anyMatch(word -> (word & 0xff) == opcode)).as("fused")
                .isEqualTo(opcode >= 0);
        assertThat(run(new Interpreter(), program)).isEqualTo(run(new CheckedEngine(100_000), program));
    }

    private static long run(Engine engine, LoadedProgram program) {
        Machine machine = Machine.create(1, line -> {});
        long memory = machine.allocator().allocate(MEMORY);
        for (int at = 0; at < MEMORY; at++) {
            machine.box().putByte(memory + at, (byte) (at * 37 + 200));
        }
        Region region = new Region.Range("memory", memory, memory + MEMORY, true);
        return new Execution(machine, engine, program).run(memory, null, List.of(region));
    }
}
