package dev.plumbline.harness.cli;

import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "help",
        description = "Say what a command does and takes, as COMMAND --help does.",
        mixinStandardHelpOptions = true)
final class HelpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Such as run, or data pull.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine line = command.root().commandLine();
        for (String word : words) {
            CommandLine next = line.getSubcommands().get(word);
            if (next == null) {
                throw PlumblineException.usage("there is no command " + word + "; nearest: "
                        + String.join(
                                ", ",
                                NearestNames.of(word, line.getSubcommands().keySet())));
            }
            line = next;
        }
        line.usage(command.commandLine().getOut());
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
