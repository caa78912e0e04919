package dev.osmia.verifier.internal.types;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType.FuncProto;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which type each function of a program has ({@code struct bpf_func_info}). */
public final class FunctionInfo {
    private static final int SIZE = 8;

    private FunctionInfo() {
    }

    /**
     * A record.
     *
     * @param start index of the function's first instruction
     * @param type id of the function in the program's table
     */
    public record Function(int start, int type) {}

    /** What becomes of the records. */
    public sealed interface Checked permits Functions, Refused {
    }

    /** The functions of a program, one after the other. */
    public record Functions(List<Function> functions) implements Checked {
        /** Keeps a copy. */
        public Functions {
            functions = List.copyOf(functions);
        }
    }

    /** Reads the records, before it is known which functions there are ({@code check_btf_func_early}). */
    public static Checked read(Btf btf, InfoRecords records) {
        if (records.count() == 0) {
            return new Functions(List.of());
        }
        if (!records.hasSize(SIZE)) {
            return refused("invalid func info rec size " + Integer.toUnsignedString(records.size()));
        }
        List<Function> functions = new ArrayList<>();
        for (int i = 0; i < records.count(); i++) {
            var function = new Function(records.word(i, 0), records.word(i, 1));
            Refused wrong = records.saysMore(i, SIZE)
                    ? new Refused(Errno.E2BIG, "nonzero tailing record in func info")
                    : wrong(btf, function, functions);
            if (wrong != null) {
                return wrong;
            }
            functions.add(function);
        }
        return new Functions(functions);
    }

    private static @Nullable Refused wrong(Btf btf, Function function, List<Function> before) {
        String start = Integer.toUnsignedString(function.start());
        if (before.isEmpty() && function.start() != 0) {
            return refused("nonzero insn_off " + start + " for the first func info record");
        }
        if (!before.isEmpty() && Integer.compareUnsigned(function.start(), before.getLast().start()) <= 0) {
            return refused("same or smaller insn offset (" + start + ") than previous func info record ("
                    + Integer.toUnsignedString(before.getLast().start()) + ")");
        }
        int type = function.type();
        return type > 0 && type < btf.size() && btf.kind(type) == BtfKind.FUNC
                ? null
                : refused("invalid type id " + type + " in func info");
    }

    /** What is wrong with records, before it is known which functions there are ({@code check_btf_func_early}). */
    public static Optional<Refused> wrong(Btf btf, List<Function> functions) {
        for (int index = 0; index < functions.size(); index++) {
            Refused wrong = wrong(btf, functions.get(index), functions.subList(0, index));
            if (wrong != null) {
                return Optional.of(wrong);
            }
        }
        return Optional.empty();
    }

    /** Compares the records with the functions that the program turned out to have ({@code check_btf_func}). */
    public static Optional<Refused> wrong(Btf btf, List<Function> functions, List<Subprogram> subprograms) {
        if (functions.isEmpty()) {
            return wrongWithoutTypes(subprograms);
        }
        if (functions.size() != subprograms.size()) {
            return Optional.of(refused("number of funcs in func_info doesn't match number of subprogs"));
        }
        for (int i = 0; i < functions.size(); i++) {
            Subprogram subprogram = subprograms.get(i);
            if (subprogram.start() != functions.get(i).start()) {
                return Optional.of(refused("func_info BTF section doesn't match subprog layout in BPF program"));
            }
            if (i > 0 && !returnsNumber(btf, functions.get(i).type())) {
                if (subprogram.hasPacketLoads()) {
                    return Optional.of(refused("LD_ABS is only allowed in functions that return 'int'."));
                }
                if (subprogram.hasTailCall()) {
                    return Optional.of(refused("tail_call is only allowed in functions that return 'int'."));
                }
            }
        }
        return Optional.empty();
    }

    /** What functions may not do that could return anything ({@code check_abnormal_return}). */
    public static Optional<Refused> wrongWithoutTypes(List<Subprogram> subprograms) {
        for (Subprogram subprogram : subprograms.subList(Math.min(1, subprograms.size()), subprograms.size())) {
            if (subprogram.hasPacketLoads()) {
                return Optional.of(refused("LD_ABS is not allowed in subprogs without BTF"));
            }
            if (subprogram.hasTailCall()) {
                return Optional.of(refused("tail_call is not allowed in subprogs without BTF"));
            }
        }
        return Optional.empty();
    }

    private static boolean returnsNumber(Btf btf, int function) {
        int result = btf.resolve(((FuncProto) btf.type(TypeFacts.target(btf, function))).returnType());
        return TypeFacts.isSmallInt(btf, result) || TypeFacts.isEnum(btf, result);
    }

    private static Refused refused(String message) {
        return new Refused(Errno.EINVAL, message);
    }
}
