package dev.osmia.embedded.internal.engine;

import dev.osmia.isa.Code;
import dev.osmia.object.ProgramSpec;

/**
 * A program ready to run on any engine.
 *
 * @param spec what was loaded
 * @param code its instructions with the addresses of maps filled in
 * @param words the same in the interpreter's form
 * @param helpers what its helper calls call, by helper id
 * @param isVerified whether the verifier has accepted it; what has not been verified is guarded
 * @param compilation what the JIT has made of it
 */
public record LoadedProgram(ProgramSpec spec, Code code, long[] words, HelperTable helpers, boolean isVerified,
        Compilation compilation) {

    /** Lowers code for the interpreter. */
    public LoadedProgram(ProgramSpec spec, Code code, HelperTable helpers, boolean isVerified) {
        this(spec, code, Lowering.lower(code), helpers, isVerified, new Compilation());
    }
}
