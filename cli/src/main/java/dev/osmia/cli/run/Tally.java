package dev.osmia.cli.run;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfType;
import dev.osmia.cli.show.Shown;
import dev.osmia.cli.show.ValueReader;
import dev.osmia.kernel.TestResult;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRef;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What became of one program's runs. */
final class Tally {
    private final ProgramSpec program;
    private final Map<Integer, Long> byValue = new TreeMap<>();
    private long runs;
    private long refused;
    private String firstRefusal = "";
    private double nanos;
    private byte[] context = {};

    Tally(ProgramSpec program) {
        this.program = program;
    }

    void add(TestResult result) {
        context = result.context();
        byValue.merge(result.returnValue(), 1L, Long::sum);
        runs++;
        nanos += result.nanos();
    }

    /** Counts a packet that the kernel does not take. */
    void refuse(long packet, String reason) {
        refused++;
        if (firstRefusal.isEmpty()) {
            firstRefusal = "packet " + packet + ": " + reason;
        }
    }

    ProgramSpec program() {
        return program;
    }

    long runs() {
        return runs;
    }

    long refused() {
        return refused;
    }

    String firstRefusal() {
        return firstRefusal;
    }

    /** Whether the program was given a context. */
    boolean hasContext() {
        return context.length > 0;
    }

    /** The context that the last run has left, by the type of the program's argument. */
    Shown context() {
        return new ValueReader(context.length, argument()).read(context, 0);
    }

    private @Nullable TypeRef argument() {
        Btf btf = program.btf();
        int function = program.subprograms().isEmpty() ? 0 : program.subprograms().getFirst().typeId();
        return btf != null && btf.type(function) instanceof BtfType.Func func
                && btf.type(func.type()) instanceof BtfType.FuncProto proto && !proto.params().isEmpty()
                && btf.type(btf.resolve(proto.params().getFirst().type())) instanceof BtfType.Ptr pointer
                        ? new TypeRef(btf, pointer.type())
                        : null;
    }

    /** Mean duration of a run. */
    double nanos() {
        return runs == 0 ? 0 : nanos / runs;
    }

    /** Runs by the name of what they returned, the most frequent first. */
    Map<String, Long> verdicts() {
        Map<String, Long> verdicts = new LinkedHashMap<>();
        byValue.entrySet()
                .stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .forEach(entry -> verdicts.put(Verdict.name(program.type(), entry.getKey()), entry.getValue()));
        return verdicts;
    }
}
