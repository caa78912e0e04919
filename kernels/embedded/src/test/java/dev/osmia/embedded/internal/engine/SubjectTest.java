package dev.osmia.embedded.internal.engine;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.helpers.HelperTables;
import dev.osmia.embedded.internal.net.Packet;
import dev.osmia.embedded.internal.net.SocketBuffer;
import dev.osmia.embedded.internal.net.XdpFrame;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SubjectTest {
    static Stream<Arguments> subjects() {
        return Stream.of(Arguments.of(Packet.SUBJECT, "packet"), Arguments.of(SocketBuffer.SUBJECT, "socket buffer"),
                Arguments.of(XdpFrame.SUBJECT, "XDP frame"));
    }

    /** Such as in the callback of a timer, which may call what its program may call. */
    @ParameterizedTest
    @MethodSource("subjects")
    void whatAHelperMissesIsCalledAsUsersKnowIt(Subject<?> subject, String name) {
        Code code = Code.of(List.of(new Instruction.Exit()));
        Machine machine = Machine.create(1, _ -> {});
        VirtualCpu cpu = machine.cpus().acquire();
        Run run = new Run(machine, cpu, new Interpreter(), new LoadedProgram(
                ProgramSpec.of("alone", ProgramType.XDP, code), code, HelperTables.of(ProgramType.XDP), true), 0, null);

        assertThatThrownBy(() -> run.subject(subject)).isInstanceOf(Fault.class)
                .hasMessageContaining("there is no " + name + " here that the helper could work on");
    }
}
