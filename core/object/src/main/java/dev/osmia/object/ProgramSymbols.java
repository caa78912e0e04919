package dev.osmia.object;

import dev.osmia.abi.Helper;
import dev.osmia.isa.text.Symbols;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that a program's instructions mean, and those of all helpers. */
public final class ProgramSymbols implements Symbols {
    /** Knows the helpers alone. */
    public static final Symbols HELPERS = new Symbols() {
        @Override
        public @Nullable String helper(int id) {
            return Helper.of(id).map(Helper::functionName).orElse(null);
        }

        @Override
        public OptionalInt helperId(String name) {
            return Helper.named(name).map(helper -> OptionalInt.of(helper.id())).orElse(OptionalInt.empty());
        }

        @Override
        public Set<String> helperNames() {
            return Stream.of(Helper.values()).map(Helper::functionName).collect(Collectors.toSet());
        }
    };

    private final ProgramSpec program;
    private final Map<Integer, String> subprograms = new HashMap<>();
    private final Map<Integer, SourceLine> lines = new HashMap<>();

    /** The names of a program; with its source lines if asked for. */
    public ProgramSymbols(ProgramSpec program, boolean source) {
        this.program = program;
        for (Subprogram subprogram : program.subprograms()) {
            subprograms.put(subprogram.slot(), subprogram.name());
        }
        if (source) {
            program.lines().forEach(line -> lines.put(line.slot(), line));
        }
    }

    @Override
    public @Nullable String helper(int id) {
        return HELPERS.helper(id);
    }

    @Override
    public OptionalInt helperId(String name) {
        return HELPERS.helperId(name);
    }

    @Override
    public Set<String> helperNames() {
        return HELPERS.helperNames();
    }

    @Override
    public @Nullable String kfunc(int btfId, short module) {
        return null;
    }

    @Override
    public @Nullable String subprogram(int slot) {
        return subprograms.get(slot);
    }

    @Override
    public @Nullable String reference(int slot) {
        Reference reference = program.references().get(slot);
        return reference == null ? null : reference.name();
    }

    @Override
    public @Nullable String sourceLine(int slot) {
        SourceLine line = lines.get(slot);
        return line == null || line.text().isBlank()
                ? null
                : line.text().strip() + " @" + line.file() + ":" + line.line();
    }
}
