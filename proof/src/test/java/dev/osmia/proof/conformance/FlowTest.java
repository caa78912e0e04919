package dev.osmia.proof.conformance;

import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.MapSpec;
import dev.osmia.proof.Programs;
import dev.osmia.proof.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;

import static dev.osmia.proof.conformance.Flow.nested;
import static dev.osmia.proof.conformance.Flow.repeated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Jumps, calls and returns go where RFC 9669 and Linux say, on each engine and on Linux. */
class FlowTest {
    private static final MapSpec NUMBERS = MapSpec.of("numbers", MapType.HASH, 8, 8, 4);
    private static final String RETURN_IN_CONTEXT = """
            *(u64 *)(r9 +0) = r0
            r0 = 0
            exit
            """;

    private static final List<Flow> FLOWS = List.of(
            Flow.of("goto over nothing", 5, """
                    r9 = r1
                    r0 = 5
                    goto pc+0
                    """ + RETURN_IN_CONTEXT),
            Flow.of("goto forward and back", 21, """
                    r9 = r1
                    r0 = 1
                    goto first
                    second:
                    r0 *= 7
                    goto end
                    first:
                    r0 += 2
                    goto second
                    end:
                    """ + RETURN_IN_CONTEXT),
            Flow.of("gotol forward and back", 21, """
                    r9 = r1
                    r0 = 1
                    gotol first
                    second:
                    r0 *= 7
                    gotol end
                    first:
                    r0 += 2
                    gotol second
                    end:
                    """ + RETURN_IN_CONTEXT),
            Flow.of("gotol farther than 16 bits", 3, """
                    r9 = r1
                    r2 = *(u64 *)(r1 +0)
                    r0 = 1
                    if r2 == 0 goto far
                    """ + repeated(100, "r0 += 1") + """
                    far:
                    r0 += 1
                    gotol end
                    back:
                    """ + repeated(20, "r0 += 1") + repeated(40_000, "r3 = r2") + """
                    end:
                    r0 += 1
                    if r2 == 1 goto leap
                    """ + RETURN_IN_CONTEXT + """
                    leap:
                    r2 = 0
                    gotol back
                    """),
            Flow.of("the farthest branch forward", 1, """
                    r9 = r1
                    r2 = *(u64 *)(r1 +0)
                    r0 = 1
                    if r2 == 0 goto pc+32767
                    """ + repeated(32767, "r0 += 1") + RETURN_IN_CONTEXT),
            Flow.of("the farthest branch back", 110, """
                    r9 = r1
                    r2 = *(u64 *)(r1 +0)
                    r0 = 1
                    goto start
                    target:
                    if r0 == 1 goto pc+1
                    goto end
                    r0 += 99
                    r0 += 10
                    if r2 == 0 goto end
                    """ + repeated(32761, "r0 += 1") + """
                    start:
                    r4 = r2
                    if r4 == 0 goto target
                    end:
                    """ + RETURN_IN_CONTEXT),
            Flow.of("a loop of a thousand rounds", 499500, """
                    r9 = r1
                    r0 = 0
                    r2 = 0
                    again:
                    r0 += r2
                    r2 += 1
                    if r2 < 1000 goto again
                    """ + RETURN_IN_CONTEXT),
            Flow.of("a loop with 32-bit comparison", 55, """
                    r9 = r1
                    r0 = 0
                    w2 = 10
                    again:
                    w0 += w2
                    w2 += -1
                    if w2 s> 0 goto again
                    """ + RETURN_IN_CONTEXT),
            Flow.of("may_goto that the loop's own end forestalls", 10, """
                    r9 = r1
                    r0 = 0
                    again:
                    may_goto end
                    r0 += 1
                    if r0 < 10 goto again
                    end:
                    """ + RETURN_IN_CONTEXT),
            Flow.of("may_goto ends an endless loop", 42, """
                    r9 = r1
                    again:
                    may_goto end
                    goto again
                    end:
                    r0 = 42
                    """ + RETURN_IN_CONTEXT),
            Flow.of("a call passes five arguments and returns one", 12345, """
                    r9 = r1
                    r1 = 1
                    r2 = 2
                    r3 = 3
                    r4 = 4
                    r5 = 5
                    call digits
                    """ + RETURN_IN_CONTEXT + """
                    digits:
                    r0 = r1
                    r0 *= 10
                    r0 += r2
                    r0 *= 10
                    r0 += r3
                    r0 *= 10
                    r0 += r4
                    r0 *= 10
                    r0 += r5
                    exit
                    """),
            Flow.of("a call keeps r6 to r9 and the stack", 6 + 7 + 8 + 1000, """
                    r9 = r1
                    r6 = 6
                    r7 = 7
                    r8 = 8
                    r1 = 1000
                    *(u64 *)(r10 -8) = r1
                    call clobber
                    r0 = r6
                    r0 += r7
                    r0 += r8
                    r1 = *(u64 *)(r10 -8)
                    r0 += r1
                    """ + RETURN_IN_CONTEXT + """
                    clobber:
                    r6 = 60
                    r7 = 70
                    r8 = 80
                    r9 = 90
                    *(u64 *)(r10 -8) = r6
                    r0 = 0
                    exit
                    """),
            Flow.of("a callee writes the caller's stack", 77, """
                    r9 = r1
                    *(u64 *)(r10 -16) = 1
                    r1 = r10
                    r1 += -16
                    call write
                    r0 = *(u64 *)(r10 -16)
                    """ + RETURN_IN_CONTEXT + """
                    write:
                    r2 = 77
                    *(u64 *)(r1 +0) = r2
                    r0 = 0
                    exit
                    """),
            Flow.of("calls eight deep", 2 * (1 + 2 + 3 + 4 + 5 + 6), """
                    r9 = r1
                    call f0
                    """ + RETURN_IN_CONTEXT + nested(7)),
            Flow.refused("recursion", "is too deep", 720, """
                    r9 = r1
                    r1 = 6
                    call factorial
                    """ + RETURN_IN_CONTEXT + """
                    factorial:
                    r6 = r1
                    r0 = 1
                    if r1 == 1 goto done
                    r1 += -1
                    call factorial
                    r0 *= r6
                    done:
                    exit
                    """),
            Flow.refused("callx", "unknown opcode 8d", 9, """
                    r9 = r1
                    r2 = subprog[square]
                    r1 = 3
                    callx r2
                    """ + RETURN_IN_CONTEXT + """
                    square:
                    r0 = r1
                    r0 *= r1
                    exit
                    """),
            Flow.of("helpers keep r6 to r9", 6 + 7 + 8, """
                    r9 = r1
                    r6 = 6
                    r7 = 7
                    r8 = 8
                    r1 = map[numbers]
                    r2 = r10
                    r2 += -8
                    *(u64 *)(r2 +0) = r8
                    call bpf_map_lookup_elem
                    r0 = r6
                    r0 += r7
                    r0 += r8
                    """ + RETURN_IN_CONTEXT),
            Flow.of("helpers on a map", 0x1_2345_6789L + 1, """
                    r9 = r1
                    r1 = 5
                    *(u64 *)(r10 -8) = r1
                    r1 = 0x123456789 ll
                    *(u64 *)(r10 -16) = r1
                    r1 = map[numbers]
                    r2 = r10
                    r2 += -8
                    r3 = r10
                    r3 += -16
                    r4 = 1
                    call bpf_map_update_elem
                    r6 = r0
                    r1 = map[numbers]
                    r2 = r10
                    r2 += -8
                    call bpf_map_lookup_elem
                    if r0 == 0 goto end
                    r1 = 1
                    lock *(u64 *)(r0 +0) += r1
                    r0 = *(u64 *)(r0 +0)
                    r0 += r6
                    end:
                    """ + RETURN_IN_CONTEXT),
            Flow.of("a helper's refusal is a negative number", -17, """
                    r9 = r1
                    r1 = 5
                    *(u64 *)(r10 -8) = r1
                    r1 = map[numbers]
                    r2 = r10
                    r2 += -8
                    r3 = r10
                    r3 += -8
                    r4 = 0
                    call bpf_map_update_elem
                    r1 = map[numbers]
                    r2 = r10
                    r2 += -8
                    r3 = r10
                    r3 += -8
                    r4 = 1
                    call bpf_map_update_elem
                    """ + RETURN_IN_CONTEXT),
            Flow.refused("a callback that stops a loop", "missing btf func_info", 1000 * 8 + 7, """
                    r9 = r1
                    *(u64 *)(r10 -8) = 0
                    r1 = 1000
                    r2 = subprog[body]
                    r3 = r10
                    r3 += -8
                    r4 = 0
                    call bpf_loop
                    r1 = *(u64 *)(r10 -8)
                    r1 *= 1000
                    r0 += r1
                    r0 += -1
                    """ + RETURN_IN_CONTEXT + """
                    body:
                    r3 = *(u64 *)(r2 +0)
                    r3 += 1
                    *(u64 *)(r2 +0) = r3
                    r0 = 0
                    if r1 < 7 goto go_on
                    r0 = 1
                    go_on:
                    exit
                    """));

    static Stream<Arguments> flowsAndSubjects() {
        return Stream.of(Subject.values())
                .flatMap(subject -> FLOWS.stream()
                        .filter(flow -> !subject.verifies() || flow.refusal().isEmpty())
                        .map(flow -> Arguments.of(subject, flow)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("flowsAndSubjects")
    void goesWhereItShould(Subject subject, Flow flow) {
        try (Kernel kernel = subject.open();
                BpfMap numbers = kernel.createMap(NUMBERS);
                BpfProgram program = Programs.load(kernel, ProgramType.SYSCALL, flow.text(), numbers)) {
            byte[] context = program.test(TestInput.context(new byte[Long.BYTES])).context();
            assertThat(ByteBuffer.wrap(context).order(ByteOrder.nativeOrder()).getLong()).isEqualTo(flow.expected());
        }
    }

    static Stream<Flow> refused() {
        return FLOWS.stream().filter(flow -> !flow.refusal().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void linuxRefusesWhatOnlyTheEnginesDo(Flow flow) {
        try (Kernel kernel = Subject.LINUX.open(); BpfMap numbers = kernel.createMap(NUMBERS)) {
            assertThatExceptionOfType(BpfException.class)
                    .isThrownBy(() -> Programs.load(kernel, ProgramType.SYSCALL, flow.text(), numbers))
                    .satisfies(refusal -> assertThat(refusal.log()).contains(flow.refusal()));
        }
    }
}
