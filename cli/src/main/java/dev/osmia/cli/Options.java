package dev.osmia.cli;

import dev.osmia.cli.show.Hex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How options are declared and read, the same in every subcommand. */
final class Options {
    private static final Pattern VALUE = Pattern
            .compile("(?m)^( +(?:\\e\\[[0-9;]*m)*--?[a-z-]+)((?:\\e\\[[0-9;]*m)*)=");

    private Options() {
    }

    /** A command, with a line for the list of commands. */
    static CommandSpec command(String name, String summary, String... description) {
        CommandSpec spec = CommandSpec.create().name(name);
        List<String> sections = new ArrayList<>(spec.usageMessage().sectionKeys());
        sections.remove(UsageMessageSpec.SECTION_KEY_HEADER_HEADING);
        sections.remove(UsageMessageSpec.SECTION_KEY_HEADER);
        spec.usageMessage()
                .sectionKeys(sections)
                .header(summary)
                .synopsisHeading("Usage: ")
                .descriptionHeading("%n")
                .description(description)
                .sortOptions(false)
                .sortSynopsis(false)
                .abbreviateSynopsis(true)
                .parameterListHeading("%n")
                .autoWidth(false)
                .width(100);
        return spec;
    }

    /** Adds options that belong together under a heading. */
    static void group(CommandSpec spec, String heading, ArgSpec... options) {
        ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                .heading("%n" + heading + "%n")
                .validate(false)
                .order(
                        spec.argGroups().size());
        for (ArgSpec option : options) {
            group.addArg(option);
        }
        spec.addArgGroup(group.build());
    }

    /** Adds what comes last: the common options, and examples. */
    static CommandSpec complete(CommandSpec spec, String... examples) {
        group(spec, "Common", flag("--debug", "Show the stack trace of a failure."),
                OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
        if (examples.length > 0) {
            spec.usageMessage().footerHeading("%nExamples%n").footer(examples);
        }
        return spec;
    }

    /** An option without a value. */
    static OptionSpec flag(String name, String... description) {
        return OptionSpec.builder(name).description(description).build();
    }

    /** An option with a text as its value. */
    static OptionSpec text(String name, String label, String... description) {
        return OptionSpec.builder(name.split("\\|"))
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    /** An option that may be given several times. */
    static OptionSpec texts(String name, String label, String... description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String[].class)
                .arity("1")
                .description(description)
                .build();
    }

    /** An option with a number as its value; {@link #number(ParseResult, String, long, long, long)} reads it. */
    static OptionSpec number(String name, String... description) {
        return text(name, "N", description);
    }

    /** An option with the name of a file as its value. */
    static OptionSpec file(String name, String label, String... description) {
        return OptionSpec.builder(name).paramLabel(label).type(Path.class).description(description).build();
    }

    /** An option with the name of a file as its value that may be given several times. */
    static OptionSpec files(String name, String label, String... description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(Path[].class)
                .arity("1")
                .description(description)
                .build();
    }

    /** An option whose value is one of a few words. */
    static OptionSpec choice(String name, String label, List<String> words, String... description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .completionCandidates(words)
                .description(description)
                .build();
    }

    /** What the constants of an enumeration are called in arguments. */
    static <E extends Enum<E>> List<String> words(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    }

    /** Requires that a file to be written is none of those that are read. */
    static void requireOther(ParseResult arguments, String option, @Nullable Path written, @Nullable Path... read)
            throws IOException {
        for (Path each : read) {
            if (written != null && each != null && Files.exists(written) && Files.exists(each)
                    && Files.isSameFile(written, each)) {
                throw usage(arguments, option + " " + written + ": that file is read, expected another one");
            }
        }
    }

    /** The file that an option names, or null. */
    static @Nullable Path file(ParseResult arguments, String option) {
        Path file = arguments.matchedOptionValue(option, (Path) null);
        if (file != null && file.toString().isEmpty()) {
            throw usage(arguments, option + ": expected the name of a file, not nothing");
        }
        return file;
    }

    /** The file that the first argument names. */
    static Path file(ParseResult arguments) {
        Path file = arguments.matchedPositionalValue(0, Path.of(""));
        if (file.toString().isEmpty()) {
            throw usage(arguments, "expected the name of a file, not nothing");
        }
        return file;
    }

    /** An argument that is the name of a file. */
    static PositionalParamSpec fileArgument(String label, String... description) {
        return PositionalParamSpec.builder()
                .index("0")
                .paramLabel(label)
                .type(Path.class)
                .required(true)
                .arity("1")
                .description(description)
                .build();
    }

    /** An argument without a name. */
    static PositionalParamSpec argument(String label, boolean required, String... description) {
        return PositionalParamSpec.builder()
                .index("0")
                .paramLabel(label)
                .type(String.class)
                .required(required)
                .arity(required ? "1" : "0..1")
                .description(description)
                .build();
    }

    /** The constant that an option names in lower case. */
    static <E extends Enum<E>> E choice(ParseResult arguments, String option, Class<E> type, E otherwise) {
        String given = arguments.matchedOptionValue(option, "");
        if (given.isEmpty() && !arguments.hasMatchedOption(option)) {
            return otherwise;
        }
        List<String> words = words(type);
        int index = words.indexOf(given);
        if (index < 0) {
            throw usage(arguments, option + ": '" + given + "' is not known, expected " + String.join(" or ", words));
        }
        return type.getEnumConstants()[index];
    }

    /** A number of an option, within bounds. */
    static long number(ParseResult arguments, String option, long otherwise, long least, long most) {
        String given = arguments.matchedOptionValue(option, (String) null);
        return given == null ? otherwise : number(arguments, option + " " + given, given, least, most);
    }

    /** A number within bounds that stands in an argument. */
    static long number(ParseResult arguments, String where, String digits, long least, long most) {
        try {
            long value = Long.parseLong(digits);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // The same answer as for a number out of bounds.
        }
        throw usage(arguments, where + ": expected a whole number from " + least + " to " + most);
    }

    /** A complaint about the arguments. */
    static ParameterException usage(ParseResult arguments, String problem) {
        return new ParameterException(arguments.commandSpec().commandLine(), problem);
    }

    /** The text of a command's help, which shows values apart from their options, as people write them. */
    static String help(CommandLine command, boolean colour) {
        return VALUE.matcher(command.getUsageMessage(colour ? Ansi.ON : Ansi.OFF)).replaceAll("$1$2 ");
    }

    /** What an option gives as hexadecimal digits, or as the name of a file. */
    static byte[] bytes(ParseResult arguments, String option, String data) {
        byte[] digits = Hex.parse(data);
        if (digits != null) {
            return digits;
        }
        Path file = Path.of(data);
        if (!Files.exists(file)) {
            throw Options.usage(arguments, option + " " + data + ": neither hexadecimal digits nor the name of a file");
        }
        return NamedFile.reading(file, () -> Files.readAllBytes(file));
    }
}
