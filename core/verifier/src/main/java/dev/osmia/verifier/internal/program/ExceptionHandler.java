package dev.osmia.verifier.internal.program;

import dev.osmia.abi.Errno;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.object.Subprogram;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.types.KernelTypes;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The function that a program's types name to be called when the program throws
 * ({@code bpf_find_exception_callback_insn_off}).
 */
final class ExceptionHandler {
    private static final String TAG = "exception_callback:";

    private ExceptionHandler() {
    }

    /**
     * Where it starts.
     *
     * @return 0 if there is none
     * @throws Rejection if the name is not that of a function that can be it
     */
    static int start(Program program) {
        Btf types = program.types();
        if (types == null || !program.hasFunctionTypes()) {
            return 0;
        }
        int main = program.functions().getFirst().typeId();
        List<String> names = IntStream.range(1, types.size())
                .filter(id -> types.type(id) instanceof BtfType.DeclTag tag && tag.type() == main
                        && tag.component() == -1 && tag.name().startsWith(TAG))
                .mapToObj(id -> types.name(id).substring(TAG.length()))
                .toList();
        if (names.size() > 1) {
            throw new Rejection(Errno.EEXIST, "multiple exception callback tags for main subprog");
        }
        return names.isEmpty() ? 0 : start(program, types, names.getFirst());
    }

    private static int start(Program program, Btf types, String name) {
        OptionalInt id = KernelTypes.find(types, name, BtfKind.FUNC);
        if (id.isEmpty()) {
            throw new Rejection(Errno.ENOENT, "exception callback '" + name + "' could not be found in BTF");
        }
        BtfType.Func function = (BtfType.Func) types.type(id.getAsInt());
        if (function.linkage() != BtfType.Linkage.GLOBAL) {
            throw refuse("exception callback '" + name + "' must have global linkage");
        }
        List<Integer> starts = program.functions()
                .stream()
                .filter(one -> one.typeId() == id.getAsInt())
                .map(Subprogram::slot)
                .toList();
        if (starts.contains(0)) {
            throw refuse("invalid exception callback insn_off in func_info: 0");
        }
        if (starts.isEmpty()) {
            throw refuse("exception callback type id not found in func_info");
        }
        return starts.getLast();
    }

    private static Rejection refuse(String message) {
        return new Rejection(Errno.EINVAL, message);
    }
}
