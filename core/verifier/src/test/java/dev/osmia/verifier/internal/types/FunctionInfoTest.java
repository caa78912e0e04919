package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType.Linkage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class FunctionInfoTest {
    private final Types types = new Types();
    private final int number = types.number("int", 4);
    private final int main = types.function("main", types.proto(number), Linkage.GLOBAL);
    private final int other = types.function("other", types.proto(number), Linkage.STATIC);
    private final int quiet = types.function("quiet", types.proto(0), Linkage.STATIC);
    private final Btf btf = types.build();

    static InfoRecords records(int size, int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.nativeOrder());
        Arrays.stream(words).forEach(bytes::putInt);
        return new InfoRecords(bytes, size == 0 ? words.length : words.length * 4 / size, size);
    }

    private static long[] code() {
        return new long[]{Code.call(1), Code.EXIT, Code.ZERO, Code.EXIT};
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"8  | 1 1 | EINVAL | nonzero insn_off 1 for the first func info record",
            "8  | 0 3 0 5 | EINVAL | same or smaller insn offset (0) than previous func info record (0)",
            "8  | 0 3 -1 5 -2 5 | EINVAL | same or smaller insn offset (4294967294) than previous func info record (4294967295)",
            "8  | 0 1 | EINVAL | invalid type id 1 in func info", "8 | 0 0 | EINVAL | invalid type id 0 in func info",
            "8  | 0 -7 | EINVAL | invalid type id -7 in func info",
            "8 | 0 700 | EINVAL | invalid type id 700 in func info",
            "4  | 0 0 | EINVAL | invalid func info rec size 4",
            "12 | 0 3 1 | E2BIG | nonzero tailing record in func info"})
    void recordsThatAreWrongByThemselvesAreRefusedAsInLinux(int size, String text, Errno errno, String message) {
        int[] words = Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
        assertThat(FunctionInfo.read(btf, records(size, words))).isEqualTo(new Refused(errno, message));
        Linux.assumeAsked();
        Linux.Verdict verdict = ask(size, words, new int[0]);
        assertThat(verdict.errno()).isEqualTo(errno.code());
        // Linux ends some of these lines with nothing, so that the next one goes on there.
        assertThat(verdict.log()).anyMatch(line -> line.startsWith(message));
    }

    private Linux.Verdict ask(int size, int[] functions, int[] lines) {
        return Linux.load(new Linux.Question(ProgramType.XDP, AttachType.XDP, 0, code()),
                new Linux.Tables(btf.write(ByteOrder.nativeOrder()), size, functions, 16, lines));
    }

    @Test
    void laterVersionsOfRecordsMayBeLonger() {
        assertThat(FunctionInfo.read(btf, records(12, 0, main, 0, 2, other, 0))).isEqualTo(
                new FunctionInfo.Functions(
                        List.of(new FunctionInfo.Function(0, main), new FunctionInfo.Function(2, other))));
        Linux.assumeAsked();
        assertThat(ask(12, new int[]{0, main, 0, 2, other, 0}, new int[0]).errno()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 | number of funcs in func_info doesn't match number of subprogs",
            "3 | func_info BTF section doesn't match subprog layout in BPF program"})
    void recordsThatAreNotThoseOfTheProgramsFunctionsAreRefusedAsInLinux(int second, String message) {
        int[] words = second == 1 ? new int[]{0, main} : new int[]{0, main, second, other};
        var functions = (FunctionInfo.Functions) FunctionInfo.read(btf, records(8, words));
        List<Subprogram> subprograms = List.of(new Subprogram(0, false, false), new Subprogram(2, false, false));
        assertThat(FunctionInfo.wrong(btf, functions.functions(), subprograms))
                .contains(new Refused(Errno.EINVAL, message));
        Linux.assumeAsked();
        assertThat(ask(8, words, new int[0]).log()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"true, false, LD_ABS", "false, true, tail_call", "true, true, LD_ABS"})
    void onlyFunctionsThatReturnANumberMayLeaveTheProgram(boolean hasPacketLoads, boolean hasTailCall, String what) {
        List<Subprogram> subprograms = List.of(new Subprogram(0, true, true),
                new Subprogram(2, hasPacketLoads, hasTailCall));
        assertThat(wrong(other, subprograms)).isEmpty();
        assertThat(wrong(quiet, subprograms)).contains(
                new Refused(Errno.EINVAL, what + " is only allowed in functions that return 'int'."));
        assertThat(FunctionInfo.wrong(btf, List.of(), subprograms))
                .contains(new Refused(Errno.EINVAL, what + " is not allowed in subprogs without BTF"));
        assertThat(FunctionInfo.wrong(btf, List.of(), subprograms.subList(0, 1))).isEmpty();
    }

    private Optional<Refused> wrong(int second, List<Subprogram> subprograms) {
        return FunctionInfo.wrong(btf,
                List.of(new FunctionInfo.Function(0, main), new FunctionInfo.Function(2, second)), subprograms);
    }
}
