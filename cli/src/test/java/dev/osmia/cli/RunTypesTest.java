package dev.osmia.cli;

import dev.osmia.abi.AttachType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.Btf;
import dev.osmia.btf.BtfBuilder;
import dev.osmia.btf.BtfType;
import dev.osmia.cli.Commands.Result;
import dev.osmia.isa.Code;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.CoreRelocation;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.Subprogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static dev.osmia.cli.Commands.osmia;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code osmia run --btf}: an XDP program whose verdict is where the kernel has a member. */
class RunTypesTest {
    private static final String PACKET = "00".repeat(64);

    @TempDir
    Path folder;

    private static BtfBuilder kernel(int bitOffset) {
        BtfBuilder builder = new BtfBuilder();
        int number = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, BtfType.IntEncoding.UNSIGNED));
        builder.add(
                new BtfType.Struct("osmia_test", 16, false, List.of(new BtfType.Member("x", number, bitOffset, 0))));
        return builder;
    }

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private String types(String name, Btf types) throws IOException {
        return file(name, types.write(ByteOrder.nativeOrder()));
    }

    private String object;

    @BeforeEach
    void writeObject() throws IOException {
        BtfBuilder builder = kernel(0);
        int prototype = builder.add(new BtfType.FuncProto(1, List.of()));
        int function = builder.add(new BtfType.Func("where", prototype, BtfType.Linkage.GLOBAL));
        Btf btf = builder.build();
        Code code = Assembler.assemble("r0 = 0\nexit\n", Dialect.LINUX);
        ProgramSpec program = new ProgramSpec("where", "xdp", ProgramType.XDP, AttachType.XDP, "", 0, true, "GPL", 0,
                code,
                new TreeMap<>(), List.of(new Subprogram(0, "where", function)), btf, List.of(),
                List.of(new CoreRelocation(0, 2, "0:0", 0)));
        object = file("where.o", new ObjectSpec("where.o", ByteOrder.LITTLE_ENDIAN, "GPL", Map.of(),
                Map.of("where", program), Map.of(), btf).write());
    }

    @Test
    void programsAreAdjustedToTheTypesOfAFile() throws IOException {
        Result result = osmia("run", object, "--data", PACKET, "--btf", types("kernel.btf", kernel(16).build()));

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("where    xdp   PASS");
    }

    @Test
    void whatTheKernelLacksIsNamed() throws IOException {
        String types = types("bare.btf", new BtfBuilder().build());

        Result result = osmia("run", object, "--data", PACKET, "--btf", types);

        assertThat(result.err()).contains("it needs field x of struct osmia_test, and the kernel's types have none");
        assertThat(result.status()).isEqualTo(1);
    }

    @Test
    void typesThatAreNoneAndTypesThatDisagreeAreRefusedWithTheFileThatIsToBlame() throws IOException {
        BtfBuilder two = kernel(32);
        two.add(new BtfType.Struct("osmia_test___two", 4, false, List.of(new BtfType.Member("x", 1, 0, 0))));

        Result none = osmia("run", object, "--data", PACKET, "--btf", object);
        Result disagreeing = osmia("run", object, "--data", PACKET, "--btf", types("two.btf", two.build()));
        Result missing = osmia("run", object, "--data", PACKET, "--btf", folder.resolve("gone.btf").toString());

        assertThat(none.err()).startsWith("osmia: " + object + ": ").contains("magic number");
        assertThat(disagreeing.err()).startsWith("osmia: " + object + ": program where, instruction 0: field x of "
                + "struct osmia_test: the types that could be meant have it at different places");
        assertThat(missing.err()).contains("gone.btf: no such file");
        assertThat(List.of(none.status(), disagreeing.status(), missing.status())).containsOnly(1);
    }
}
