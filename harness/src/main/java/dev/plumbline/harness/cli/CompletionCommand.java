package dev.plumbline.harness.cli;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print what completes commands and options in a shell.",
        footer = {
            "",
            "bash: source <(plumbline completion bash), in ~/.bashrc to keep it",
            "zsh:  source <(plumbline completion zsh), in ~/.zshrc to keep it",
            "fish: plumbline completion fish > ~/.config/fish/completions/plumbline.fish"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private String shell;

    @Override
    public Integer call() {
        if (!SHELLS.contains(shell)) {
            throw PlumblineException.usage("there is no completion for " + shell + "; nearest: "
                    + String.join(", ", NearestNames.of(shell, SHELLS)));
        }
        CommandLine plumbline = command.root().commandLine();
        // picocli's script for bash has zsh emulate bash's completion
        String script =
                shell.equals("fish") ? FishCompletion.script(plumbline) : AutoComplete.bash("plumbline", plumbline);
        command.commandLine().getOut().print(script);
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
