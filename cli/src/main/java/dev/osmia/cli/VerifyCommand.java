package dev.osmia.cli;

import dev.osmia.abi.ProgramFlag;
import dev.osmia.abi.ProgramType;
import dev.osmia.cli.verify.Verification;
import dev.osmia.cli.verify.VerifyOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code osmia verify}. */
final class VerifyCommand implements Command {
    private static final String HEX = "0x";
    private static final List<String> TYPES = Arrays.stream(ProgramType.values())
            .filter(type -> type != ProgramType.HOST)
            .map(ProgramType::shortName)
            .toList();

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(),
                "Tell whether Linux would accept the programs of an object file, and if not, why not.",
                "Verifies the programs of an eBPF object file as Linux 6.18 does on x86-64, for a loader with all "
                        + "capabilities: the same verdicts for the same reasons, on any system and without permissions. "
                        + "Nothing is run. The exit status is 0 if all are accepted, 1 if not.");
        spec.addPositional(Options.fileArgument("FILE.o", "The object file; - is standard input."));
        Options.group(spec, "What is verified",
                Options.texts("--program", "NAME", "Only this program; may be repeated."),
                Options.choice("--type", "TYPE", TYPES, "Take the programs for this type, whatever their sections say,",
                        "such as xdp or sched_cls."),
                Options.text("--flags", "FLAGS",
                        "Load them with these flags of BPF_PROG_LOAD too: a number, or names such as",
                        "strict_alignment, test_state_freq and test_reg_invariants with commas."),
                Options.files("--target", "FILE.o[:PROGRAM]",
                        "What freplace, fentry and fexit programs are attached to: the programs of",
                        "this file, or one of them. They are verified first. May be repeated; a",
                        "target is attached to those behind it."),
                Options.file("--btf", "FILE", "Verify for the kernel with the types (BTF) of this file",
                        "(default: the running Linux, /sys/kernel/btf/vmlinux)."));
        Options.group(spec, "What is printed",
                Options.number("--log", "Print Linux's log: 1 the path to where a program is wrong, 2 all paths,",
                        "4 what it took; added for several."),
                Options.flag("--json", "Print one JSON document."));
        return Options.complete(spec,
                "  osmia verify flows.bpf.o",
                "  osmia verify flows.bpf.o --program count --log 2",
                "  osmia verify extension.bpf.o --target dispatcher.bpf.o:entry",
                "  osmia verify prog.o --btf /boot/btf-of-production --json");
    }

    @Override
    public int run(ParseResult arguments, Console console) {
        VerifyOptions options = new VerifyOptions(Options.file(arguments),
                List.of(arguments.matchedOptionValue("--program", new String[0])), type(arguments), flags(arguments),
                List.of(arguments.matchedOptionValue("--target", new Path[0])), Options.file(arguments, "--btf"),
                (int) Options.number(arguments, "--log", 0, 1, 7));
        return Verification.run(options, arguments.hasMatchedOption("--json"), console) ? Osmia.DONE : Osmia.FAILED;
    }

    private static @Nullable ProgramType type(ParseResult arguments) {
        String given = arguments.matchedOptionValue("--type", (String) null);
        if (given == null) {
            return null;
        }
        if (!TYPES.contains(given)) {
            throw Options.usage(arguments, "--type: '" + given + "' is not known" + Spelling.question(given, TYPES)
                    + "; there are " + String.join(", ", TYPES));
        }
        return ProgramType.valueOf(given.toUpperCase(Locale.ROOT));
    }

    private static int flags(ParseResult arguments) {
        String given = arguments.matchedOptionValue("--flags", "");
        int flags = 0;
        for (String word : given.isEmpty() ? List.<String>of() : List.of(given.split(",", -1))) {
            flags |= flag(arguments, word);
        }
        return flags;
    }

    private static int flag(ParseResult arguments, String word) {
        for (ProgramFlag flag : ProgramFlag.values()) {
            if (word.equalsIgnoreCase(flag.name()) || word.equals(flag.linuxName())) {
                return flag.value();
            }
        }
        try {
            return word.startsWith(HEX)
                    ? Integer.parseUnsignedInt(word.substring(HEX.length()), 16)
                    : Integer.parseUnsignedInt(word);
        } catch (NumberFormatException _) {
            throw Options.usage(arguments, "--flags: '" + word + "' is neither a number nor one of "
                    + String.join(", ",
                            Arrays.stream(ProgramFlag.values())
                                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                                    .toList()));
        }
    }
}
