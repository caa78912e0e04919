package dev.osmia.linux;

import dev.osmia.abi.BpfCommand;
import dev.osmia.abi.Errno;
import dev.osmia.abi.MapType;
import dev.osmia.abi.ProgramType;
import dev.osmia.btf.BtfType;
import dev.osmia.kernel.BpfMap;
import dev.osmia.object.MapSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.verifier.cases.Answer;
import dev.osmia.verifier.cases.CaseFile;
import dev.osmia.verifier.cases.CaseTests;
import dev.osmia.verifier.cases.VerdictCase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The record that the verifier's tests go by is what Linux says. {@code -Dosmia.record=true} writes it anew from the running
 * Linux; with a family's name instead of {@code true}, that family's alone.
 */
class VerdictRecordTest {
    private static final int LOG_BYTES = 1 << 20;
    /** The reason and the numbers, no instructions: {@code BPF_LOG_STATS}. */
    private static final int LOG_LEVEL = 4;
    private static final Pattern PROCESSED = Pattern.compile("^processed (\\d+) insns", Pattern.MULTILINE);
    /** Statistics, which may stand behind a reason that ends no line, and how far it got. */
    private static final Pattern PROGRESS = Pattern.compile("processed \\d+ insns.*|verification time .*|stack depth .*"
            + "|Validating .*\\(\\) func#\\d+\\.\\.\\.|Func#\\d+ \\('.*'\\) is (global and assumed valid|safe).*"
            + "|func '.*' arg\\d+ has btf_id \\d+ type .*");

    private static final KernelSymbols SYMBOLS = new KernelSymbols();

    @BeforeAll
    static void askOnlyWhoCanAnswer() {
        Optional<String> reason = LinuxKernel.unavailableReason();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        assumeTrue(System.getProperty("os.version").startsWith("6.18."), "the record is that of Linux 6.18");
    }

    @TestFactory
    Stream<DynamicContainer> theRecordIsWhatLinuxSays() throws IOException {
        String wanted = System.getProperty("osmia.record", "");
        for (CaseFile file : CaseFile.all()) {
            if (wanted.equals("true") || wanted.equals(file.name())) {
                file.record(file.cases().stream().map(VerdictRecordTest::ask).toList());
            }
        }
        return CaseTests.of(VerdictRecordTest::ask);
    }

    static Answer ask(VerdictCase one) {
        try (Descriptor.Owner owner = new Descriptor.Owner(); Arena arena = Arena.ofConfined()) {
            BtfObjects types = new BtfObjects(owner);
            MapCreator creator = new MapCreator(owner, types, Cpus.possible());
            Map<String, BpfMap> maps = new HashMap<>();
            for (MapSpec map : one.maps().values()) {
                if (map.type() != MapType.STRUCT_OPS) {
                    maps.put(map.name(), creator.create(map));
                }
            }
            ProgramSpec program = one.program();
            byte[] code = CodeLinker.link(program, maps, SYMBOLS).encode(ByteOrder.LITTLE_ENDIAN);
            ByteBuffer slots = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
            one.raw().forEach((slot, bytes) -> slots.putLong(slot * Long.BYTES, bytes));
            BpfStruct attributes = new BpfStruct(BpfLayout.PROGRAM_LOAD, arena);
            if (program.btf() != null) {
                Descriptor table = types.open(program.btf());
                assertThat(table).as("Linux takes the types").isNotNull();
                DebugInfo.describe(program, table, attributes, arena);
            }
            try (FewerRights _ = one.isStrict() ? FewerRights.withoutPerfmon() : FewerRights.NONE) {
                return ask(program, code, attributes, arena);
            }
        }
    }

    private static void describePlace(String place, BpfStruct attributes) {
        String[] parts = place.split("\\.", -1);
        int table = SYMBOLS.types().find(parts[0], BtfType.Struct.class).orElseThrow();
        List<String> members = ((BtfType.Struct) SYMBOLS.types().type(table)).members()
                .stream()
                .map(BtfType.Member::name)
                .toList();
        attributes.set("attach_btf_id", table).set("expected_attach_type", members.indexOf(parts[1]));
    }

    private static Answer ask(ProgramSpec program, byte[] code, BpfStruct attributes, Arena arena) {
        MemorySegment log = arena.allocate(LOG_BYTES);
        attributes.set("prog_type", program.type().id())
                .set("insn_cnt", code.length / Long.BYTES)
                .set("insns", BpfStruct.copy(code, arena))
                .set("license", arena.allocateFrom(program.license()))
                .set("prog_flags", program.flags())
                .set("expected_attach_type", program.attachType() == null ? 0 : program.attachType().id())
                .set("attach_btf_id", AttachTarget.typeId(program, SYMBOLS))
                .set("log_level", LOG_LEVEL)
                .set("log_size", LOG_BYTES)
                .set("log_buf", log);
        if (program.type() == ProgramType.STRUCT_OPS && !program.attachTarget().isEmpty()) {
            describePlace(program.attachTarget(), attributes);
        }
        long result = Bpf.call(BpfCommand.PROG_LOAD, attributes);
        if (result >= 0) {
            SystemCalls.call(SystemCall.CLOSE, result);
        }
        String text = log.getString(0, StandardCharsets.UTF_8);
        Matcher count = PROCESSED.matcher(text);
        int processed = count.find() ? Integer.parseInt(count.group(1)) : 0;
        String message = PROGRESS.matcher(text)
                .replaceAll("")
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
        String errno = result >= 0 ? "" : Errno.of((int) -result).map(Enum::name).orElse("E" + -result);
        return new Answer(errno, processed, result >= 0 ? "" : message);
    }
}
