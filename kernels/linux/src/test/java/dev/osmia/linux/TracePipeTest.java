package dev.osmia.linux;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction.Exit;
import dev.osmia.isa.Instruction.LoadWide;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.osmia.linux.Programs.add;
import static dev.osmia.linux.Programs.call;
import static dev.osmia.linux.Programs.move;
import static dev.osmia.linux.Programs.set;
import static dev.osmia.linux.Programs.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class TracePipeTest extends LinuxTest {
    private static final int TRACE_PRINTK = 6;

    @Test
    void whatAProgramPrintsArrivesAsLines() throws InterruptedException {
        Optional<String> reason = TracePipe.unavailableReason();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        long text = u64("osmia%%\0".getBytes(StandardCharsets.US_ASCII));
        LinuxProgram prints = kernel.loadProgram(ProgramSpec.of("prints", ProgramType.XDP, Code.of(
                LoadWide.constant(Register.R1, text), store(Size.DW, Register.R10, -8, Register.R1),
                move(Register.R1, Register.R10), add(Register.R1, -8), set(Register.R2, 8), call(TRACE_PRINTK),
                set(Register.R0, 2), new Exit())), Map.of());
        List<String> lines = new ArrayList<>();
        try (TracePipe pipe = TracePipe.open()) {
            prints.test(TestInput.packet(new byte[64]));
            while (lines.stream().noneMatch(line -> line.endsWith("bpf_trace_printk: osmia%"))) {
                assertThat(pipe.poll(Duration.ofSeconds(30), lines::add)).isPositive();
            }
        }
    }
}
