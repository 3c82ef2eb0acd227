package dev.plumbline.harness.cli.data;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.trainer.convert.RowConversion;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFormat;
import dev.plumbline.trainer.rows.RowSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "convert",
        description = "Make training rows of data in another form.",
        footer = {
            "",
            "plumbline train reads these forms itself (format:); mine, label and decontaminate",
            "read rows.",
            "Exit codes: 0 done, 2 usage, 3 data, 5 storage."
        },
        mixinStandardHelpOptions = true)
public final class DataConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or folders of beir and msmarco.")
    private List<Path> paths;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description =
                    "rows, tuples (sentence-transformers' columns), texts, kalm, flagembedding, nemo, beir or msmarco.")
    private RowFormat format;

    @Mixin
    private ColumnArguments shape;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "JSON lines; compressed if it ends with .gz.")
    private Path output;

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description = "Of a row with an error: stop, or skip it (default: ${DEFAULT-VALUE}).")
    private OnError onError = OnError.STOP;

    @Mixin
    private OutputArguments outputs;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        outputs.checkRows("--output", output);
        List<Path> named = FileWords.of(paths);
        format.requirePaths(named);
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        long rows = RowConversion.write(source(), named, new RowErrors(onError, progress::warning), output);
        command.commandLine().getOut().println(rows + " rows in " + output);
        return ExitCode.DONE;
    }

    private RowSource source() {
        try {
            return new RowSource(format, shape.split(), shape.columns(), Optional.empty());
        } catch (WrongValueException e) {
            throw PlumblineException.usage("--columns " + e.getMessage());
        }
    }
}
