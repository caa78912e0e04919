package dev.osmia.cli.run;

import dev.osmia.abi.MapType;
import dev.osmia.cli.Failure;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.VariableSpec;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which variables {@code --set} offers. */
class VariablesTest {
    private static ObjectSpec object(String... variables) {
        Map<String, VariableSpec> specs = new LinkedHashMap<>();
        for (String name : List.of(variables)) {
            specs.put(name, new VariableSpec(name, name.startsWith("LINUX_") ? ".kconfig" : ".data", 0, 4, 0));
        }
        Map<String, MapSpec> maps = Map.of(".data", MapSpec.of(".data", MapType.ARRAY, 4, 4, 1),
                ".kconfig", MapSpec.of(".kconfig", MapType.ARRAY, 4, 4, 1));
        return new ObjectSpec("x.o", ByteOrder.nativeOrder(), "GPL", maps, Map.of(), specs, null);
    }

    private static void refuses(ObjectSpec object, String name, String message) {
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> Variables.set(object, name, "1"))
                .withMessage(message)
                .matches(failure -> failure.status() == 2);
    }

    @Test
    void namesThatCompilersMakeAndTheKernelFillsInAreNotOffered() {
        refuses(object(".L.str", ".str.1", "budget", "ask.____fmt", "__const.ask.x", "ask.calls",
                "LINUX_KERNEL_VERSION"),
                "nope", "x.o has no variable nope; it has budget, ask.calls");
        refuses(object(".L.str"), "nope", "x.o has no variable nope; it has none");
        refuses(object("LINUX_KERNEL_VERSION"), "LINUX_KERNEL_VERSION",
                "--set LINUX_KERNEL_VERSION=1: the kernel says what is in this variable");
    }
}
