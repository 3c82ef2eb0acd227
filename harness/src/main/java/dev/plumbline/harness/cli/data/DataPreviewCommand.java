package dev.plumbline.harness.cli.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.NetworkArguments;
import dev.plumbline.harness.cli.option.ProgressDisplay;
import dev.plumbline.harness.cli.option.Verbosity;
import dev.plumbline.harness.cli.table.Json;
import dev.plumbline.harness.run.PassingFolder;
import dev.plumbline.harness.select.DataPlaces;
import dev.plumbline.harness.train.TrainingData;
import dev.plumbline.harness.train.TrainingParts;
import dev.plumbline.trainer.loop.BatchPreview;
import dev.plumbline.trainer.rows.RowFormat;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "preview",
        description = "Show training rows as the network gets them.",
        footer = {
            "",
            "Texts have their instructions and are cut where the network's input ends; what is drawn",
            "is what the first steps draw. Nothing is trained and no weights are looked at.",
            "Exit codes: 0 done, 2 usage, 3 data, 4 model."
        },
        mixinStandardHelpOptions = true)
public final class DataPreviewCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Training files, or folders of beir and msmarco, instead of --config; needs --network.")
    private List<Path> paths = List.of();

    @Option(
            names = "--negatives",
            paramLabel = "N",
            description = "Hard negatives drawn for each row of PATH that has some (default: ${DEFAULT-VALUE}).")
    private int negatives = 1;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A training run's stages, YAML, as for plumbline train.")
    private Path config;

    @Option(
            names = "--network",
            paramLabel = "DIR",
            description = "Network whose tokenizer cuts and counts the texts of PATH, or a hub name.")
    private String tokenizer;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Of PATH, as for data convert (default: rows).")
    private RowFormat format = RowFormat.ROWS;

    @Mixin
    private ColumnArguments shape;

    @Option(names = "--stage", paramLabel = "NAME", description = "Of this stage (default: of each that trains).")
    private String stage;

    @Option(names = "--rows", paramLabel = "N", description = "Rows of each data set (default: ${DEFAULT-VALUE}).")
    private int rows = 3;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder of the run, whose indexes of the data are made or taken over. Default: the"
                    + " configuration's name without its ending, here; of PATH a temporary one.")
    private Path output;

    @Option(names = "--json", description = "Print the rows as JSON.")
    private boolean json;

    @Mixin
    private NetworkArguments network;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws JsonProcessingException {
        if (rows < 1) {
            throw PlumblineException.usage("--rows must be at least 1, not " + rows);
        }
        if ((config == null) == paths.isEmpty()) {
            throw PlumblineException.usage(
                    "give --config FILE, or files of training rows with --network DIR, and not both");
        }
        if (config != null) {
            return show(
                    TrainingSettings.read(config),
                    output == null
                            ? Path.of(config.getFileName().toString().replaceFirst("\\.[A-Za-z]+$", ""))
                            : output);
        }
        if (tokenizer == null) {
            throw PlumblineException.usage("--network DIR is missing: its tokenizer cuts and counts the texts");
        }
        try (PassingFolder own = new PassingFolder("preview")) {
            return show(
                    TrainingSettings.read(configuration(own.folder())),
                    output == null ? own.folder().resolve("run") : output);
        }
    }

    /** A stage as {@code train} would read it, of the files alone. */
    private Path configuration(Path folder) {
        List<Path> named = FileWords.of(paths);
        format.requirePaths(named);
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.put("network", Files.isDirectory(Path.of(tokenizer)) ? absolute(Path.of(tokenizer)) : tokenizer);
        ObjectNode own = run.putArray("stages").addObject();
        own.put("name", "preview");
        if (format == RowFormat.TEXTS) {
            own.put("kind", "align").putObject("align").put("model", "none");
        } else {
            own.put("kind", "finetune");
        }
        ObjectNode data = own.putObject("data").put("batch_size", rows);
        ObjectNode dataset = data.putArray("datasets").addObject();
        dataset.put("name", "rows")
                .put("type", "retrieval")
                .put("format", format.name().toLowerCase(Locale.ROOT));
        dataset.put("split", shape.split()).put("negatives", negatives);
        shape.columns().forEach(dataset.putArray("columns")::add);
        named.forEach(path -> dataset.withArray("path").add(absolute(path)));
        Path file = folder.resolve("preview.json");
        AtomicFiles.write(file, run.toString());
        return file;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private int show(TrainingSettings read, Path folder) throws JsonProcessingException {
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        TrainingSettings settings = new TrainingData(
                        DataPlaces.bundled().source(network.hub(progress), progress), folder, progress::note)
                .rows(read);
        Path start = new TrainingParts(
                        settings, folder, network.access(), new TrainingParts.Listeners(progress, progress, progress))
                .places()
                .description(settings.start().network());
        BatchPreview preview = new BatchPreview(settings, start, folder.resolve(".index"));
        ArrayNode all = Json.MAPPER.createArrayNode();
        StringBuilder text = new StringBuilder();
        for (OptimisedStage each : stages(settings)) {
            text.append("== ").append(each.name()).append('\n');
            for (BatchPreview.Row row : preview.of(each, rows, progress::warning)) {
                all.add(json(each.name(), row));
                text(row, text);
            }
        }
        command.commandLine().getOut().print(json ? Json.MAPPER.writeValueAsString(all) + "\n" : text);
        command.commandLine().getOut().flush();
        return ExitCode.DONE;
    }

    private List<OptimisedStage> stages(TrainingSettings settings) {
        List<OptimisedStage> trained = settings.stages().stream()
                .filter(OptimisedStage.class::isInstance)
                .map(OptimisedStage.class::cast)
                .toList();
        if (stage == null) {
            return trained;
        }
        List<OptimisedStage> named =
                trained.stream().filter(each -> each.name().equals(stage)).toList();
        if (named.isEmpty()) {
            throw PlumblineException.usage("there is no stage '" + stage + "' that trains in " + config + "; nearest: "
                    + String.join(
                            ", ",
                            NearestNames.of(
                                    stage,
                                    trained.stream().map(OptimisedStage::name).toList())));
        }
        return named;
    }

    private static void text(BatchPreview.Row row, StringBuilder out) {
        out.append(row.dataset()).append(": ").append(row.place());
        row.score().ifPresent(score -> out.append(", score ").append(score));
        row.label().ifPresent(label -> out.append(", label ").append(label));
        out.append('\n');
        for (BatchPreview.Text text : row.texts()) {
            out.append(String.format(Locale.ROOT, "  %-5s %4d tokens", text.role(), text.tokens()));
            if (text.left() > 0) {
                out.append(", ").append(text.left()).append(" more cut off");
            }
            text.score().ifPresent(score -> out.append(String.format(Locale.ROOT, ", teacher %.4f", score)));
            out.append("  ").append(text.text().replace("\n", "\\n")).append('\n');
        }
    }

    private static ObjectNode json(String stage, BatchPreview.Row row) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("stage", stage).put("dataset", row.dataset()).put("place", row.place());
        row.score().ifPresent(score -> node.put("score", score));
        row.label().ifPresent(label -> node.put("label", label));
        ArrayNode texts = node.putArray("texts");
        for (BatchPreview.Text text : row.texts()) {
            ObjectNode own = texts.addObject()
                    .put("role", text.role())
                    .put("text", text.text())
                    .put("tokens", text.tokens())
                    .put("cut_off", text.left());
            text.score().ifPresent(score -> own.put("teacher", score));
        }
        return node;
    }
}
