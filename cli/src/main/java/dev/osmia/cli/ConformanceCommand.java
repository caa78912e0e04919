package dev.osmia.cli;

import dev.osmia.abi.ArgumentKind;
import dev.osmia.abi.ArgumentType;
import dev.osmia.abi.ProgramType;
import dev.osmia.cli.show.Hex;
import dev.osmia.embedded.EmbeddedKernel;
import dev.osmia.embedded.EngineKind;
import dev.osmia.embedded.HostCall;
import dev.osmia.embedded.HostFunction;
import dev.osmia.embedded.HostHook;
import dev.osmia.isa.Code;
import dev.osmia.isa.InstructionFormatException;
import dev.osmia.isa.OlderCallx;
import dev.osmia.kernel.BpfObject;
import dev.osmia.kernel.Hook;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** {@code osmia conformance}: the plug-in protocol of the public eBPF conformance suite. */
final class ConformanceCommand implements Command {
    private static final String HOOK = "conformance";
    private static final ArgumentType ANYTHING = new ArgumentType(ArgumentKind.ANYTHING, "", Set.of(), 0);
    private static final int LONGEST_STRING = 1 << 16;
    private static final int MASK = 42;

    @Override
    public String name() {
        return "conformance";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(), "Run one program for the eBPF conformance suite.",
                "Runs one program as the eBPF conformance suite asks its plug-ins to: the program comes as hexadecimal bytes "
                        + "on standard input, r1 is the address of the memory and r2 its length, and r0 is printed in "
                        + "hexadecimal. The helpers are 0 gather_bytes, 1 memfrob, 2 trash_registers, 3 sqrti, 4 strcmp_ext "
                        + "and 5 unwind.");
        spec.addPositional(
                Options.argument("MEMORY", false, "The memory as hexadecimal bytes; none if missing or empty."));
        Options.group(spec, "How it runs",
                Options.choice("--engine", "ENGINE", Options.words(EngineKind.class),
                        "checked (default), interpreter, jit or tiered."),
                Options.flag("--elf", "The bytes are an object file; its first program runs."));
        return Options.complete(spec,
                "  echo b7 00 00 00 2a 00 00 00 95 00 00 00 00 00 00 00 | osmia conformance",
                "  echo 71 10 01 00 00 00 00 00 95 00 00 00 00 00 00 00 | osmia conformance '01 02 03'");
    }

    @Override
    public int run(ParseResult arguments, Console console) throws IOException {
        EngineKind engine = Options.choice(arguments, "--engine", EngineKind.class, EngineKind.CHECKED);
        String given = arguments.matchedPositionalValue(0, "");
        byte[] memory = Hex.parse(given);
        if (memory == null) {
            throw Options.usage(arguments, "MEMORY '" + given + "': expected hexadecimal bytes such as 01ff");
        }
        byte[] program = program(new String(NamedFile.readAll(Path.of("-"), console), StandardCharsets.UTF_8));
        ObjectSpec object = arguments.hasMatchedOption("--elf") ? fromObject(program) : fromCode(program);
        HostHook hook = HostHook.of(HOOK, memory.length)
                .withWritableContext()
                .withAnswers(Long.MIN_VALUE,
                        Long.MAX_VALUE, 0);
        for (TestHelper helper : TestHelper.values()) {
            hook = hook.withHelper(helper.ordinal(),
                    new HostHook.Helper(helper.name().toLowerCase(java.util.Locale.ROOT),
                            Collections.nCopies(helper.arguments, ANYTHING), helper.function));
        }
        try (EmbeddedKernel kernel = EmbeddedKernel.builder().engine(engine).unverified().cpus(1).hook(hook).open();
                BpfObject loaded = kernel.load(object);
                var _ = loaded.programs().values().iterator().next().attach(Hook.host(HOOK))) {
            console.out().println(Long.toHexString(kernel.hook(HOOK).ask(memory)));
        }
        return Osmia.DONE;
    }

    private static byte[] program(String text) {
        byte[] bytes = Hex.parse(text);
        if (bytes == null) {
            throw new Failure("standard input: the program is not made of hexadecimal bytes");
        }
        return bytes;
    }

    private static ObjectSpec fromCode(byte[] bytes) {
        try {
            Code code = Code.decode(OlderCallx.renewed(bytes, ByteOrder.LITTLE_ENDIAN), ByteOrder.LITTLE_ENDIAN);
            return ObjectSpec.of("standard input", List.of(),
                    List.of(hosted(ProgramSpec.of("main", ProgramType.HOST, code))));
        } catch (InstructionFormatException mistake) {
            throw new Failure("standard input: " + mistake.getMessage(), mistake);
        }
    }

    private static ObjectSpec fromObject(byte[] bytes) {
        ObjectSpec object = ObjectSpec.read("standard input", bytes);
        if (object.programs().isEmpty()) {
            throw new Failure("standard input: it has no programs");
        }
        String first = object.programs().keySet().iterator().next();
        ObjectSpec spec = object;
        for (String name : object.programs().keySet()) {
            spec = spec.withProgram(name,
                    program -> name.equals(first) ? hosted(program) : program.withAutoload(false));
        }
        return spec;
    }

    private static ProgramSpec hosted(ProgramSpec p) {
        return new ProgramSpec(p.name(), p.section(), ProgramType.HOST, null, HOOK, 0, true, p.license(), 0, p.code(),
                p.references(), p.subprograms(), p.btf(), p.lines(), p.coreRelocations());
    }

    /** What the suite's programs call, by number. */
    private enum TestHelper {
        GATHER_BYTES(5, call -> (call.argument(1) & 0xff) << 32 | (call.argument(2) & 0xff) << 24
                | (call.argument(3) & 0xff) << 16 | (call.argument(4) & 0xff) << 8 | call.argument(5) & 0xff),
        MEMFROB(2, TestHelper::memfrob),
        TRASH_REGISTERS(0, _ -> 0),
        SQRTI(1, call -> (long) Math.sqrt((double) (call.argument(1) & 0xffff_ffffL))),
        STRCMP_EXT(2, TestHelper::compare),
        UNWIND(1, call -> call.argument(1));

        private final int arguments;
        @SuppressWarnings("ImmutableEnumChecker") // without state
        private final HostFunction function;

        TestHelper(int arguments, HostFunction function) {
            this.arguments = arguments;
            this.function = function;
        }

        private static long memfrob(HostCall call) {
            byte[] bytes = call.read(call.argument(1), (int) call.argument(2));
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= MASK;
            }
            call.write(call.argument(1), bytes);
            return 0;
        }

        private static long compare(HostCall call) {
            String one = call.readString(call.argument(1), LONGEST_STRING);
            return one.compareTo(call.readString(call.argument(2), LONGEST_STRING));
        }
    }
}
