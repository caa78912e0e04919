package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.Helper;
import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.Kernel;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What programs do on every engine. */
final class Engines {
    private Engines() {
    }

    /** What a program did. */
    record Outcome(HelperCall.Result result, List<String> trace) {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Calls a helper on each engine. */
    static List<Outcome> call(ProgramType type, Helper helper, Object... arguments) {
        List<Outcome> outcomes = new ArrayList<>();
        for (EngineKind engine : EngineKind.values()) {
            List<String> trace = new ArrayList<>();
            try (Kernel kernel = EmbeddedKernel.builder().engine(engine).cpus(2).trace(trace::add).open()) {
                outcomes.add(new Outcome(HelperCall.of(kernel, type, helper, arguments), trace));
            }
        }
        return outcomes;
    }

    static List<Outcome> call(Helper helper, Object... arguments) {
        return call(ProgramType.SYSCALL, helper, arguments);
    }
}
