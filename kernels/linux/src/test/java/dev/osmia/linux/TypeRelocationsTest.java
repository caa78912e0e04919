package dev.osmia.linux;

import dev.osmia.abi.Errno;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code types.bpf.c} declares the kernel's types with other members in another order. libbpf answers the same. */
class TypeRelocationsTest extends LinuxTest {
    private static ObjectSpec only(String program) throws IOException {
        try (InputStream file = Objects.requireNonNull(TypeRelocationsTest.class.getResourceAsStream("types.bpf.o"))) {
            ObjectSpec object = ObjectSpec.read("types.bpf.o", file.readAllBytes());
            for (String name : object.programs().keySet()) {
                object = object.withProgram(name, each -> each.withAutoload(name.equals(program)));
            }
            return object;
        }
    }

    private long run(String program) throws IOException {
        try (BpfObject object = kernel.load(only(program))) {
            return object.program(program).test(TestInput.context(new byte[0])).returnValue();
        }
    }

    @Test
    void aProgramFindsItsWayThroughTheRunningKernelsStructs() throws IOException {
        assertThat(run("own_process")).isEqualTo(42);
    }

    @Test
    void aProgramMayBeLoadedByItself() throws IOException {
        ObjectSpec object = only("own_process");

        assertThat(kernel.loadProgram(object.program("own_process"), Map.of())
                .test(TestInput.context(new byte[0]))
                .returnValue()).isEqualTo(42);
    }

    @Test
    void aFieldThatTheKernelLacksIsNamedWithItsLineIfItIsReached() throws IOException {
        ObjectSpec object = only("unguarded");

        assertThatThrownBy(() -> kernel.load(object))
                .isInstanceOfSatisfying(BpfException.class, refusal -> {
                    assertThat(refusal.errno()).isEqualTo(Errno.EINVAL);
                    assertThat(refusal.log()).contains("invalid func unknown#195896080");
                })
                .hasMessageStartingWith("load program unguarded: EINVAL (./types.bpf.c:")
                .hasMessageContaining(
                        "`return task->no_such_field;`: it needs field no_such_field of struct "
                                + "task_struct, and the kernel's types have none like it (CO-RE)");
    }

    @Test
    void functionsAreFoundByNameAndTypeAndWeakOnesOfAnotherTypeAreNone() throws IOException {
        assertThat(run("functions")).isEqualTo(42);
    }

    @Test
    void aVariableOfAnotherTypeIsRefused() throws IOException {
        ObjectSpec object = only("wrong_type");

        assertThatThrownBy(() -> kernel.load(object))
                .isInstanceOfSatisfying(BpfException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageEndingWith("`return &cpu_hw_events != 0;`: extern cpu_hw_events: the kernel's is struct "
                        + "cpu_hw_events, expected type long)");
    }
}
