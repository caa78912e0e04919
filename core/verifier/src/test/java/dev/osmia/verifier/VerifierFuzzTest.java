package dev.osmia.verifier;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.osmia.abi.Lockdown;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Reference;
import dev.osmia.verifier.internal.path.Events;
import dev.osmia.verifier.internal.path.Rejection;
import dev.osmia.verifier.internal.path.Touched;
import dev.osmia.verifier.internal.path.Unsupported;
import dev.osmia.verifier.internal.program.Loading;
import dev.osmia.verifier.internal.program.MapInfo;
import dev.osmia.verifier.internal.program.Target;
import dev.osmia.verifier.internal.run.Passes;
import dev.osmia.verifier.internal.state.State;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Any bytes are a program, to which the verifier has an answer, and soon. */
class VerifierFuzzTest {
    private static final List<ProgramType> TYPES = List.of(ProgramType.XDP, ProgramType.SCHED_CLS,
            ProgramType.SOCKET_FILTER, ProgramType.KPROBE, ProgramType.SYSCALL);
    private static final List<MapSpec> MAPS = List.of(MapSpec.of("array", MapType.ARRAY, 4, 64, 1),
            MapSpec.of("hash", MapType.HASH, 4, 16, 4), MapSpec.of("ring", MapType.RINGBUF, 0, 0, 4096));
    private static final Target TARGET = new Target(Optional::empty, _ -> false, 2, () -> Lockdown.NONE,
            Map.of());
    private static final int WIDE_LOAD = 0x18;
    /** More would only take longer. */
    private static final int MOST_INSNS = 20_000;

    /** Ends a verification that takes long. */
    private static final class Limit implements Events {
        private int left = MOST_INSNS;

        @Override
        public void instruction(State state, Touched touched) {
            if (--left < 0) {
                throw new Unsupported("a program that takes long");
            }
        }
    }

    /** Two bytes say what the program is for; the rest is code. */
    @FuzzTest
    void anyBytesGetAVerdict(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        byte[] code = Arrays.copyOfRange(bytes, 2, bytes.length - (bytes.length - 2) % Long.BYTES);
        ProgramType type = TYPES.get(Byte.toUnsignedInt(bytes[0]) % TYPES.size());
        ProgramSpec spec = ProgramSpec.of("any", type, Code.of(), references(code))
                .withFlags(Byte.toUnsignedInt(bytes[1]));
        VerifierPolicy policy = bytes[0] < 0 ? VerifierPolicy.STRICT : VerifierPolicy.PRIVILEGED;
        Map<String, MapInfo> maps = MAPS.stream()
                .collect(Collectors.toMap(MapSpec::name, map -> new MapInfo(map, TARGET)));
        Passes passes = new Passes(Loading.load(spec, code, maps, TARGET),
                policy, new Limit());
        try {
            passes.run();
            assertThat(code).isNotEmpty();
        } catch (Rejection rejection) {
            assertThat(rejection.lines()).isNotEmpty();
        } catch (Unsupported unsupported) {
            assertThat(unsupported).hasMessageMatching("\\S.*");
        }
    }

    /** Wide loads that say that they are of a map are of one. */
    private static Map<Integer, Reference> references(byte[] code) {
        Map<Integer, Reference> references = new HashMap<>();
        for (int at = 0; at < code.length; at += Long.BYTES) {
            int source = Byte.toUnsignedInt(code[at + 1]) >> 4;
            String name = MAPS.get(Byte.toUnsignedInt(code[at + 4]) % MAPS.size()).name();
            if (code[at] == WIDE_LOAD && source == 1) {
                references.put(at / Long.BYTES, new Reference.ToMap(name));
            } else if (code[at] == WIDE_LOAD && source == 2) {
                references.put(at / Long.BYTES, new Reference.ToMapValue(name, 0));
            }
        }
        return references;
    }
}
