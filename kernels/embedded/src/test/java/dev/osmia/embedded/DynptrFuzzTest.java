package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Random numbers in the place of dynptrs: each use answers or is stopped, and nothing else happens. */
class DynptrFuzzTest {
    private static final int PROGRAMS = 1500;

    /** Calls with the dynptr 16 bytes, a good one 32 bytes and memory 64 bytes below the frame pointer. */
    private static final List<String> CALLS = List.of(
            "r1 = &64; r2 = 8; r3 = &16; r4 = 3; r5 = 0; call 201",
            "r1 = &16; r2 = 3; r3 = &64; r4 = 8; r5 = 0; call 202",
            "r1 = &16; r2 = 3; r3 = 8; call 203; if r0 == 0x0 goto +1; r0 = *(u64 *)(r0 +0)",
            "r1 = &16; r2 = 0; call 199",
            "r1 = &16; r2 = 1; r3 = 9; kfunc bpf_dynptr_adjust; r1 = &64; r2 = 8; r3 = &16; r4 = 0; r5 = 0; call 201",
            "r1 = &16; kfunc bpf_dynptr_size",
            "r1 = &16; r2 = &48; kfunc bpf_dynptr_clone; r1 = &48; r2 = 0; r3 = 8; call 203",
            "r1 = &16; r2 = 5; r3 = &64; r4 = 8; kfunc bpf_dynptr_slice; if r0 == 0x0 goto +1; r0 = *(u64 *)(r0 +0)",
            "r1 = &16; r2 = 5; r3 = &32; r4 = 1; r5 = 8; kfunc bpf_dynptr_copy",
            "r1 = &32; r2 = 5; r3 = &16; r4 = 1; r5 = 8; kfunc bpf_dynptr_copy",
            "r1 = &16; r2 = 1; r3 = 9; r4 = 255; kfunc bpf_dynptr_memset");

    /** A kind with a size, an address or an offset that may be near the good ones, or anything. */
    private static String number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> Integer.toString(random.nextInt(8) << 28 | random.nextInt(64));
            case 2 -> Integer.toString(random.nextInt(128));
            default -> Integer.toString(-random.nextInt(128));
        };
    }

    private static String program(Random random) {
        StringBuilder text = new StringBuilder("""
                r6 = r1
                r1 = &64; r2 = 16; r3 = 0; r4 = &16; call 197
                r1 = &64; r2 = 16; r3 = 0; r4 = &32; call 197
                """);
        if (random.nextInt(3) == 0) {
            text.append("*(u64 *)(r10 -16) = ").append(random.nextBoolean() ? "r6" : number(random)).append('\n');
        }
        if (random.nextInt(4) > 0) {
            text.append("*(u32 *)(r10 -8) = ").append(number(random)).append('\n');
        }
        if (random.nextInt(3) == 0) {
            text.append("*(u32 *)(r10 -4) = ").append(number(random)).append('\n');
        }
        return text + CALLS.get(random.nextInt(CALLS.size())) + "\nr0 = 0; exit";
    }

    @ParameterizedTest
    @EnumSource(value = ProgramType.class, names = {"SYSCALL", "XDP", "SCHED_CLS", "SOCKET_FILTER"})
    void whateverLiesThereTheProgramIsAnsweredOrStopped(ProgramType type) {
        Random random = new Random(type.ordinal());
        int stopped = 0;
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            for (int count = 0; count < PROGRAMS; count++) {
                String text = program(random);
                try {
                    assertThat(KfuncPrograms.run(kernel, type, text)).isZero();
                } catch (ProgramTrap trap) {
                    stopped++;
                } catch (RuntimeException escape) {
                    throw new AssertionError("neither answered nor stopped:\n" + text, escape);
                }
            }
        }
        assertThat(stopped).isBetween(PROGRAMS / 10, PROGRAMS * 9 / 10);
    }
}
