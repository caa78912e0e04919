package dev.osmia.verifier.internal.check;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.Helper;
import dev.osmia.abi.HelperPrototype;
import dev.osmia.abi.HelperSets;
import dev.osmia.abi.ProgramType;
import dev.osmia.verifier.internal.program.Program;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/** The helpers that a program may call. */
public final class Helpers {
    private final ProgramType type;
    private final @Nullable AttachType attach;
    private final Set<Helper> all;

    public Helpers(Program program) {
        type = program.resolvedType();
        attach = program.attachType();
        all = attach == null ? HelperSets.of(type) : HelperSets.of(type, attach);
    }

    /** What a helper takes and gives, null if the program may not call it. */
    public @Nullable HelperPrototype prototype(Helper helper) {
        if (!all.contains(helper)) {
            return null;
        }
        return attach == null ? helper.prototype(type) : helper.prototype(type, attach);
    }
}
