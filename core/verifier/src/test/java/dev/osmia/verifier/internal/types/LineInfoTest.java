package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.Linkage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LineInfoTest {
    /** Two functions: a wide instruction, a call and an exit; a number and an exit. */
    private static final long[] CODE = {Code.instruction(0x18, 0, 0, 0, 7), 0, Code.call(1), Code.EXIT, Code.ZERO,
            Code.EXIT};
    private static final List<Subprogram> SUBPROGRAMS = List.of(new Subprogram(0, false, false),
            new Subprogram(4, false, false));

    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int main = types.function("main", types.proto(number), Linkage.GLOBAL);
    private final int other = types.function("other", types.proto(number), Linkage.STATIC);
    private final Btf btf = types.build();

    private LineInfo.Checked read(int size, int... words) {
        return LineInfo.read(btf, FunctionInfoTest.records(size, words), CODE.length, at -> (CODE[at] & 0xff) != 0,
                SUBPROGRAMS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "16 | 0 0 0 0 0 0 0 0 | EINVAL | Invalid line_info[1].insn_off:0 (prev_offset:0 prog->len:6)",
            "16 | 0 0 0 0 9 0 0 0 | EINVAL | Invalid line_info[1].insn_off:9 (prev_offset:0 prog->len:6)",
            "16 | -1 0 0 0 | EINVAL | Invalid line_info[0].insn_off:4294967295 (prev_offset:0 prog->len:6)",
            "16 | 0 0 0 0 1 0 0 0 | EINVAL | Invalid insn code at line_info[1].insn_off",
            "16 | 0 999 0 0 | EINVAL | Invalid line_info[0].line_off or .file_name_off",
            "16 | 0 0 999 0 | EINVAL | Invalid line_info[0].line_off or .file_name_off",
            "16 | 2 0 0 0 | EINVAL | missing bpf_line_info for func#0",
            "16 | 0 0 0 0 5 0 0 0 | EINVAL | missing bpf_line_info for func#1",
            "16 | 0 0 0 0 2 0 0 0 | EINVAL | missing bpf_line_info for 1 funcs starting from func#1",
            "20 | 0 0 0 0 1 | E2BIG | nonzero tailing record in line_info", "12 | 0 0 0 | EINVAL | ''"})
    void wrongRecordsAreRefusedAsInLinux(int size, String text, Errno errno, String message) {
        int[] words = Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
        assertThat(read(size, words)).isEqualTo(new Refused(errno, message));
        Linux.Verdict verdict = ask(size, words);
        assertThat(verdict.errno()).isEqualTo(errno.code());
        assertThat(verdict.log()).anyMatch(line -> line.startsWith(message));
    }

    private Linux.Verdict ask(int size, int... words) {
        Linux.assumeAsked();
        return Linux.load(new Linux.Question(ProgramType.XDP, AttachType.XDP, 0, CODE),
                new Linux.Tables(btf.write(ByteOrder.nativeOrder()), 8, new int[]{0, main, 4, other}, size, words));
    }

    @Test
    void everyFunctionKnowsItsFirstLine() {
        int[] words = {0, 0, 1, 5 << 10 | 3, 2, 0, 1, 6 << 10, 4, 0, 1, 9 << 10 | 1};
        assertThat(read(16, words)).isInstanceOfSatisfying(LineInfo.Lines.class, lines -> {
            assertThat(lines.firsts()).containsExactly(0, 2);
            assertThat(lines.lines().getFirst().line()).isEqualTo(5);
            assertThat(lines.lines().getFirst().column()).isEqualTo(3);
        });
        assertThat(ask(16, words).errno()).isZero();
    }
}
