package dev.osmia.linux;

import dev.osmia.abi.Lockdown;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RunningLinuxTest {
    @ParameterizedTest
    @CsvSource({"[none] integrity confidentiality, NONE", "none [integrity] confidentiality, INTEGRITY",
            "none integrity [confidentiality], CONFIDENTIALITY", "'', NONE"})
    void aKernelSaysHowFarItIsLocked(String list, Lockdown level) {
        assertThat(RunningLinux.lockdown(list)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"CONFIG_LOCK_DOWN_KERNEL_FORCE_NONE, NONE", "CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY, INTEGRITY",
            "CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY, CONFIDENTIALITY", "CONFIG_SECURITYFS, NONE"})
    void aKernelThatDoesNotSayItIsLockedAsItWasBuilt(String option, Lockdown level) {
        assertThat(RunningLinux.lockdownAsBuilt("# Security\n" + option + "=y\nCONFIG_HZ=250\n")).isEqualTo(level);
    }
}
