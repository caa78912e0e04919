package dev.osmia.proof.verdicts;

import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfMap;
import dev.osmia.linux.LinuxKernel;
import dev.osmia.linux.LinuxProgram;
import dev.osmia.linux.RunningLinux;
import dev.osmia.object.MapSpec;
import dev.osmia.verifier.Verifier;
import dev.osmia.verifier.VerifierSettings;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The verifier that is tried. */
final class Verifiers {
    /** Linux's log of statistics and reasons alone. */
    private static final int STATISTICS = 4;

    private final Verifier verifier;

    Verifiers(VerifierSettings settings) {
        verifier = new Verifier(settings);
    }

    Answer ask(Candidate candidate) {
        return Answer.of(verifier.verify(candidate.program(), Maps.BY_NAME));
    }

    /** Linux's, which says what is right. */
    static final class Linux implements AutoCloseable {
        private final LinuxKernel kernel = LinuxKernel.open();
        private final Map<Candidate.Place, Map<String, BpfMap>> maps = new HashMap<>();

        /** The verifier for this kernel. */
        Verifiers ours() {
            RunningLinux running = RunningLinux.find().orElseThrow();
            return new Verifiers(VerifierSettings.PRIVILEGED.withCpus(kernel.cpus())
                    .withKernelTypes(running.types())
                    .withSymbols(running::hasSymbol));
        }

        Answer ask(Candidate candidate) {
            // Arrays of programs take programs for one place only.
            Map<String, BpfMap> own = maps.computeIfAbsent(candidate.place(), _ -> Maps.ALL.stream()
                    .collect(Collectors.toMap(MapSpec::name, kernel::createMap)));
            try (LinuxProgram program = kernel.loadProgram(candidate.program(), own, STATISTICS)) {
                return Answer.accepted(program.log());
            } catch (BpfException refusal) {
                return Answer.refused(refusal.errno(), refusal.log());
            }
        }

        @Override
        public void close() {
            kernel.close();
        }
    }
}
