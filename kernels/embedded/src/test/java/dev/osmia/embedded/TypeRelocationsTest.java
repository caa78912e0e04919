package dev.osmia.embedded;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.kernel.BpfException;
import dev.osmia.kernel.BpfProgram;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TypeRelocationsTest {
    private static Btf struct(int bitOffset) {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        builder.add(new BtfType.Struct("s", 16, false, List.of(new BtfType.Member("x", number, bitOffset, 0))));
        return builder.build();
    }

    private static ProgramSpec program(String code, int slot) {
        return ProgramSpec.of("main", ProgramType.SCHED_CLS, Assembler.assemble(code, Dialect.LINUX))
                .withBtf(struct(0))
                .withCoreRelocations(List.of(new CoreRelocation(slot, 2, "0:0", 0)));
    }

    @ParameterizedTest
    @EnumSource
    void programsAreAdjustedToTheTypesThatTheHostGives(EngineKind engine) {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().engine(engine).types(struct(64)).open();
                BpfProgram program = kernel.loadProgram(program("r0 = 0\nexit\n", 0), Map.of())) {
            assertThat(program.test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheKernelLacksStopsTheProgramOnlyWhereItIsReached(EngineKind engine) {
        Btf bare = new BtfBuilder().build();
        ProgramSpec guarded = program("""
                r0 = *(u32 *)(r1 + 0)
                if r0 == 64 goto pc+2
                r0 = 0 ll
                exit
                """, 2);
        byte[] packet = new byte[65];
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().engine(engine).types(bare).open();
                BpfProgram program = kernel.loadProgram(guarded, Map.of())) {
            assertThat(program.test(TestInput.packet(new byte[64])).returnValue()).isEqualTo(64);
            assertThatThrownBy(() -> program.test(TestInput.packet(packet))).isInstanceOf(ProgramTrap.class)
                    .hasMessageContaining("it needs field x of struct s, and the kernel's types have none like it");
        }
    }

    @Test
    void theInstructionThatNeedsWhatTheKernelLacksIsShown() {
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().types(new BtfBuilder().build()).open();
                BpfProgram program = kernel.loadProgram(program("r0 = 0\nexit\n", 0), Map.of())) {
            assertThatThrownBy(() -> program.test(TestInput.packet(new byte[64])))
                    .hasMessage("program main stopped at instruction 0 (call unknown#195896080): it needs field x of "
                            + "struct s, and the kernel's types have none like it (CO-RE)");
        }
    }

    @Test
    void aCallOfTheHelperThatNoKernelHasIsRefusedWhereNothingWasMissing() {
        ProgramSpec plain = ProgramSpec.of("main", ProgramType.SOCKET_FILTER,
                Assembler.assemble("call 195896080\nexit\n", Dialect.LINUX));

        try (EmbeddedKernel kernel = EmbeddedKernel.builder().unverified().open()) {
            assertThatThrownBy(() -> kernel.loadProgram(plain, Map.of())).isInstanceOf(BpfException.class)
                    .hasMessageContaining("does not offer helper 195896080");
        }
    }

    @Test
    void typesAreThoseOfTheRunningLinuxUnlessTheHostGivesOthers(@TempDir Path folder) throws IOException {
        Path running = folder.resolve("vmlinux");
        assertThat(new KernelTypes(null, running).relocator()).isEmpty();
        Files.write(running, struct(96).write(ByteOrder.nativeOrder()));

        ProgramSpec program = program("r0 = 0\nexit\n", 0);
        assertThat(new KernelTypes(null, running).relocator().orElseThrow().relocate(program).code())
                .isEqualTo(Assembler.assemble("r0 = 12\nexit\n", Dialect.LINUX));
        assertThat(new KernelTypes(struct(32), running).relocator().orElseThrow().relocate(program).code())
                .isEqualTo(Assembler.assemble("r0 = 4\nexit\n", Dialect.LINUX));
    }
}
