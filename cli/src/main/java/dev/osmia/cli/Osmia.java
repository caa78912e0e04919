package dev.osmia.cli;

import dev.osmia.capture.CaptureFormatException;
import dev.osmia.embedded.ProgramTrap;
import dev.osmia.kernel.BpfException;
import dev.osmia.object.ObjectFormatException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;

/** The whole command: which subcommands there are, and what becomes of their failures. */
public final class Osmia {
    /** Exit status when the work is done. */
    public static final int DONE = 0;
    /** Exit status when a program or a file has failed. */
    public static final int FAILED = 1;
    /** Exit status when the arguments make no sense. */
    public static final int USAGE = 2;

    private static final List<Command> COMMANDS = List.of(new RunCommand(), new VerifyCommand(), new BenchCommand(),
            new DisasmCommand(),
            new AsmCommand(),
            new ConformanceCommand(), new CompletionCommand());

    private Osmia() {
    }

    /** Carries out a command line, and returns the exit status. */
    public static int run(Console console, String... arguments) {
        CommandLine command = new CommandLine(root());
        for (Command each : wanted(arguments)) {
            command.addSubcommand(each.name(), new CommandLine(each.spec()));
        }
        try {
            ParseResult result = command.parseArgs(given(arguments));
            return run(console, command, result);
        } catch (ParameterException problem) {
            return misused(console, problem);
        }
    }

    /** {@code help COMMAND} is what users of other tools try. */
    private static String[] given(String... arguments) {
        if (arguments.length == 0 || !"help".equals(arguments[0])) {
            return arguments;
        }
        return arguments.length == 1 ? new String[]{"--help"} : new String[]{arguments[1], "--help"};
    }

    /** The subcommand that is named first, as making the others takes its time; all where that is not enough. */
    private static List<Command> wanted(String... arguments) {
        List<Command> named = COMMANDS.stream()
                .filter(each -> arguments.length > 0 && each.name().equals(arguments[0]))
                .toList();
        return named.isEmpty() || named.getFirst() instanceof CompletionCommand ? COMMANDS : named;
    }

    private static CommandSpec root() {
        CommandSpec spec = CommandSpec.create().name("osmia");
        spec.usageMessage()
                .synopsisHeading("Usage: ")
                .customSynopsis("osmia COMMAND [ARGUMENT...]")
                .descriptionHeading("%n")
                .description(
                        "eBPF for the JVM: runs eBPF programs inside the JVM, without privileges and without Linux,",
                        "and on the Linux kernel, without clang or libbpf.")
                .commandListHeading("%nCommands%n")
                .optionListHeading("%nOptions%n")
                .footerHeading("%n")
                .footer("'osmia COMMAND --help' tells what a command does, with examples.",
                        "Exit status: 0 done, 1 a program or file has failed, 2 wrong usage.")
                .width(100);
        spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
        spec.addOption(
                OptionSpec.builder("-V", "--version").versionHelp(true).description("Show the version.").build());
        return spec;
    }

    private static int run(Console console, CommandLine command, ParseResult result) {
        if (result.isVersionHelpRequested()) {
            console.out().println("osmia " + version());
            return DONE;
        }
        if (result.isUsageHelpRequested()) {
            console.out().print(Options.help(command, console.colour()));
            return DONE;
        }
        if (!result.hasSubcommand()) {
            console.err().print(Options.help(command, false));
            return USAGE;
        }
        ParseResult arguments = result.subcommand();
        if (arguments.isUsageHelpRequested()) {
            console.out().print(Options.help(arguments.commandSpec().commandLine(), console.colour()));
            return DONE;
        }
        for (OptionSpec option : arguments.commandSpec().options()) {
            if (!option.isMultiValue() && option.arity().max() > 0 && option.originalStringValues().size() > 1) {
                throw Options.usage(arguments,
                        option.longestName() + " is given " + option.originalStringValues().size()
                                + " times, expected once");
            }
        }
        String name = arguments.commandSpec().name();
        Command chosen = COMMANDS.stream().filter(each -> name.equals(each.name())).findFirst().orElseThrow();
        return run(console, chosen, arguments);
    }

    private static int run(Console console, Command command, ParseResult arguments) {
        try {
            return command.run(arguments, console);
        } catch (ParameterException problem) {
            return misused(console, problem);
        } catch (Failure | ObjectFormatException | CaptureFormatException | BpfException | ProgramTrap
                | NoSuchElementException
                | IllegalArgumentException | IOException | UncheckedIOException failure) {
            int status = failed(console, arguments, failure, String.valueOf(failure.getMessage()));
            return failure instanceof Failure known ? known.status() : status;
        } catch (RuntimeException mistake) {
            return failed(console, arguments, mistake, "this should not have happened: " + mistake
                    + "; --debug shows where");
        }
    }

    private static int failed(Console console, ParseResult arguments, Exception failure, String message) {
        if (arguments.hasMatchedOption("--debug")) {
            failure.printStackTrace(console.err());
        }
        console.err().println("osmia: " + Printable.text(message));
        return FAILED;
    }

    private static int misused(Console console, ParameterException problem) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String name = command.qualifiedName();
        String message = problem instanceof UnmatchedArgumentException unmatched
                ? unknown(command, unmatched)
                : String.valueOf(problem.getMessage());
        console.err().println(name + ": " + Printable.text(message));
        console.err().println("'" + name + " --help' tells what it takes.");
        return USAGE;
    }

    private static String unknown(CommandSpec command, UnmatchedArgumentException problem) {
        String word = problem.getUnmatched().getFirst();
        if (problem.isUnknownOption()) {
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return "there is no option " + option + Spelling.question(option, command.optionsMap().keySet());
        }
        return command.subcommands().isEmpty()
                ? "there is no place for '" + word + "': " + (command.positionalParameters().isEmpty()
                        ? "it takes options only"
                        : "one " + command.positionalParameters().getFirst().paramLabel() + " is expected")
                : "there is no command " + word + Spelling.nearest(word, command.subcommands().keySet())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; there are " + String.join(", ", command.subcommands().keySet()));
    }

    private static String version() {
        try (InputStream text = Osmia.class.getResourceAsStream("version.txt")) {
            return text == null ? "(unknown version)" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new Failure("version.txt cannot be read", e);
        }
    }
}
