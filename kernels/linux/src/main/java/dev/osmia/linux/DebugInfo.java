package dev.osmia.linux;

import dev.osmia.object.ProgramSpec;
import dev.osmia.object.SourceLine;
import dev.osmia.object.Subprogram;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The functions and source lines of a program as {@code BPF_PROG_LOAD} takes them: {@code struct bpf_func_info} and
 * {@code struct bpf_line_info}. Linux refuses a program with incomplete information, so that is left out.
 */
final class DebugInfo {
    private static final int FUNCTION_BYTES = 8;
    private static final int LINE_BYTES = 16;
    private static final int COLUMN_BITS = 10;

    private DebugInfo() {
    }

    static void describe(ProgramSpec program, Descriptor types, BpfStruct attributes, Arena arena) {
        attributes.set("prog_btf_fd", types.number());
        List<Subprogram> functions = program.subprograms();
        if (functions.isEmpty() || functions.stream().anyMatch(function -> function.typeId() == 0)) {
            return;
        }
        byte[] bytes = new byte[Math.multiplyExact(functions.size(), FUNCTION_BYTES)];
        ByteBuffer records = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        functions.forEach(function -> records.putInt(function.slot()).putInt(function.typeId()));
        attributes.set("func_info", BpfStruct.copy(bytes, arena))
                .set("func_info_cnt", functions.size())
                .set("func_info_rec_size", FUNCTION_BYTES);
        if (coversAll(functions, program.lines())) {
            describeLines(program.lines(), attributes, arena);
        }
    }

    private static boolean coversAll(List<Subprogram> functions, List<SourceLine> lines) {
        Set<Integer> slots = new HashSet<>();
        lines.forEach(line -> slots.add(line.slot()));
        return functions.stream().allMatch(function -> slots.contains(function.slot()));
    }

    private static void describeLines(List<SourceLine> lines, BpfStruct attributes, Arena arena) {
        byte[] bytes = new byte[Math.multiplyExact(lines.size(), LINE_BYTES)];
        ByteBuffer records = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        lines.forEach(line -> records.putInt(line.slot())
                .putInt(line.fileOffset())
                .putInt(line.textOffset())
                .putInt(line.line() << COLUMN_BITS | line.column()));
        attributes.set("line_info", BpfStruct.copy(bytes, arena))
                .set("line_info_cnt", lines.size())
                .set("line_info_rec_size", LINE_BYTES);
    }
}
