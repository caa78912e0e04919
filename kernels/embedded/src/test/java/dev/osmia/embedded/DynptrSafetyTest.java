package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What unverified programs do to the dynptrs and iterators on their stack must not lead them anywhere. */
class DynptrSafetyTest {
    /** A dynptr 16 bytes below the frame pointer that leads to 32 bytes of the stack. */
    private static final String MAKE = "r6 = r1; r1 = &64; r2 = 32; r3 = 0; r4 = &16; call 197;";
    private static final String READ = "r1 = &24; r2 = 8; r3 = &16; r4 = 0; r5 = 0; call 201; exit";
    private static final String SUBMIT = "r1 = &16; r2 = 0; call 199; exit";

    private static int run(ProgramType type, String text) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            return KfuncPrograms.run(kernel, type, text);
        }
    }

    @Test
    void aDynptrThatIsLeftAloneIsRead() {
        assertThat(run(ProgramType.SYSCALL, MAKE + READ)).isZero();
    }

    @Test
    void zerosAreTheDynptrThatLeadsNowhere() {
        assertThat(run(ProgramType.SYSCALL, "*(u64 *)(r10 -16) = 0; *(u64 *)(r10 -8) = 0;" + READ))
                .isEqualTo(Errno.EINVAL.result());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r7 = 4096; *(u64 *)(r10 -16) = r7   | leads astray",
            "*(u64 *)(r10 -16) = -1              | leads astray",
            "*(u32 *)(r10 -8) = 268439552        | leads astray",
            "*(u32 *)(r10 -4) = 4096             | leads astray",
            "*(u32 *)(r10 -4) = -1               | leads astray",
            "*(u32 *)(r10 -8) = 1879048200       | here is no dynptr",
            "*(u32 *)(r10 -8) = 8                | here is no dynptr",
            "*(u32 *)(r10 -8) = 805306376        | leads to no packet",
            "*(u32 *)(r10 -8) = 1073741832       | leads to no packet",
            "*(u32 *)(r10 -8) = 1342177288; *(u64 *)(r10 -16) = -1 | leads astray",
            "*(u32 *)(r10 -8) = 805306376; *(u64 *)(r10 -16) = r6  | there is no socket buffer here",
            "*(u32 *)(r10 -8) = 1073741832; *(u64 *)(r10 -16) = r6 | there is no XDP frame here"})
    void aDynptrThatIsWrittenOverIsStopped(String overwriting, String reason) {
        assertThatThrownBy(() -> run(ProgramType.SYSCALL, MAKE + overwriting + ";" + READ))
                .isInstanceOf(ProgramTrap.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r0 = 0                       | leads to no record of a ring buffer",
            "*(u32 *)(r10 -8) = 536870944 | is nothing that the program has to give back"})
    void onlyAReservedRecordIsSubmitted(String overwriting, String reason) {
        assertThatThrownBy(() -> run(ProgramType.SYSCALL, MAKE + overwriting + ";" + SUBMIT))
                .isInstanceOf(ProgramTrap.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aDynptrLiesWhereTheProgramMayWrite() {
        assertThatThrownBy(() -> run(ProgramType.SYSCALL, "r1 = &64; r2 = 32; r3 = 0; r4 = 0; call 197; exit"))
                .isInstanceOf(ProgramTrap.class)
                .hasMessageContaining("argument 4 of bpf_dynptr_from_mem");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "r1 = &16; r2 = 0; r3 = &24; r4 = 8; r5 = 0; call 202            | -22",
            "r1 = &16; r2 = 0; r3 = 8; r4 = 0; kfunc bpf_dynptr_memset       | -22",
            "r1 = &16; r2 = 0; r3 = &16; r4 = 8; r5 = 8; kfunc bpf_dynptr_copy | -22"})
    void aReadOnlyPacketStaysReadOnlyWithoutItsMark(String writing, int expected) {
        String text = """
                r2 = 0; r3 = &16; kfunc bpf_dynptr_from_skb
                *(u64 *)(r10 -24) = 7
                r1 = *(u32 *)(r10 -8); w1 &= 2147483647; *(u32 *)(r10 -8) = r1
                """ + writing + "; exit";
        assertThat(run(ProgramType.SOCKET_FILTER, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "*(u64 *)(r10 -16) = 0         | bpf_iter_bits_next    | here is no iterator over bits",
            "*(u32 *)(r10 -8) = 64000      | bpf_iter_bits_next    | here is no iterator over bits",
            "*(u64 *)(r10 -16) = r10       | bpf_iter_bits_destroy | here is no iterator over bits",
            "r0 = 0                        | bpf_iter_bits_next    | has not destroyed"})
    void anIteratorThatIsWrittenOverOrLeftBehindIsStopped(String overwriting, String function, String reason) {
        String text = "r1 = &16; r2 = &64; r3 = 2; kfunc bpf_iter_bits_new;" + overwriting + "; r1 = &16; kfunc "
                + function + "; r0 = 0; exit";
        assertThatThrownBy(() -> run(ProgramType.SYSCALL, text)).isInstanceOf(ProgramTrap.class)
                .hasMessageContaining(reason);
    }
}
