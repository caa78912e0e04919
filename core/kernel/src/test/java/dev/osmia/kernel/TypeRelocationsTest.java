package dev.osmia.kernel;

import dev.osmia.abi.Errno;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.Code;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.TypeRelocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TypeRelocationsTest {
    /** A kernel that has types, or fails the test if it is asked for them. */
    private record Typed(@Nullable TypeRelocator relocator) implements Kernel {
        @Override
        public String name() {
            return "typed";
        }

        @Override
        public int cpus() {
            return 1;
        }

        @Override
        public Optional<TypeRelocator> types() {
            return Optional.ofNullable(relocator);
        }

        @Override
        public BpfMap createMap(MapSpec spec) {
            throw new UnsupportedOperationException(spec.name());
        }

        @Override
        public BpfProgram loadProgram(ProgramSpec spec, Map<String, BpfMap> maps) {
            throw new UnsupportedOperationException(spec.name());
        }

        @Override
        public void close() {
        }
    }

    private static final Kernel UNTYPED = new Typed(null);

    private static ProgramSpec asking(@Nullable Btf btf, int number, CoreRelocation relocation) {
        return ProgramSpec.of("main", ProgramType.SOCKET_FILTER, returning(number))
                .withBtf(btf)
                .withCoreRelocations(List.of(relocation));
    }

    private static Code returning(int number) {
        return Assembler.assemble("r0 = " + number + "\nexit\n", Dialect.LINUX);
    }

    private static Btf struct(int bitOffset) {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        builder.add(new BtfType.Struct("s", 16, false, List.of(new BtfType.Member("x", number, bitOffset, 0))));
        return builder.build();
    }

    @Test
    void withoutTypesTheLineThatNeedsThemIsShown() throws IOException {
        ObjectSpec object = ObjectSpec
                .read(Path.of("../object/src/test/resources/dev/osmia/object/core.clang19.o"));

        assertThatThrownBy(() -> TypeRelocations.resolve(object, UNTYPED))
                .isInstanceOfSatisfying(BpfException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.ENOTSUPP))
                .hasMessage("load program entered: ENOTSUPP (./core.bpf.c:22: "
                        + "`struct task_struct *task = (void *)bpf_get_current_task();` depends on field pid of struct "
                        + "task_struct in the kernel (CO-RE), whose types are not known here; a file with them is "
                        + "/sys/kernel/btf/vmlinux of the Linux that they are of)");
    }

    @Test
    void withoutLinesTheInstructionIsNamed() {
        ProgramSpec program = asking(struct(0), 0, new CoreRelocation(0, 2, "0:0", 0));

        assertThatThrownBy(() -> TypeRelocations.resolve(program, UNTYPED))
                .hasMessageContaining("(instruction 0 depends on field x of struct s in the kernel (CO-RE)");
    }

    @Test
    void theIdOfATypeOfItsOwnNeedsNoKernel() {
        ProgramSpec program = asking(null, 7, new CoreRelocation(0, 3, "0", 6));

        assertThat(TypeRelocations.resolve(program, UNTYPED).code()).isEqualTo(returning(3));
    }

    @Test
    void anObjectIsAdjustedToTheTypesOfItsKernel() {
        ProgramSpec program = asking(struct(0), 0, new CoreRelocation(0, 2, "0:0", 0));
        ObjectSpec object = ObjectSpec.of("o", List.of(), List.of(program));
        Kernel kernel = new Typed(TypeRelocator.against(struct(64)));

        assertThat(TypeRelocations.resolve(object, kernel).program("main").code()).isEqualTo(returning(8));
    }

    @Test
    void whatWasFoundMissingNeedsNoKernelAnyMoreAndIsNamed() {
        ProgramSpec program = asking(struct(0), 0, new CoreRelocation(0, 2, "0:0", 0));
        ProgramSpec adjusted = TypeRelocator.against(new BtfBuilder().build()).relocate(program);

        assertThat(TypeRelocations.resolve(adjusted, UNTYPED)).isEqualTo(adjusted);
        assertThat(TypeRelocations.missing(adjusted, 0))
                .hasValue("it needs field x of struct s, and the kernel's types have none like it (CO-RE)");
        assertThat(TypeRelocations.missing(adjusted, 1)).isEmpty();
        assertThat(TypeRelocations.missing(program, 0)).isEmpty();
    }

    @Test
    void typesThatCannotBeBroughtTogetherAreARefusal() {
        ProgramSpec program = asking(struct(0), 0, new CoreRelocation(0, 2, "0:0", 0));
        BtfBuilder two = BtfBuilder.from(struct(32));
        two.add(new BtfType.Struct("s___two", 16, false, List.of(new BtfType.Member("x", 1, 96, 0))));

        assertThatThrownBy(
                () -> TypeRelocations.resolve(program, new Typed(TypeRelocator.against(two.build()))))
                .isInstanceOfSatisfying(BpfException.class,
                        refusal -> assertThat(refusal.errno()).isEqualTo(Errno.EINVAL))
                .hasMessage("load program main: EINVAL (instruction 0: field x of struct s: the types that could be "
                        + "meant have it at different places, bit 32 in type 2 and bit 96 in type 3)");
    }
}
