package dev.osmia.proof.programs;

import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.Kernel;
import dev.osmia.kernel.TestInput;
import dev.osmia.object.ObjectSpec;
import dev.osmia.proof.Subject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** A tail call that compiled code makes inside a function returns to that function's caller, on each kernel. */
class TailCallTest {
    private static final Path OBJECT = Path.of("src/test/resources/dev/osmia/proof/programs/calls.bpf.o");
    private static final TestInput PACKET = TestInput.packet(new byte[64]);
    private static ObjectSpec spec;

    @BeforeAll
    static void read() throws IOException {
        spec = ObjectSpec.read(OBJECT);
    }

    /** The program, what it returns, and how often the programs were there that tail calls led to, the second times 10. */
    @ParameterizedTest
    @CsvSource({
            "whether, 101, 1",
            "what, 107, 1",
            "nested, 1027, 11",
            "nowhere, 203, 0",
            "keeps, 540973, 12"})
    void itReturnsToTheFunctionsCaller(String program, int result, int rounds) {
        for (Subject subject : Subject.values()) {
            try (Kernel kernel = subject.open(); BpfObject object = kernel.load(spec)) {
                assertThat(object.program(program).test(PACKET).returnValue()).as("%s", subject).isEqualTo(result);
                byte[] bss = Objects.requireNonNull(object.map(".bss").lookup(new byte[Integer.BYTES]));
                assertThat(ByteBuffer.wrap(bss).order(ByteOrder.nativeOrder()).getInt()).as("%s", subject)
                        .isEqualTo(rounds);
            }
        }
    }
}
