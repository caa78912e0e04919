package dev.osmia.abi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class ContextFactsTest {
    /** As far as the kernel was asked: it was asked no further for contexts without end. */
    private static final int ASKED = 256;

    static Stream<List<String>> facts() {
        return Facts.of("contexts").stream();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void programsMayTouchWhatLinuxLetsThemTouch(List<String> fact) {
        ContextAccess access = access(fact.get(0));
        int size = Integer.parseInt(fact.get(2));
        IntPredicate allowed = fact.get(1).equals("read")
                ? offset -> access.read(offset, size).isPresent()
                : offset -> access.write(offset, size).isPresent();

        assertThat(IntStream.range(0, ASKED).filter(allowed).boxed())
                .containsExactlyElementsOf(fact.stream().skip(3).map(Integer::valueOf).toList());
    }

    private static ContextAccess access(String programs) {
        String[] types = programs.split("/", -1);
        ProgramType program = ProgramType.valueOf(types[0]);
        return (types.length == 1 ? ContextAccess.of(program) : ContextAccess.of(program, AttachType.valueOf(types[1])))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -4, -1, 24, Integer.MAX_VALUE - 3, Integer.MAX_VALUE})
    void accessesOutsideTheContextAreRefused(int offset) {
        ContextAccess access = access("XDP");

        assertThat(access.read(offset, 4)).isEmpty();
        assertThat(access.write(offset, 4)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 3, 5, 16, Integer.MAX_VALUE})
    void sizesThatNoInstructionHasAreRefused(int size) {
        assertThat(access("SYSCALL").read(0, size)).isEmpty();
        assertThat(access("SYSCALL").write(0, size)).isEmpty();
    }

    static Stream<List<String>> structures() {
        return Facts.of("structs").stream();
    }

    @ParameterizedTest
    @MethodSource("structures")
    void fieldsLieWhereLinuxHasThem(List<String> fact) {
        ContextLayout layout = ContextLayout.of(fact.get(0)).orElseThrow();

        assertThat(layout.size()).isEqualTo(Integer.parseInt(fact.get(1)));
        assertThat(layout.named(fact.get(2))).map(ContextField::offset).contains(Integer.valueOf(fact.get(3)));
    }

    @Test
    void pointersToThePacketComeFromTheirFields() {
        assertThat(access("XDP").read(0, 4)).map(ContextField::kind).contains(FieldKind.PACKET);
        assertThat(access("XDP").read(4, 4)).map(ContextField::kind).contains(FieldKind.PACKET_END);
        assertThat(access("SCHED_CLS").read(140, 4)).map(ContextField::kind).contains(FieldKind.PACKET_META);
        assertThat(access("SCHED_CLS").read(168, 8)).map(ContextField::kind).contains(FieldKind.SOCK_COMMON_OR_NULL);
        assertThat(access("FLOW_DISSECTOR").read(144, 8)).map(ContextField::kind).contains(FieldKind.FLOW_KEYS);
    }

    @Test
    void argumentsOfKernelFunctionsHaveNoLayoutOfTheirOwn() {
        assertThat(ContextAccess.of(ProgramType.TRACING)).isEmpty();
        assertThat(ContextAccess.of(ProgramType.LSM, AttachType.LSM_MAC)).isEmpty();
        assertThat(ContextAccess.of(ProgramType.STRUCT_OPS)).isEmpty();
        assertThat(ContextAccess.of(ProgramType.EXT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProgramType.class)
    void fieldsLieInsideTheirContext(ProgramType program) {
        ContextAccess.of(program)
                .map(ContextAccess::layout)
                .ifPresent(layout -> assertThat(layout.fields())
                        .isNotEmpty()
                        .allSatisfy(field -> assertThat(field.end()).isLessThanOrEqualTo(layout.size()))
                        .allSatisfy(field -> assertThat(field.offset() % Math.min(field.unit(), 4)).isZero())
                        .allSatisfy(field -> assertThat(layout.named(field.name())).contains(field)));
    }
}
