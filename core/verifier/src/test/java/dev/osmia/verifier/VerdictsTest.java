package dev.osmia.verifier;

import dev.osmia.btf.Btf;
import dev.osmia.verifier.cases.Answer;
import dev.osmia.verifier.cases.CaseTests;
import dev.osmia.verifier.cases.VerdictCase;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.abort;

/** The verdicts, reasons and counts of Linux 6.18, as recorded in {@code verdicts/*.txt}. */
class VerdictsTest {
    private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");
    /** Of the machine on which the answers were recorded. */
    private static final int CPUS = 2;

    private static final VerifierSettings SETTINGS = VerifierSettings.PRIVILEGED
            .withKernelTypes(VerdictsTest::kernelTypes)
            .withCpus(CPUS);

    private final Verifier verifier = new Verifier(SETTINGS);
    private final Verifier strict = new Verifier(SETTINGS.withPolicy(VerifierPolicy.STRICT));

    @TestFactory
    Stream<DynamicContainer> ourVerdictIsWhatLinuxSays() throws IOException {
        return CaseTests.of(this::answer);
    }

    private Answer answer(VerdictCase one) {
        byte[] code = one.program().code().encode(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer slots = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        one.raw().forEach((slot, bytes) -> slots.putLong(slot * Long.BYTES, bytes));
        return switch ((one.isStrict() ? strict : verifier).verify(one.program(), code, one.maps())) {
            case Verdict.Accepted(var work) -> new Answer("", work.processed(), "");
            case Verdict.Rejected rejected ->
                new Answer(rejected.errno().name(), rejected.work().processed(), rejected.message());
            case Verdict.Unsupported(var missing) -> abort("needs " + missing);
        };
    }

    /** The types of the running kernel if it is the version that was asked. */
    private static Optional<Btf> kernelTypes() {
        if (!System.getProperty("os.version").startsWith("6.18.") || !Files.isReadable(KERNEL_TYPES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Btf.read(Files.readAllBytes(KERNEL_TYPES)));
        } catch (IOException failure) {
            return Optional.empty();
        }
    }
}
