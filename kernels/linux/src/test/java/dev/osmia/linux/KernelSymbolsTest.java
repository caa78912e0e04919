package dev.osmia.linux;

import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfKind;
import dev.osmia.btf.BtfType;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ProgramSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class KernelSymbolsTest {

    private static BtfType.Struct struct(String name, int bitOffset) {
        return new BtfType.Struct(name, 16, false, List.of(new BtfType.Member("x", 1, bitOffset, 0)));
    }

    private static BtfBuilder number() {
        BtfBuilder builder = new BtfBuilder();
        builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        return builder;
    }

    @Test
    void typesThatTheKernelLacksComeFromTheModulesThatCanBeRead(@TempDir Path folder) throws IOException {
        BtfBuilder kernel = number();
        kernel.add(struct("built_in", 0));
        Btf vmlinux = kernel.build();
        BtfBuilder module = BtfBuilder.split(vmlinux);
        module.add(struct("in_module", 96));
        Files.write(folder.resolve("vmlinux"), vmlinux.write(ByteOrder.nativeOrder()));
        Files.write(folder.resolve("module"), module.build().write(ByteOrder.nativeOrder()));
        Files.write(folder.resolve("another"), new byte[3]);
        BtfBuilder local = number();
        local.add(struct("in_module", 0));
        ProgramSpec program = ProgramSpec
                .of("main", ProgramType.XDP, Assembler.assemble("r0 = 0\nexit\n", Dialect.LINUX))
                .withBtf(local.build())
                .withCoreRelocations(List.of(new CoreRelocation(0, 2, "0:0", 0)));

        assertThat(new KernelSymbols(folder).relocator().orElseThrow().relocate(program).code())
                .isEqualTo(Assembler.assemble("r0 = 12\nexit\n", Dialect.LINUX));
    }

    @Test
    void aKernelWithoutTypesHasNoneToAdjustTo(@TempDir Path folder) {
        assertThat(new KernelSymbols(folder).relocator()).isEmpty();
    }

    /** So a verifier need not look for the addresses of those. */
    @Test
    void everyFunctionThatLinuxTagsForProgramsHasAnAddress() {
        KernelSymbols kernel = new KernelSymbols();
        Btf types = kernel.types();
        List<String> tagged = IntStream.range(1, types.size())
                .filter(id -> types.kind(id) == BtfKind.DECL_TAG && types.name(id).equals("bpf_kfunc"))
                .mapToObj(id -> types.name(((BtfType.DeclTag) types.type(id)).type()))
                .toList();
        assumeFalse(tagged.isEmpty(), "this Linux tags none");
        assertThat(tagged).allMatch(kernel::has);
    }
}
