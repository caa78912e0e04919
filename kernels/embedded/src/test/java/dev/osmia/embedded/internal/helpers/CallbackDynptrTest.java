package dev.osmia.embedded.internal.helpers;

import dev.osmia.abi.ProgramType;
import dev.osmia.embedded.internal.engine.CheckedEngine;
import dev.osmia.embedded.internal.engine.Engine;
import dev.osmia.embedded.internal.engine.Execution;
import dev.osmia.embedded.internal.engine.Fault;
import dev.osmia.embedded.internal.engine.HelperFunction;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Interpreter;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.embedded.internal.engine.Machine;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A helper that shows eight bytes after eight bytes to a callback. */
class CallbackDynptrTest {
    private static final int SHOW = 1000;
    private static final String MAIN = """
            r1 = subprog[+3]
            call 1000
            exit
            """;
    private static final String READ = """
            r3 = r1
            r1 = r10
            r1 += -8
            r2 = 8
            r4 = 0
            r5 = 0
            call 201
            r0 = *(u64 *)(r10 -8)
            exit
            """;

    private final Machine machine = Machine.create(1, _ -> {});
    private final long numbers = machine.allocator().allocate(16);

    CallbackDynptrTest() {
        machine.box().putLong(numbers, 40);
        machine.box().putLong(numbers + 8, 2);
    }

    @AfterEach
    void release() {
        machine.box().release();
    }

    private long run(Engine engine, String text) {
        HelperFunction show = (run, callback, _, _, _, _) -> {
            try (CallbackDynptr dynptr = CallbackDynptr.open(run, "memory behind the dynptr")) {
                long first = run.callBack(callback, dynptr.show(numbers, 8), 0, 0, 0);
                return first + run.callBack(callback, dynptr.show(numbers + 8, 8), 0, 0, 0);
            }
        };
        HelperTable helpers = HelperTables.of(ProgramType.SYSCALL)
                .with(Map.of(SHOW, new HelperTable.Entry("show", show, List.of())));
        var code = Assembler.assemble(text, Dialect.LINUX, Symbols.NONE).code();
        LoadedProgram program = new LoadedProgram(ProgramSpec.of("test", ProgramType.SYSCALL, code), code, helpers,
                true);
        return new Execution(machine, engine, program).run(0, null, List.of());
    }

    @Test
    void theCallbackReadsWhatItIsShown() {
        assertThat(run(new CheckedEngine(1000), MAIN + READ)).isEqualTo(42);
        assertThat(run(new Interpreter(), MAIN + READ)).isEqualTo(42);
    }

    @Test
    void theCallbackWritesWhatItIsShown() {
        String write = """
                *(u64 *)(r10 -8) = 5
                r2 = 0
                r3 = r10
                r3 += -8
                r4 = 8
                r5 = 0
                call 202
                exit
                """;
        assertThat(run(new CheckedEngine(1000), MAIN + write)).isZero();
        assertThat(machine.box().getLong(numbers)).isEqualTo(5);
        assertThat(machine.box().getLong(numbers + 8)).isEqualTo(5);
    }

    @Test
    void theCallbackDoesNotTouchTheDynptrItself() {
        assertThatThrownBy(() -> run(new CheckedEngine(1000), MAIN + "*(u64 *)(r1 +0) = 0\nr0 = 0\nexit\n"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("dynptr is read-only");
    }

    @Test
    void nothingIsLeftToUseAfterwards() {
        String kept = """
                r1 = subprog[+5]
                call 1000
                r1 = r0
                r0 = *(u64 *)(r1 +0)
                exit
                r0 = r1
                r2 = r0
                r0 >>= 1
                exit
                """;
        assertThatThrownBy(() -> run(new CheckedEngine(1000), kept)).isInstanceOf(Fault.class)
                .hasMessageContaining("nothing that the program may touch");
    }
}
