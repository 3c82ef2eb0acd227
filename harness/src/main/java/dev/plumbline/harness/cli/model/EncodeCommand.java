package dev.plumbline.harness.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ChosenPlace;
import dev.plumbline.harness.cli.option.EngineArguments;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.ModelArguments;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.ShippingArguments;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.encode.TextsEncoding;
import dev.plumbline.harness.engine.StageFigures;
import dev.plumbline.harness.folder.StageEntries;
import dev.plumbline.manifest.Manifest;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import dev.plumbline.trainer.mine.Miner;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "encode",
        description = "Write the vectors of a file's texts.",
        footer = {
            "",
            "The output has the columns text, prompt_type and vector, and id where",
            "--id-column is given, a row for each row of the input in its order;",
            "--model embeddings:FILE reads it. Its bytes are the same whatever the batches,",
            "threads and engine.",
            "Exit codes: 0 done, 2 usage, 3 data, 4 model, 5 storage."
        },
        mixinStandardHelpOptions = true)
public final class EncodeCommand implements Callable<Integer> {

    /** Texts in memory at a time: their vectors are 100 MB at 384 dimensions, and a cluster has work for a while. */
    private static final int WINDOW = 65_536;

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Option(
            names = "--input",
            required = true,
            arity = "1..*",
            split = ",",
            paramLabel = "FILE",
            description = "JSON lines, also .gz or .zst, or Parquet; several are read as one.")
    private List<Path> inputs;

    @Mixin
    private ModelArguments model;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Parquet, FILE.parquet.")
    private Path output;

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = "Column of the texts (default: ${DEFAULT-VALUE}).")
    private String textColumn = "text";

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description = "Column that names rows, texts or whole numbers; written as id.")
    private String idColumn;

    @Option(
            names = "--prompt-type",
            paramLabel = "TYPE",
            description =
                    "query or document: the side the texts stand on, for the model's prompt. Default: neither, and the"
                            + " vectors serve for both.")
    private String promptType;

    @Option(
            names = "--task",
            paramLabel = "NAME",
            description = "Put this task's prompt before the texts. Default: the model's prompt for retrieval.")
    private String task;

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description = "stop or skip at rows without a text (default: ${DEFAULT-VALUE}).")
    private OnError onError = OnError.STOP;

    @Mixin
    private OutputArguments outputs;

    @Mixin
    private EngineArguments engine;

    @Mixin
    private ShippingArguments shipping;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        if (!output.toString().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
            throw PlumblineException.usage(
                    "--output " + output + " must end with .parquet, the one form that is written");
        }
        TaskSpec spec = task == null ? Miner.TASK : Manifest.bundled().task(task);
        TextsEncoding.Prompting prompting = new TextsEncoding.Prompting(spec, role());
        // what is wrong with files is said before a model is opened or a cluster asked
        List<Path> named = FileWords.of(inputs);
        named.forEach(RowFile::require);
        outputs.check("--output", output);
        OptionalInt elsewhere = engine.elsewhere(command);
        if (elsewhere.isPresent()) {
            return elsewhere.getAsInt();
        }
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        ModelOptions opening = model.options(progress);
        Models.check(model.spec(), opening);
        RowErrors errors = new RowErrors(onError, progress::warning);
        try (ChosenPlace place = engine.place(progress, shipping);
                Model opened = place.opened(model.spec(), opening, each -> Models.openEncoder(model.spec(), each))) {
            TextsEncoding.Columns columns = new TextsEncoding.Columns(textColumn, Optional.ofNullable(idColumn));
            progress.encodingAll("vectors for " + output);
            long start = System.nanoTime();
            long rows = new TextsEncoding((Encoder) opened, columns, prompting, WINDOW, errors).write(named, output);
            command.commandLine()
                    .getOut()
                    .println(summary(rows, errors.count(), opened, (System.nanoTime() - start) / 1e9, place.figures()));
            command.commandLine().getOut().flush();
        }
        return ExitCode.DONE;
    }

    private Role role() {
        if (promptType == null) {
            return Role.NONE;
        }
        return Arrays.stream(Role.values())
                .filter(role -> role.promptType().filter(promptType::equals).isPresent())
                .findFirst()
                .orElseThrow(
                        () -> PlumblineException.usage("--prompt-type must be query or document, not " + promptType));
    }

    private String summary(long rows, long skipped, Model opened, double seconds, List<StageFigures> figures)
            throws JsonProcessingException {
        int width = opened.card().dimensions();
        if (json) {
            ObjectNode facts = Json.MAPPER.createObjectNode();
            facts.put("rows", rows);
            facts.put("left_out", skipped);
            facts.put("dimensions", width);
            facts.put("output", output.toString());
            facts.put("seconds", seconds);
            StageEntries.put(facts, figures);
            return Json.MAPPER.writeValueAsString(facts);
        }
        return rows + " vectors of " + width + " dimensions in " + output
                + (skipped == 0 ? "" : "; " + skipped + " rows with errors were left out");
    }
}
