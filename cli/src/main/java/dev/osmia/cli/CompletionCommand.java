package dev.osmia.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

import java.util.List;

/** {@code osmia completion}. */
final class CompletionCommand implements Command {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    /**
     * Stands between the shell and the generated function, which knows options and values as words of their own: in
     * {@code --engine=c} bash sees three words, and zsh one.
     */
    private static final String APART = """
            function _osmia() {
              local -a given
              given=("${COMP_WORDS[@]}")
              local at=$COMP_CWORD option="" i
              local -a COMP_WORDS
              local COMP_CWORD
              COMP_WORDS=()
              for ((i = 0; i <= at; i++)); do
                option=""
                if [[ ${given[i]} == "=" ]]; then
                  if [[ $i == "$at" ]]; then COMP_WORDS+=(""); fi
                elif [[ ${given[i]} == --*=* ]]; then
                  option="${given[i]%%=*}="
                  COMP_WORDS+=("${given[i]%%=*}" "${given[i]#*=}")
                else
                  COMP_WORDS+=("${given[i]}")
                fi
              done
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
              if [[ -z $option ]]; then
                _complete_osmia
              else
                # What zsh takes for the beginning of a file name.
                local PREFIX="${COMP_WORDS[COMP_CWORD]}"
                _complete_osmia
                COMPREPLY=("${COMPREPLY[@]/#/$option}")
              fi
            }
            """;

    /** What the generated script does with the names of files, which it then expands: a name may hold a command. */
    private static final String EXPANDED = "positionals=$( compgen -f -- \"${curr_word}\" ) # files";
    private static final String PLAIN = "COMPREPLY=( $( compgen -f -- \"${curr_word}\" ) ) # files\n      return $?";

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Options.command(name(), "Print a script that completes commands in a shell.",
                "Prints a script for a shell, which then completes commands, options, their values and file names when "
                        + "the tab key is pressed.");
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("SHELL")
                .type(String.class)
                .required(true)
                .arity("1")
                .completionCandidates(SHELLS)
                .description("bash or zsh.")
                .build());
        return Options.complete(spec,
                "  source <(osmia completion bash)     (a line for ~/.bashrc)",
                "  source <(osmia completion zsh)      (a line for ~/.zshrc)");
    }

    @Override
    public int run(ParseResult arguments, Console console) {
        String shell = arguments.matchedPositionalValue(0, "");
        if (!SHELLS.contains(shell)) {
            throw Options.usage(arguments, "'" + shell + "' is no shell known here, expected bash or zsh");
        }
        // One script for both: it turns on zsh's own reading of bash completions where it finds itself in zsh.
        String script = AutoComplete.bash("osmia", arguments.commandSpec().root().commandLine());
        console.out()
                .println(script.replace("# Define a completion", APART + "\n# Define a completion")
                        .replace("-F _complete_osmia", "-F _osmia")
                        .replace(EXPANDED, PLAIN));
        return Osmia.DONE;
    }
}
