package dev.osmia.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

import java.util.Set;

/** {@code osmia completion}. */
final class CompletionCommand implements Command {
    private static final Set<String> SHELLS = Set.of("bash", "zsh");

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(), "Print a script that completes commands in a shell.",
                "Prints a script that completes commands and options in a shell.");
        spec.addPositional(Options.argument("SHELL", true, "bash or zsh."));
        return Options.complete(spec,
                "  source <(osmia completion bash)",
                "  osmia completion zsh >> ~/.zshrc");
    }

    @Override
    public int run(ParseResult arguments, Console console) {
        String shell = arguments.matchedPositionalValue(0, "");
        if (!SHELLS.contains(shell)) {
            throw Options.usage(arguments, "'" + shell + "' is no shell known here, expected bash or zsh");
        }
        // One script for both: it turns on zsh's own reading of bash completions where it finds itself in zsh.
        // It turns off the shell's own completion of file names, which all other arguments are.
        console.out()
                .println(AutoComplete.bash("osmia", arguments.commandSpec().root().commandLine())
                        .replace("compopt +o default", "true"));
        return Osmia.DONE;
    }
}
