package dev.osmia.verifier.internal.types;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.IteratorTarget;
import dev.osmia.abi.ProgramType;
import dev.osmia.abi.TracepointArguments;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Loads from the arguments of functions of the kernel: what Linux says, and what we say. */
class ArgumentAgreementTest {
    private static final int TRACEPOINTS = 20;
    private static final int OFFSETS = 13 * 8;

    private KernelTypes types;
    private Btf btf;

    @BeforeEach
    void asksLinux() {
        types = Linux.types();
        btf = types.kernel();
        Linux.assumeAsked();
    }

    @Test
    void argumentsOfAnyTracepointsAreWhatLinuxSays() {
        int[] tracepoints = IntStream.range(1, btf.size())
                .filter(id -> btf.kind(id) == BtfKind.TYPEDEF && btf.name(id).startsWith("btf_trace_"))
                .toArray();
        new Random(3).ints(TRACEPOINTS, 0, tracepoints.length)
                .forEach(at -> check(ProgramType.TRACING, AttachType.TRACE_RAW_TP.id(), tracepoints[at]));
    }

    @Test
    void argumentsThatAreNotAlwaysWhatTheirTypeSaysAreThoseOfTheTable() {
        List<Integer> tracepoints = TracepointArguments.tracepoints()
                .stream()
                .flatMap(name -> KernelTypes.find(btf, "btf_trace_" + name, BtfKind.TYPEDEF).stream().boxed())
                .toList();
        assertThat(tracepoints).isNotEmpty();
        tracepoints.forEach(id -> check(ProgramType.TRACING, AttachType.TRACE_RAW_TP.id(), id));
    }

    @Test
    void argumentsOfIteratorsAreWhatLinuxSays() {
        Set<String> names = IteratorTarget.names();
        assertThat(names.stream()
                .flatMap(name -> iterator(name))
                .peek(id -> check(ProgramType.TRACING,
                        AttachType.TRACE_ITER.id(), id)))
                .isNotEmpty();
    }

    private Stream<Integer> iterator(String name) {
        return KernelTypes.find(btf, "bpf_iter_" + name, BtfKind.FUNC).stream().boxed();
    }

    @Test
    void argumentsOfStructOpsAreWhatLinuxSays() {
        for (String name : List.of("tcp_congestion_ops", "bpf_dummy_ops")) {
            int id = KernelTypes.find(btf, name, BtfKind.STRUCT).orElseThrow();
            int members = ((BtfType.Struct) btf.type(id)).members().size();
            IntStream.rangeClosed(0, members).forEach(member -> check(ProgramType.STRUCT_OPS, member, id));
        }
    }

    private void check(ProgramType program, int attachType, int id) {
        AttachResult attached = AttachTarget.ofKernel(types,
                new AttachTarget.Request(program, attachType, btf, id, false, true));
        switch (attached) {
            case Refused(var errno, var message) -> {
                Linux.Verdict verdict = ask(program, attachType, id, 0, 8);
                assertThat(verdict.errno()).as(btf.name(id)).isEqualTo(errno.code());
                assertThat(verdict.log()).as(btf.name(id)).contains(message);
            }
            case AttachPoint point -> {
                for (int off = -8; off <= OFFSETS; off += 4) {
                    for (int size = 2; size <= 8; size += size == 2 ? 2 : 4) {
                        check(point, attachType, off, size);
                    }
                }
            }
        }
    }

    private void check(AttachPoint point, int attachType, int off, int size) {
        String what = point.name() + " at " + off + " size " + size;
        Linux.Verdict verdict = ask(point.program(), attachType, point.id(), off, size);
        switch (FunctionArguments.access(types, point, off, size, false)) {
            case Refused(var errno, var message) -> {
                assertThat(verdict.errno()).as(what).isEqualTo(errno.code());
                assertThat(verdict.log()).as(what)
                        .contains(message.isEmpty()
                                ? "invalid bpf_context access off=" + off + " size=" + size
                                : message);
            }
            case ArgumentAccess.PlainNumber(var _, var note) -> {
                assertThat(register(verdict)).as(what).startsWith("scalar(");
                assertThat(String.join("\n", verdict.log())).as(what).contains(note);
            }
            case ArgumentAccess.ObjectPointer pointer -> {
                assertThat(register(verdict)).as(what)
                        .startsWith(Agreement.register(pointer.flags()) + btf.name(pointer.type()) + "(");
                assertThat(String.join("\n", verdict.log())).as(what).contains(pointer.note());
            }
            case ArgumentAccess.BufferPointer(var flags) -> assertThat(register(verdict)).as(what)
                    .startsWith((flags.contains(PointerFlag.RDONLY) ? "rdonly_" : "") + "buf_or_null(");
        }
    }

    private static Linux.Verdict ask(ProgramType program, int attachType, int id, int off, int size) {
        return Linux.load(new Linux.Question(program, attachType, id, 0, false, Code.load(size, 0, 1, off),
                Code.copy(2, 0), Code.ZERO, Code.EXIT));
    }

    /** What the log shows r0 to be when it is copied: a note about the load takes the place of what it gives. */
    private static String register(Linux.Verdict verdict) {
        for (String line : verdict.log()) {
            int register = line.indexOf("; R0=");
            if (register >= 0 && line.contains("r2 = r0")) {
                return line.substring(register + 5);
            }
        }
        return "errno " + verdict.errno() + "\n" + String.join("\n", verdict.log());
    }
}
