package dev.osmia.examples;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FlowCounterTest {

    @Test
    void theBusiestFlowsComeFirst() throws IOException {
        List<String> flows = FlowCounter.busiest(Path.of("flows.bpf.o"), Path.of("web.pcap"));
        assertThat(flows).hasSize(52)
                .startsWith(
                        "fd77:0:0:0:0:0:0:2 port 80 -> fd77:0:0:0:0:0:0:1 port 43898: Traffic[packets=22, bytes=26103]");
    }
}
