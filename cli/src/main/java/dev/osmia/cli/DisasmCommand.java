package dev.osmia.cli;

import dev.osmia.cli.show.Hex;
import dev.osmia.cli.show.Ink;
import dev.osmia.cli.show.Json;
import dev.osmia.isa.Code;
import dev.osmia.isa.classic.ClassicStyle;
import dev.osmia.isa.text.Dialect;
import dev.osmia.isa.text.Disassembler;
import dev.osmia.isa.text.Symbols;
import dev.osmia.object.ObjectSpec;
import dev.osmia.object.ProgramSpec;
import dev.osmia.object.ProgramSymbols;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** {@code osmia disasm}. */
final class DisasmCommand implements Command {
    private static final int SLOT_BYTES = 8;
    private static final List<String> SYNTAXES = Stream
            .concat(Options.words(Dialect.class).stream(), Options.words(ClassicStyle.class).stream())
            .toList();

    @Override
    public String name() {
        return "disasm";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(), "Print the programs of an object file as assembly.",
                "Prints the programs of an eBPF object file as assembly, with the names of maps, helpers and "
                        + "functions, and the source lines; what is no instruction, as data (.8byte). 'osmia asm' "
                        + "reads it back. With --classic, prints a classic BPF filter.");
        spec.addPositional(
                Options.fileArgument("FILE.o|-",
                        "The object file, or with --classic the filter; - is standard input."));
        Options.group(spec, "What is printed",
                Options.texts("--program", "NAME", "Only this program; may be repeated."),
                Options.choice("--syntax", "SYNTAX", SYNTAXES,
                        "linux: as Linux's verifier and LLVM write it (default).",
                        "mnemonic: one word and its operands, as in ldxw %%r1, [%%r2+4].",
                        "tcpdump (default) or bpf_asm, with --classic."),
                Options.flag("--no-source", "Leave the source lines out."),
                Options.flag("--hex", "Print only the bytes in hexadecimal, 8 on a line."),
                Options.flag("--json", "Print one JSON document; it has the bytes too."));
        Options.group(spec, "What is read",
                Options.flag("--classic", "Read a filter in classic BPF, as sockets and packet captures have it:",
                        "its bytes, as they are or in hexadecimal, or what tcpdump -ddd prints."));
        return Options.complete(spec,
                "  osmia disasm flows.bpf.o",
                "  osmia disasm tailparse.bpf.o --program inet --syntax mnemonic",
                "  osmia disasm prog.o --program main --hex | osmia conformance 0102",
                "  tcpdump -ddd 'tcp port 80' | osmia disasm --classic -");
    }

    @Override
    public int run(ParseResult arguments, Console console) throws IOException {
        Path file = Options.file(arguments);
        if (arguments.hasMatchedOption("--hex") && arguments.hasMatchedOption("--json")) {
            throw Options.usage(arguments, "--hex and --json cannot both be given: --json has the bytes too");
        }
        if (arguments.hasMatchedOption("--classic")) {
            ClassicListing.print(arguments, file, console);
            return Osmia.DONE;
        }
        Dialect dialect = Options.choice(arguments, "--syntax", Dialect.class, Dialect.LINUX);
        boolean source = !arguments.hasMatchedOption("--no-source");
        ObjectSpec object = ObjectSpec.read(NamedFile.name(file), NamedFile.readAll(file, console));
        List<ProgramSpec> programs = new ArrayList<>();
        for (String name : arguments.matchedOptionValue("--program", new String[0])) {
            if (!object.programs().containsKey(name)) {
                throw new Failure(object.name() + " has no program " + name
                        + Spelling.hint(name, object.programs().keySet()), Osmia.USAGE);
            }
            programs.add(object.program(name));
        }
        if (programs.isEmpty()) {
            programs.addAll(object.programs().values());
        }
        if (programs.isEmpty()) {
            throw new Failure(object.name() + ": it has no programs");
        }
        if (arguments.hasMatchedOption("--json")) {
            printJson(console.out(), object, programs, dialect, source);
        } else {
            print(console, programs, dialect, source, arguments.hasMatchedOption("--hex"));
        }
        return Osmia.DONE;
    }

    private static void print(Console console, List<ProgramSpec> programs, Dialect dialect, boolean source,
            boolean hex) {
        PrintStream out = console.out();
        String gap = "";
        for (ProgramSpec program : programs) {
            if (!hex || programs.size() > 1) {
                out.println(gap + Ink.BOLD.on(console.colour(), "; " + title(program)));
                gap = System.lineSeparator();
            }
            if (hex) {
                printBytes(out, program);
            } else {
                out.print(Disassembler.listing(program.code(), dialect, new ProgramSymbols(program, source)));
            }
        }
    }

    private static String title(ProgramSpec program) {
        return "program " + program.name() + ": section " + program.section() + ", type " + program.type().shortName()
                + ", " + program.code().instructions().size() + " instructions";
    }

    private static void printBytes(PrintStream out, ProgramSpec program) {
        byte[] bytes = program.code().encode(ByteOrder.nativeOrder());
        for (int at = 0; at < bytes.length; at += SLOT_BYTES) {
            out.println(Hex.of(Arrays.copyOfRange(bytes, at, at + SLOT_BYTES), " "));
        }
    }

    private static void printJson(PrintStream out, ObjectSpec object, List<ProgramSpec> programs, Dialect dialect,
            boolean source) {
        try (Json json = new Json(out)) {
            json.text("object", object.name()).array("programs");
            for (ProgramSpec program : programs) {
                json.object().text("name", program.name()).text("section", program.section());
                json.text("type", program.type().shortName());
                json.array("subprograms");
                program.subprograms()
                        .forEach(
                                each -> json.object().number("slot", each.slot()).text("name", each.name()).end());
                json.endArray().array("instructions");
                Symbols symbols = new ProgramSymbols(program, source);
                byte[] bytes = program.code().encode(ByteOrder.nativeOrder());
                for (Code.Placed placed : program.code()) {
                    json.object()
                            .number("slot", placed.slot())
                            .text("hex", Hex.of(Arrays.copyOfRange(bytes,
                                    placed.slot() * SLOT_BYTES, placed.nextSlot() * SLOT_BYTES), ""));
                    json.text("text", Disassembler.print(placed, dialect, symbols));
                    optional(json, "reference", symbols.reference(placed.slot()));
                    optional(json, "source", symbols.sourceLine(placed.slot()));
                    json.end();
                }
                json.endArray().end();
            }
            json.endArray();
        }
    }

    private static void optional(Json json, String name, @Nullable String value) {
        if (value != null) {
            json.text(name, value);
        }
    }
}
