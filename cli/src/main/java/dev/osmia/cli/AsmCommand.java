package dev.osmia.cli;

import dev.osmia.abi.SectionName;
import dev.osmia.cli.show.Hex;
import dev.osmia.isa.Code;
import dev.osmia.isa.Instruction;
import dev.osmia.isa.WideSource;
import dev.osmia.isa.text.Assembler;
import dev.osmia.isa.text.Assembly;
import dev.osmia.isa.text.AssemblyException;
import dev.osmia.isa.text.Dialect;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.ProgramSymbols;
import dev.osmia.object.Subprogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code osmia asm}. */
final class AsmCommand implements Command {
    private static final int SLOT_BYTES = 8;

    @Override
    public String name() {
        return "asm";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(), "Turn assembly into an object file, or into bytes.",
                "Turns assembly into an eBPF object file with one program, or into hexadecimal digits. It reads both "
                        + "syntaxes, and what 'osmia disasm' prints.");
        spec.addPositional(Options.fileArgument("FILE|-", "The assembly; - is standard input."));
        Options.group(spec, "What is made",
                Options.file("-o", "FILE.o", "Write an object file."),
                Options.text("--section", "SECTION", "What the program is for, as a section name (default: xdp)."),
                Options.text("--name", "NAME", "The program's name (default: the first label, else main)."),
                Options.flag("--hex", "Print the bytes in hexadecimal, 8 on a line (default without -o)."),
                Options.choice("--syntax", "SYNTAX", Options.words(Dialect.class),
                        "linux or mnemonic; if missing, whichever the text is in."));
        return Options.complete(spec,
                "  echo 'r0 = 2; exit' | tr ';' '\\n' | osmia asm - -o pass.o",
                "  osmia disasm flows.bpf.o --program count_flows | osmia asm - --hex");
    }

    @Override
    public int run(ParseResult arguments, Console console) throws IOException {
        Path file = Options.file(arguments);
        Path target = Options.file(arguments, "-o");
        requireName(arguments);
        String text = new String(NamedFile.readAll(file, console), StandardCharsets.UTF_8);
        String name = NamedFile.name(file);
        Assembly assembly = assembleAny(name, text, arguments);
        if (assembly.code().instructions().isEmpty()) {
            throw new Failure(name + ": there are no instructions in it");
        }
        if (target != null) {
            Options.requireOther(arguments, "-o", target, file);
            byte[] object = object(name, assembly, arguments).write();
            NamedFile.writing(target, () -> Files.write(target, object));
        }
        if (target == null || arguments.hasMatchedOption("--hex")) {
            byte[] bytes = assembly.code().encode(ByteOrder.nativeOrder());
            for (int at = 0; at < bytes.length; at += SLOT_BYTES) {
                console.out().println(Hex.of(Arrays.copyOfRange(bytes, at, at + SLOT_BYTES), " "));
            }
        }
        return Osmia.DONE;
    }

    /** Linux takes no others, and refuses the program when it is loaded. */
    private static void requireName(ParseResult arguments) {
        String name = arguments.matchedOptionValue("--name", "main");
        if (!name.matches("[A-Za-z0-9_.]+")) {
            throw Options.usage(arguments, "--name '" + name + "': expected letters, digits, _ and .");
        }
    }

    private static Assembly assembleAny(String name, String text, ParseResult arguments) {
        List<Dialect> dialects = arguments.hasMatchedOption("--syntax")
                ? List.of(Options.choice(arguments, "--syntax", Dialect.class, Dialect.LINUX))
                : List.of(Dialect.values());
        AssemblyException furthest = null;
        for (Dialect dialect : dialects) {
            try {
                return Assembler.assemble(text, dialect, ProgramSymbols.HELPERS);
            } catch (AssemblyException mistake) {
                furthest = later(furthest, mistake);
            }
        }
        throw new Failure(name + ": " + (furthest == null ? "" : furthest.getMessage()), furthest);
    }

    /** The syntax that understood more of the text is the one that was meant. */
    private static AssemblyException later(@Nullable AssemblyException one, AssemblyException other) {
        if (one == null) {
            return other;
        }
        boolean further = other.line() > one.line() || other.line() == one.line() && other.column() > one.column();
        return further ? other : one;
    }

    private static ObjectSpec object(String file, Assembly assembly, ParseResult arguments) {
        String section = arguments.matchedOptionValue("--section", "xdp");
        SectionName known = SectionName.parse(section)
                .orElseThrow(() -> Options.usage(arguments,
                        "--section " + section + " is no section name of a program; xdp, tc, socket or syscall are"));
        TreeMap<Integer, String> labels = new TreeMap<>();
        assembly.labels().forEach((label, slot) -> labels.putIfAbsent(slot, label));
        TreeSet<String> maps = new TreeSet<>(assembly.references().values());
        maps.removeAll(assembly.labels().keySet());
        if (!maps.isEmpty()) {
            throw new Failure(file + ": it refers to " + String.join(", ", maps)
                    + ", which an object of bare code cannot define; --hex leaves the references out");
        }
        String first = labels.getOrDefault(0, "main");
        ProgramSpec bare = ProgramSpec.of(arguments.matchedOptionValue("--name", first), known.rule().program(),
                assembly.code());
        ProgramSpec program = new ProgramSpec(bare.name(), section, bare.type(), known.rule().attach().orElse(null),
                known.target(), 0, true, bare.license(), 0, bare.code(), bare.references(),
                Functions.of(bare.name(), assembly.code(), labels), null, List.of(), List.of());
        return ObjectSpec.of(file, List.of(), List.of(program));
    }

    /** Where functions start: at the program's start, and where calls go. */
    private static final class Functions {
        static List<Subprogram> of(String name, Code code, Map<Integer, String> labels) {
            TreeMap<Integer, String> functions = new TreeMap<>();
            functions.put(0, name);
            for (Code.Placed placed : code) {
                int target = switch (placed.instruction()) {
                    case Instruction.CallLocal(var offset) -> placed.nextSlot() + offset;
                    case Instruction.LoadWide wide when wide
                            .source() == WideSource.FUNCTION ->
                        placed.slot() + 1 + wide.low();
                    default -> 0;
                };
                if (target > 0 && code.startsAt(target)) {
                    functions.putIfAbsent(target, labels.getOrDefault(target, "function_" + target));
                }
            }
            return functions.entrySet()
                    .stream()
                    .map(entry -> new Subprogram(entry.getKey(), entry.getValue(), 0))
                    .toList();
        }
    }
}
