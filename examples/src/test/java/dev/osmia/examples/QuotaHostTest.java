package dev.osmia.examples;

import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.kernel.BpfLink;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.Hook;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class QuotaHostTest {

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void aUserIsDeniedOnceTheBudgetIsSpentAndOthersAreNot(EngineKind engine) throws IOException {
        ObjectSpec spec = ObjectSpec.read(Path.of("hook.bpf.o")).withVariable("budget", 250);
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).hook(QuotaHost.contract()).open();
                BpfObject object = kernel.load(spec);
                BpfLink link = object.program("quota").attach(Hook.host("quota"))) {
            QuotaHost host = new QuotaHost(kernel);
            // 90 and 2 for the KiB make 92 a request: two fit into 250, and 66 are left.
            List<Boolean> answers = IntStream.range(0, 4).mapToObj(request -> host.allows(7, 1024, 90)).toList();
            assertThat(answers).containsExactly(true, true, false, false);
            assertThat(host.allows(8, 1024, 90)).isTrue();
            assertThat(host.allows(7, 0, 66)).isTrue();
            assertThat(host.allows(7, 0, 1)).isFalse();
        }
    }
}
