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
    private final FunctionTable functions;

    ExceptionHandlers(@Nullable Btf types, FunctionTable functions) {
        this.functions = functions;
        for (int id = 1; types != null && id < types.size(); id++) {
            if (types.kind(id) == BtfKind.DECL_TAG && types.name(id).startsWith(TAG)
                    && types.type(id) instanceof BtfType.DeclTag tag && tag.component() < 0) {
                named.computeIfAbsent(types.name(tag.type()), name -> new ArrayList<>())
                        .add(tag.name().substring(TAG.length()));
            }
        }
    }

    /** That of a program; null if it has none, and if it names several or one that is missing, which no verifier accepts. */
    @Nullable
    Function of(Function program) {
        List<String> names = named.getOrDefault(program.name(), List.of());
        return names.size() == 1 ? functions.subprogram(names.getFirst()) : null;
    }
}
