package dev.osmia.proof.conformance;

import dev.osmia.abi.ProgramType;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.Register;
import dev.osmia.isa.Size;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ProgramSpec;
import dev.osmia.proof.Subject;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/**
 * RFC 9669, section 5.5: loads from a packet in network byte order, which end the program with 0 outside of it. Where
 * the packet begins is Linux's business, as are the windows at negative positions.
 */
class LegacyPacketLoadTest {
    /** {@code SKF_NET_OFF}: from here up positions count from the network header. */
    private static final int NETWORK = -0x100000;
    /** {@code SKF_LL_OFF}: from here up to {@link #NETWORK} positions count from the Ethernet header. */
    private static final int LINK = -0x200000;
    private static final int ETHERNET_HEADER = 14;
    private static final int[] POSITIONS = {0, 1, 3, 13, 14, 44, 45, 46, 47, 48, 49, 50, 57, 58, 59, 60, 61, 64, 4096,
            Integer.MAX_VALUE, -1, -4, NETWORK, NETWORK + 5, NETWORK + 42, NETWORK + 45, NETWORK + 46, NETWORK - 1,
            LINK, LINK + 1, LINK + 14, LINK + 56, LINK + 59, LINK + 60, LINK - 1, Integer.MIN_VALUE};
    /** What the register adds to the immediate in {@code BPF_IND}, in 32 bits. */
    private static final int[] INDEXES = {0, 1, 20, -1, -20};
    private static final byte[] PACKET = packet();

    private static byte[] packet() {
        byte[] packet = new byte[60];
        for (int at = 0; at < packet.length; at++) {
            packet[at] = (byte) (0xf1 - 7 * at);
        }
        packet[12] = (byte) 0x88;
        packet[13] = (byte) 0xb5;
        return packet;
    }

    static Stream<Arguments> typesAndSubjects() {
        return Stream.of(Subject.values())
                .flatMap(subject -> Stream.of(ProgramType.SOCKET_FILTER, ProgramType.SCHED_CLS)
                        .map(type -> Arguments.of(subject, type)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("typesAndSubjects")
    void loadsInNetworkOrderOrEndsTheProgram(Subject subject, ProgramType type) {
        int start = type == ProgramType.SOCKET_FILTER ? ETHERNET_HEADER : 0;
        SoftAssertions all = new SoftAssertions();
        try (Kernel kernel = subject.open()) {
            for (Size size : new Size[]{Size.B, Size.H, Size.W}) {
                for (int position : POSITIONS) {
                    int expected = expected(start, position, size);
                    all.assertThat(run(kernel, type, new Instruction.LoadPacketAbsolute(size, position), 0))
                            .as("absolute %s at %s", size, position)
                            .isEqualTo(expected);
                    for (int index : INDEXES) {
                        all.assertThat(run(kernel, type,
                                new Instruction.LoadPacketIndirect(size, Register.R7, position - index), index))
                                .as("indirect %s at %s, of which %s in the register", size, position, index)
                                .isEqualTo(expected);
                    }
                }
            }
        }
        all.assertAll();
    }

    /** One more than what is loaded, so that a loaded 0 differs from the end of the program. */
    private static int run(Kernel kernel, ProgramType type, Instruction load, int index) {
        Code code = Code.of(
                Instructions.move(Register.R6, Register.R1),
                Instructions.move(Register.R7, index),
                Instructions.move(Register.R0, 77),
                load,
                Instructions.add(Register.R0, 1),
                new Instruction.Exit());
        try (BpfProgram program = kernel.loadProgram(ProgramSpec.of("load", type, code), java.util.Map.of())) {
            return program.test(TestInput.packet(PACKET)).returnValue();
        }
    }

    private static int expected(int start, int position, Size size) {
        long at = position >= 0
                ? (long) start + position
                : position >= NETWORK ? ETHERNET_HEADER + (position - (long) NETWORK) : position - (long) LINK;
        if (position < LINK || at < 0 || at + size.bytes() > PACKET.length) {
            return 0;
        }
        int value = 0;
        for (int index = 0; index < size.bytes(); index++) {
            value = value << 8 | PACKET[(int) at + index] & 0xff;
        }
        return value + 1;
    }
}
