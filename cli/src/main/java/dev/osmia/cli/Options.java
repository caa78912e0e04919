package dev.osmia.cli;

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

/** How options are declared and read, the same in every subcommand. */
final class Options {
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

    /** An option with a number as its value. */
    static OptionSpec number(String name, String... description) {
        return OptionSpec.builder(name).paramLabel("N").type(Integer.class).description(description).build();
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
        StringBuilder names = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(given)) {
                return constant;
            }
            names.append(names.isEmpty() ? "" : " or ").append(name);
        }
        throw usage(arguments, option + ": '" + given + "' is not known, expected " + names);
    }

    /** A number of an option, which has to be so great at least. */
    static int number(ParseResult arguments, String option, int otherwise, int least) {
        int value = arguments.matchedOptionValue(option, otherwise);
        if (value < least) {
            throw usage(arguments, option + ": expected a number from " + least + " on, not " + value);
        }
        return value;
    }

    /** A complaint about the arguments. */
    static ParameterException usage(ParseResult arguments, String problem) {
        return new ParameterException(arguments.commandSpec().commandLine(), problem);
    }

    /** The text of a command's help. */
    static String help(CommandLine command, boolean colour) {
        return command.getUsageMessage(colour ? Ansi.ON : Ansi.OFF);
    }
}
