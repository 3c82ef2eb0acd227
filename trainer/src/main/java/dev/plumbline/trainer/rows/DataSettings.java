package dev.plumbline.trainer.rows;

import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.HomePath;
import dev.plumbline.ground.Settings;
import dev.plumbline.ground.WrongValueException;
import dev.plumbline.models.prompt.InstructionPrompts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * The data of a stage. In a configuration file, with every default:
 *
 * <pre>
 * data:
 *   batch_size: 64                  required
 *   sampling_temperature: 1         T; a data set of n rows is drawn in proportion to weight n^(1/T)
 *   own_ratio: 1                    part of a batch that is of one data set
 *   datasets:
 *     - name: questions             required
 *       path: questions-*.jsonl.gz  required; one or a list, relative to this file; * in a file's name
 *       format: rows                tuples, texts, kalm, flagembedding, nemo, beir, msmarco; see {@link RowFormat}
 *       columns: []                 of tuples and texts, instead of all
 *       hub: org/name               instead of path; a data set of the hub
 *       revision: main
 *       config:                     of the hub's data set; its default one
 *       split: train                of the hub's data set, or of judgements
 *       max_rows:                   rows of an epoch at most, others in every epoch
 *       type: retrieval             required, but sts for texts; retrieval, reranking, sts, pair_classification, classification,
 *                                   clustering
 *       instruction: ""
 *       template: "Instruct: {instruction} \n Query: "
 *       instruct_passages: false    true for the types after reranking
 *       in_batch_negatives: true    false for classification and clustering
 *       temperature:                the stage's
 *       weight: 1
 *       max_query_length: 512
 *       max_passage_length: 512
 *       negatives: 7
 *       on_error: stop              or skip
 * </pre>
 *
 * @param datasets at least one, names unique
 */
public record DataSettings(List<DatasetSettings> datasets, SamplingSettings sampling) {

    public DataSettings {
        Objects.requireNonNull(sampling, "sampling");
        datasets = List.copyOf(datasets);
        Set<String> names = new HashSet<>();
        for (DatasetSettings dataset : datasets) {
            if (!names.add(dataset.name())) {
                throw new WrongValueException("datasets", "has two that are called '" + dataset.name() + "'", "");
            }
        }
        if (datasets.isEmpty()) {
            throw new WrongValueException(
                    "datasets", "must have at least one", "[{name: rows, path: rows.jsonl, type: retrieval}]");
        }
    }

    /**
     * Reads the mapping {@code data}.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind USAGE that names the file and the key of a mistake
     */
    public static DataSettings read(Settings node) {
        SamplingSettings sampling = sampling(node);
        List<DatasetSettings> datasets = new ArrayList<>();
        for (Settings dataset : node.children("datasets")) {
            datasets.add(dataset(dataset));
        }
        node.end();
        return node.checked(() -> new DataSettings(datasets, sampling));
    }

    private static SamplingSettings sampling(Settings node) {
        int batchSize = node.optionalInteger("batch_size").orElseThrow(() -> node.missing("batch_size", "32"));
        double temperature = node.number("sampling_temperature", 1);
        double ownRatio = node.number("own_ratio", 1);
        return node.checked(() -> new SamplingSettings(batchSize, temperature, ownRatio));
    }

    private static DatasetSettings dataset(Settings node) {
        String name = node.required("name", "rows");
        RowSource source = source(node);
        boolean textsAlone = source.format() == RowFormat.TEXTS;
        DatasetType type = node.choice("type", DatasetType.class)
                .or(() -> textsAlone ? Optional.of(DatasetType.STS) : Optional.empty())
                .orElseThrow(() -> node.missing("type", "retrieval"));
        List<Path> files = source.hub().isPresent() ? List.of() : files(node, source.format());
        Instruction instruction = instruction(node, type);
        DatasetSettings.Lengths defaults = DatasetSettings.Lengths.DEFAULT;
        DatasetSettings.Lengths lengths = node.checked(() -> new DatasetSettings.Lengths(
                node.integer("max_query_length", defaults.query()),
                node.integer("max_passage_length", defaults.passage())));
        DatasetSettings settings = node.checked(() -> new DatasetSettings(
                name,
                files,
                type,
                instruction,
                node.flag("in_batch_negatives", type.inBatchNegatives()),
                node.optionalNumber("temperature"),
                node.number("weight", 1),
                lengths,
                node.integer("negatives", DatasetSettings.DEFAULT_NEGATIVES),
                node.choice("on_error", OnError.class).orElse(OnError.STOP),
                source,
                node.optionalInteger("max_rows").stream().asLongStream().findFirst(),
                textsAlone));
        node.end();
        return settings;
    }

    private static Instruction instruction(Settings node, DatasetType type) {
        String text = node.text("instruction", "");
        String template = node.text("template", InstructionPrompts.KALM_TEMPLATE);
        boolean passages = node.flag("instruct_passages", type.symmetric());
        return node.checked(() -> new Instruction(text, template, passages));
    }

    private static RowSource source(Settings node) {
        Optional<String> hub = node.optionalText("hub");
        RowFormat format = node.choice("format", RowFormat.class).orElse(RowFormat.ROWS);
        String split = node.text("split", RowSource.ROWS.split());
        List<String> columns = node.texts("columns");
        Optional<String> revision = node.optionalText("revision");
        Optional<String> config = node.optionalText("config");
        if (hub.isPresent() && node.has("path")) {
            throw node.wrong("path", "and hub cannot both be given; leave one out");
        }
        if (hub.isEmpty() && (revision.isPresent() || config.isPresent())) {
            throw node.missing("hub", "org/name");
        }
        return node.checked(() ->
                new RowSource(format, split, columns, hub.map(name -> new RowSource.HubName(name, revision, config))));
    }

    private static List<Path> files(Settings node, RowFormat format) {
        List<Path> files = new ArrayList<>();
        for (String path : node.texts("path")) {
            try {
                files.addAll(format.isFolder() ? List.of(folder(node, path, format)) : matching(node, path));
            } catch (InvalidPathException | PatternSyntaxException e) {
                throw node.wrong("path", "'" + FileNames.shown(path) + "' is no path", "rows.jsonl");
            } catch (IOException e) {
                throw node.wrong("path", "'" + path + "' cannot be looked at: " + e);
            }
        }
        if (files.isEmpty()) {
            throw node.missing("path", "rows.jsonl");
        }
        return files;
    }

    private static Path folder(Settings node, String path, RowFormat format) {
        Path folder = HomePath.in(node.folder(), path).normalize();
        if (!Files.isDirectory(folder)) {
            throw node.wrong(
                    "path",
                    "'" + path + "': there is no folder " + folder + ", which format: "
                            + format.name().toLowerCase(Locale.ROOT) + " needs",
                    "my-folder");
        }
        return folder;
    }

    /** The file, or by name those that a pattern such as {@code part-*.jsonl} matches. */
    private static List<Path> matching(Settings node, String path) throws IOException {
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        if (last.indexOf('*') < 0) {
            Path file = HomePath.in(node.folder(), path).normalize();
            if (!Files.isRegularFile(file)) {
                throw node.wrong(
                        "path", "'" + path + "': there is no file " + file + ", or it is a folder", "rows.jsonl");
            }
            return List.of(file);
        }
        Path folder = HomePath.in(node.folder(), path.substring(0, slash + 1)).normalize();
        List<Path> matching = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + last);
            try (DirectoryStream<Path> entries =
                    Files.newDirectoryStream(folder, entry -> matcher.matches(entry.getFileName()))) {
                entries.forEach(matching::add);
            }
        }
        if (matching.isEmpty()) {
            throw node.wrong("path", "'" + path + "' matches no file in " + folder, "rows-*.jsonl");
        }
        matching.sort(null);
        return matching;
    }
}
