package dev.osmia.embedded;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TypeRelocationsTest {
    private static ProgramSpec asking(int kind) {
        ProgramSpec plain = ProgramSpec.of("main", ProgramType.SOCKET_FILTER,
                Assembler.assemble("r0 = 7\nexit\n", Dialect.LINUX));
        return new ProgramSpec(plain.name(), "", plain.type(), null, "", 0, true, "GPL", 0, plain.code(),
                plain.references(), plain.subprograms(), null, List.of(),
                List.of(new CoreRelocation(0, 3, "0", kind)));
    }

    @Test
    void theLineThatDependsOnAKernelsTypesIsShown() throws IOException {
        ProgramSpec program = ObjectSpec.read(
                Path.of("../../core/object/src/test/resources/dev/osmia/object/core.clang19.o")).program("entered");

        try (EmbeddedKernel kernel = EmbeddedKernel.open()) {
            assertThatThrownBy(() -> kernel.loadProgram(program, Map.of()))
                    .isInstanceOfSatisfying(BpfException.class,
                            refusal -> assertThat(refusal.errno()).isEqualTo(Errno.ENOTSUPP))
                    .hasMessage("load program entered: ENOTSUPP (./core.bpf.c:22: "
                            + "`struct task_struct *task = (void *)bpf_get_current_task();` depends on how the running "
                            + "kernel lays out struct task_struct (CO-RE), and programs are not adjusted to a kernel's "
                            + "types yet)");
        }
    }

    @Test
    void withoutLinesTheInstructionIsNamed() {
        try (EmbeddedKernel kernel = EmbeddedKernel.open()) {
            assertThatThrownBy(() -> kernel.loadProgram(asking(0), Map.of()))
                    .hasMessageContaining("(instruction 0 depends on how the running kernel lays out type 3 (CO-RE)");
        }
    }

    @Test
    void theIdOfATypeOfItsOwnIsRightOnEveryKernel() {
        try (EmbeddedKernel kernel = EmbeddedKernel.open();
                BpfProgram program = kernel.loadProgram(asking(6), Map.of())) {
            assertThat(program.name()).isEqualTo("main");
        }
    }
}
