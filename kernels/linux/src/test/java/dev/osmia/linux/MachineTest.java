package dev.osmia.linux;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class MachineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|1", "0-3|4", "0-1,4,6-7|5", "0-127|128"})
    void aListOfCpuRangesIsCounted(String ranges, int cpus) {
        assertThat(Cpus.count(ranges + "\n")).isEqualTo(cpus);
    }

    @ParameterizedTest
    @CsvSource({"flows, flows", ".rodata.str1.1, .rodata.str1.1", "a_name_that_is_too_long, a_name_that_is_",
            "a b-c, a_b_c", "'', ''"})
    void namesBecomeWhatLinuxAccepts(String name, String accepted) {
        assertThat(ObjectName.of(name)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"amd64, 321", "x86_64, 321", "aarch64, 280"})
    void theNumberOfBpfDependsOnTheMachine(String architecture, int number) {
        assertThat(SystemCall.BPF.number(architecture)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Mac OS X|aarch64|bpf(2) needs Linux, this is Mac OS X",
            "Linux|riscv64|system call numbers are known for x86-64 and arm64, this is riscv64"})
    void anotherMachineIsNamedAsTheReason(String system, String architecture, String reason) {
        assertThat(SystemCall.unavailableReason(system, architecture)).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0|CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN", "8000001000|CAP_PERFMON",
            "c000001000|''", "201000|''", "200000|CAP_NET_ADMIN"})
    void missingCapabilitiesAreNamed(String effective, String missing) {
        assertThat(String.join(", ", new Capabilities(Long.parseLong(effective, 16)).missing())).isEqualTo(missing);
    }

    @Test
    void theReasonOfARefusalIsTheLastLineOfItsLogThatIsNoStatistics() {
        VerifierLog log = new VerifierLog("""
                0: R1=ctx() R10=fp0
                0: (95) exit
                R0 !read_ok
                processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

                """);
        assertThat(log.reason()).contains("R0 !read_ok");
    }

    @Test
    void anEmptyLogHasNoReason() {
        assertThat(new VerifierLog("").reason()).isEmpty();
    }
}
