package dev.osmia.isa.text;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/** Symbols from an untrusted source: only names that read back as one word, only source lines that stay one line. */
record SafeSymbols(Symbols symbols) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_.$][A-Za-z0-9_.$]*");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private static @Nullable String word(@Nullable String name) {
        return name != null && WORD.matcher(name).matches() ? name : null;
    }

    @Nullable
    String helper(int id) {
        return word(symbols.helper(id));
    }

    @Nullable
    String kfunc(int btfId, short module) {
        return word(symbols.kfunc(btfId, module));
    }

    @Nullable
    String subprogram(int slot) {
        return word(symbols.subprogram(slot));
    }

    @Nullable
    String reference(int slot) {
        return word(symbols.reference(slot));
    }

    /** The subprogram that a call or a function reference at a slot means. */
    @Nullable
    String callee(int slot, int target) {
        String name = reference(slot);
        return name == null ? subprogram(target) : name;
    }

    @Nullable
    String sourceLine(int slot) {
        String line = symbols.sourceLine(slot);
        return line == null ? null : CONTROL.matcher(line).replaceAll(" ").strip();
    }
}
