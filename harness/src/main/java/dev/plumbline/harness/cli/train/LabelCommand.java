package dev.plumbline.harness.cli.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.ground.Settings;
import dev.plumbline.ground.SettingsFile;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.trainer.label.ExampleGroups;
import dev.plumbline.trainer.label.LabelSettings;
import dev.plumbline.trainer.label.LabelSummary;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "label",
        description = "Turn classification or clustering data into training rows.",
        footer = {
            "",
            "Each text becomes a query, another text of its class the positive, texts of",
            "other classes the negatives.",
            "Files are JSON lines, also .gz or .zst, or Parquet; a row holds a text and a",
            "label, or a list of each."
        },
        mixinStandardHelpOptions = true)
public final class LabelCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of labelled texts, read as one.")
    private List<Path> files;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "JSON lines; compressed if it ends with .gz.")
    private Path output;

    @Option(names = "--text", paramLabel = "FIELD", description = "Field of the text (default: ${DEFAULT-VALUE}).")
    private String text = LabelSettings.defaults().textField();

    @Option(names = "--label", paramLabel = "FIELD", description = "Field of the label (default: ${DEFAULT-VALUE}).")
    private String label = LabelSettings.defaults().labelField();

    @Option(names = "--negatives", paramLabel = "N", description = "Negatives per row (default: ${DEFAULT-VALUE}).")
    private int negatives = LabelSettings.defaults().negatives();

    @Option(
            names = "--groups",
            paramLabel = "N",
            description = "Rows made of each text, each with another draw (default: ${DEFAULT-VALUE}).")
    private int groups = LabelSettings.defaults().groups();

    @Option(
            names = "--label-text-ratio",
            paramLabel = "R",
            description =
                    "Part of the rows whose positive is the text of the label, and whose negatives are other labels"
                            + " (default: 0).")
    private double labelTextRatio;

    @Option(
            names = "--label-texts",
            paramLabel = "FILE",
            description = "JSON object of label to its text. Default: a label is its own text.")
    private Path labelTexts;

    @Option(names = "--task", paramLabel = "NAME", description = "Written into every row as \"task\".")
    private String task;

    @Option(names = "--seed", paramLabel = "N", description = "Of all draws (default: ${DEFAULT-VALUE}).")
    private long seed = LabelSettings.defaults().seed();

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description = "stop or skip at rows with errors (default: ${DEFAULT-VALUE}).")
    private OnError onError = OnError.STOP;

    @Mixin
    private OutputArguments outputs;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        outputs.checkRows("--output", output);
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        LabelSummary summary =
                ExampleGroups.write(FileWords.of(files), settings(), new RowErrors(onError, progress::warning), output);
        command.commandLine().getOut().print(json ? Json.MAPPER.writeValueAsString(summary) + "\n" : text(summary));
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private LabelSettings settings() {
        Map<String, String> texts = labelTexts == null ? Map.of() : labelTexts();
        try {
            return new LabelSettings(
                    text, label, negatives, labelTextRatio, texts, groups, Optional.ofNullable(task), seed);
        } catch (IllegalArgumentException e) {
            throw PlumblineException.usage(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> labelTexts() {
        Settings file =
                SettingsFile.read(labelTexts, "--label-texts " + labelTexts).mapping();
        Map<String, String> texts = new LinkedHashMap<>();
        file.keys().forEach(key -> texts.put(key, file.required(key, "the text of the label")));
        return texts;
    }

    private static String text(LabelSummary summary) {
        TextTable table = new TextTable("TEXTS AND ROWS", "");
        table.add("texts of " + summary.classes() + " classes", Long.toString(summary.texts()));
        table.add("rows with errors, left out", Long.toString(summary.badRows()));
        table.add("texts with several labels", Long.toString(summary.conflicting()));
        table.add("rows written", Long.toString(summary.groups()));
        table.add("  whose positive is a label's text", Long.toString(summary.ofLabelTexts()));
        table.add("  with fewer negatives than wanted", Long.toString(summary.fewerNegatives()));
        table.add("not made, no other text of the class", Long.toString(summary.withoutPositive()));
        return table.toString();
    }
}
