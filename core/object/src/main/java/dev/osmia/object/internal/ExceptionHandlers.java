package dev.osmia.object.internal;

import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions that go on where programs throw. No instruction refers to such a function: a tag on the program names it
 * ({@code __exception_cb} in the kernel's {@code bpf_experimental.h}).
 */
final class ExceptionHandlers {
    private static final String TAG = "exception_callback:";

    private final Map<String, List<String>> named = new HashMap<>();
    private final @Nullable Btf types;
    private final FunctionTable functions;
    private final FunctionReader reader;

    ExceptionHandlers(@Nullable Btf types, FunctionTable functions, FunctionReader reader) {
        this.types = types;
        this.functions = functions;
        this.reader = reader;
        for (int id = 1; types != null && id < types.size(); id++) {
            if (types.kind(id) == BtfKind.DECL_TAG && types.name(id).startsWith(TAG)
                    && types.type(id) instanceof BtfType.DeclTag tag && tag.component() < 0) {
                named.computeIfAbsent(types.name(tag.type()), name -> new ArrayList<>())
                        .add(tag.name().substring(TAG.length()));
            }
        }
    }

    /**
     * That of a program; null if it has none, and if it names several, or one that is missing or not global by its type, which
     * no verifier accepts.
     */
    @Nullable
    Function of(Function program) {
        List<String> names = named.getOrDefault(program.name(), List.of());
        Function handler = names.size() == 1 ? functions.subprogram(names.getFirst()) : null;
        return handler != null && isGlobal(reader.body(handler).typeId()) ? handler : null;
    }

    private boolean isGlobal(int type) {
        return types != null && types.type(type) instanceof BtfType.Func function
                && function.linkage() == BtfType.Linkage.GLOBAL;
    }
}
