package dev.osmia.embedded.internal.maps;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.object.MapSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.osmia.embedded.internal.maps.MapScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TailCallTest {
    private static final MapSpec PROGRAMS = MapSpec.of("programs", MapType.PROG_ARRAY, 4, 4, 4);

    private static String callAt(int index) {
        return """
                r2 = map[programs]
                r3 = %d
                call 12
                r0 = -5
                exit
                """.formatted(index);
    }

    private static final String RETURN_42 = """
            r0 = 42
            exit
            """;

    private static void put(BpfMap programs, int index, BpfProgram program) {
        programs.update(bytes(4, index), bytes(4, program.handle()), 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 42", "0, -5", "4, -5", "-1, -5"})
    void aTailCallGoesOnInTheProgramAtItsIndexOrFallsThrough(int index, int expected) {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap programs = kernel.createMap(PROGRAMS);
                BpfProgram caller = Programs.load(kernel, callAt(index), programs);
                BpfProgram callee = Programs.load(kernel, RETURN_42)) {
            put(programs, 1, callee);
            assertThat(Programs.run(caller)).isEqualTo(expected);
        }
    }

    /** As on Linux: the tail call takes the place of the function that makes it, not of the program. */
    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aTailCallInAFunctionReturnsToTheFunctionsCaller(EngineKind engine) {
        String caller = """
                r6 = 1000
                call pc+2
                r0 += r6
                exit
                """ + callAt(1);
        try (Kernel kernel = EmbeddedKernel.builder().unverified().engine(engine).open();
                BpfMap programs = kernel.createMap(PROGRAMS);
                BpfProgram outer = Programs.load(kernel, caller, programs);
                BpfProgram inner = Programs.load(kernel, callAt(2), programs);
                BpfProgram last = Programs.load(kernel, RETURN_42)) {
            put(programs, 1, inner);
            assertThat(Programs.run(outer)).isEqualTo(995);
            put(programs, 2, last);
            assertThat(Programs.run(outer)).isEqualTo(1042);
        }
    }

    @Test
    void aProgramInAnArrayOutlivesItsHandle() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap programs = kernel.createMap(PROGRAMS);
                BpfProgram caller = Programs.load(kernel, callAt(1), programs)) {
            try (BpfProgram callee = Programs.load(kernel, RETURN_42)) {
                put(programs, 1, callee);
            }
            assertThat(Programs.run(caller)).isEqualTo(42);
            assertThat(programs.delete(bytes(4, 1))).isTrue();
            assertThat(Programs.run(caller)).isEqualTo(-5);
        }
    }

    @Test
    void anArrayIsEmptiedWhenItsUserClosesIt() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfProgram callee = Programs.load(kernel, RETURN_42)) {
            BpfProgram caller;
            try (BpfMap programs = kernel.createMap(PROGRAMS)) {
                caller = Programs.load(kernel, callAt(1), programs);
                put(programs, 1, callee);
                assertThat(Programs.run(caller)).isEqualTo(42);
            }
            assertThat(Programs.run(caller)).isEqualTo(-5);
        }
    }

    @Test
    void tailCallsEndAfterThirtyThree() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap programs = kernel.createMap(PROGRAMS);
                BpfMap counts = kernel.createMap(MapSpec.of("counts", MapType.ARRAY, 4, 8, 1));
                BpfProgram program = Programs.load(kernel, """
                        r6 = r1
                        *(u32 *)(r10 -4) = 0
                        r1 = map[counts]
                        r2 = r10
                        r2 += -4
                        call 1
                        if r0 != 0x0 goto +1
                        exit
                        r1 = *(u64 *)(r0 +0)
                        r1 += 1
                        *(u64 *)(r0 +0) = r1
                        r1 = r6
                        """ + callAt(0), programs, counts)) {
            put(programs, 0, program);
            assertThat(Programs.run(program)).isEqualTo(-5);
            assertThat(new MapScript(counts).run("0?")).isEqualTo("34");
        }
    }

    @Test
    void anArrayHoldsHandlesOfProgramsOfOneType() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap programs = kernel.createMap(PROGRAMS);
                BpfProgram syscall = Programs.load(kernel, RETURN_42);
                BpfProgram filter = Programs.load(kernel, ProgramType.SOCKET_FILTER, RETURN_42)) {
            MapScript script = new MapScript(programs);
            assertThat(script.run("0? 0=9999 0- 4- 0=9999/1 4=9999 0!"))
                    .isEqualTo("none EBADF none E2BIG EINVAL E2BIG ENOTSUPP");
            put(programs, 0, syscall);
            assertThat(script.run("0? >")).isEqualTo(syscall.id() + " 0");
            assertThat(script.run("1=" + filter.handle())).isEqualTo("EINVAL");
        }
    }

    @Test
    void aProgramOfAnotherTypeCannotUseTheArray() {
        try (Kernel kernel = EmbeddedKernel.builder().unverified().open();
                BpfMap programs = kernel.createMap(PROGRAMS);
                BpfProgram syscall = Programs.load(kernel, RETURN_42)) {
            put(programs, 0, syscall);
            assertThatThrownBy(() -> Programs.load(kernel, ProgramType.SOCKET_FILTER, callAt(0), programs))
                    .isInstanceOf(BpfException.class);
        }
    }
}
