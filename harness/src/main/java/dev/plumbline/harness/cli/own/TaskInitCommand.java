package dev.plumbline.harness.cli.own;

import dev.plumbline.ground.AtomicFiles;
import dev.plumbline.ground.FileNames;
import dev.plumbline.ground.NearestNames;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.cli.option.ExitCode;
import dev.plumbline.harness.cli.option.FileWords;
import dev.plumbline.harness.cli.option.OutputArguments;
import dev.plumbline.harness.cli.option.Words;
import dev.plumbline.harness.own.ColumnRole;
import dev.plumbline.harness.own.RetrievalFiles;
import dev.plumbline.harness.own.TaskDraft;
import dev.plumbline.harness.own.TaskWriter;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.tasks.data.LooseFile;
import dev.plumbline.tasks.data.Table;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        description = "Write a task file for a file of rows: what its columns are is found out.",
        footer = {
            "",
            "STS and PairClassification have two texts and a number in a row,",
            "Classification and Clustering a text and a label, Retrieval a query and a text",
            "that answers it, Reranking a query with positive and negative texts.",
            "The data are written beside the task file in mteb's columns; FILE is left as",
            "it is.",
            "Exit codes: 0 done, 2 usage, 3 data, 5 storage."
        },
        mixinStandardHelpOptions = true)
public final class TaskInitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..3",
            description =
                    "CSV, TSV, JSON lines, JSON or Parquet; for a retrieval also three of them, corpus, queries and"
                            + " judgements, or a folder with corpus.jsonl, queries.jsonl and qrels/test.tsv as BEIR has them.")
    private List<Path> files;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Of the task, such as Classification, where the columns do not tell.")
    private String type;

    @Option(
            names = "--column",
            arity = "1..*",
            paramLabel = "ROLE=NAME",
            description = "Which column is what: sentence1, sentence2, score, text, label, query, positive, negative,"
                    + " human_summaries, machine_summaries or relevance.")
    private List<String> columns = List.of();

    @Option(
            names = "--train",
            paramLabel = "FILE",
            description = "Rows that a Classification learns from. Default: some of FILE, which are then not scored.")
    private Path train;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the task. Default: the file's.")
    private String name;

    @Option(names = "--language", paramLabel = "CODE", description = "Of the texts, such as eng-Latn or cmn-Hans.")
    private String language;

    @Option(names = "--output", paramLabel = "FILE", description = "The task file. Default: NAME.json, here.")
    private Path output;

    @Mixin
    private OutputArguments outputs;

    @Override
    public Integer call() {
        files = FileWords.of(files);
        String task = name();
        Path target = output == null ? Path.of(task + ".json") : output;
        Path folder = target.toAbsolutePath().resolveSibling(task);
        if (files.size() > 1 || Files.isDirectory(files.get(0))) {
            return ofRetrieval(task, target, folder);
        }
        Path file = files.get(0);
        Table table = LooseFile.read(file);
        Optional<Table> training = Optional.ofNullable(train).map(LooseFile::read);
        TaskDraft draft = TaskDraft.of(table, columns(), type(), training.isPresent());
        if (training.isPresent() && draft.type() != TaskType.CLASSIFICATION) {
            throw PlumblineException.usage("--train is for a Classification, and this is taken for " + draft.type());
        }
        TaskWriter writer = new TaskWriter(task, folder);
        String text = writer.task(draft.type(), task, Optional.ofNullable(language));
        check(target, folder, text);
        List<String> written = writer.data(draft, table, training);
        AtomicFiles.write(target, text);
        print(draft, target, written);
        return ExitCode.DONE;
    }

    private int ofRetrieval(String task, Path target, Path folder) {
        if (type != null && !type().equals(Optional.of(TaskType.RETRIEVAL))) {
            throw PlumblineException.usage("several files, or a folder, make a Retrieval, not a " + type);
        }
        if (!columns.isEmpty() || train != null) {
            throw PlumblineException.usage(
                    "--column and --train are for one file of rows; corpus, queries and judgements need neither");
        }
        if (files.size() == 2) {
            throw PlumblineException.usage(
                    "a retrieval has three files, corpus, queries and judgements; name one more");
        }
        TaskWriter writer = new TaskWriter(task, folder);
        String text = writer.task(TaskType.RETRIEVAL, task, Optional.ofNullable(language));
        check(target, folder, text);
        RetrievalFiles read = RetrievalFiles.read(files);
        List<String> written = writer.data(read);
        AtomicFiles.write(target, text);
        PrintWriter out = command.commandLine().getOut();
        out.println(read.corpus().place() + " is the corpus, " + read.queries().place() + " the queries, "
                + read.judgements().place() + " the judgements of a Retrieval");
        printRest(target, written);
        return ExitCode.DONE;
    }

    /** A task file that somebody has changed is no output of this command any more. */
    private void check(Path target, Path folder, String text) {
        outputs.check("--output", target, text.substring(0, text.length() - 1));
        if (Files.exists(folder) && !Files.isRegularFile(target)) {
            throw PlumblineException.usage(
                    folder + " is there already, where the data would go; choose another --name or --output");
        }
    }

    private void print(TaskDraft draft, Path target, List<String> written) {
        PrintWriter out = command.commandLine().getOut();
        out.println(files.get(0) + " is taken for " + draft.type().label() + ": "
                + draft.columns().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey().label() + " is '" + entry.getValue() + "'")
                        .collect(Collectors.joining(", ")));
        printRest(target, written);
    }

    private void printRest(Path target, List<String> written) {
        PrintWriter out = command.commandLine().getOut();
        written.forEach(out::println);
        out.println(target + ": the task");
        out.println();
        out.println("plumbline task check " + target);
        out.println("plumbline run --model embedded:all-MiniLM-L6-v2 --task-file " + target);
        out.flush();
    }

    private String name() {
        String chosen = name != null
                ? name
                : nameOfFiles().replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^-+|-+$", "");
        FileNames.taskObjection(chosen).ifPresent(objection -> {
            throw PlumblineException.usage(
                    "a task cannot be called '" + FileNames.shown(chosen) + "': it " + objection + "; choose a --name");
        });
        return chosen;
    }

    /** The file's; a folder's, or that of the folder three files are in, with more: the data go beside it. */
    private String nameOfFiles() {
        Path first = files.get(0).toAbsolutePath().normalize();
        if (files.size() == 1 && !Files.isDirectory(first)) {
            return first.getFileName().toString().replaceFirst("\\..*", "");
        }
        Path folder = files.size() == 1 ? first : first.resolveSibling("");
        return Objects.requireNonNullElse(folder.getFileName(), Path.of("my")) + "-task";
    }

    private Optional<TaskType> type() {
        if (type == null) {
            return Optional.empty();
        }
        List<String> labels =
                Arrays.stream(TaskType.values()).map(TaskType::label).toList();
        return Optional.of(Arrays.stream(TaskType.values())
                .filter(known -> known.label().equalsIgnoreCase(type))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("unknown task type \"" + type + "\"; nearest: "
                        + String.join(", ", NearestNames.of(type, labels)))));
    }

    private Map<ColumnRole, String> columns() {
        Map<ColumnRole, String> chosen = new EnumMap<>(ColumnRole.class);
        for (String column : Words.of(columns)) {
            int at = column.indexOf('=');
            String wanted = at < 0 ? column : column.substring(0, at);
            List<String> labels =
                    Arrays.stream(ColumnRole.values()).map(ColumnRole::label).toList();
            if (at < 0 || !labels.contains(wanted)) {
                throw PlumblineException.usage("--column " + column
                        + (at < 0
                                ? " must be ROLE=NAME, as in score=gold"
                                : ": there is no role " + wanted + "; nearest: "
                                        + String.join(", ", NearestNames.of(wanted, labels))));
            }
            chosen.put(ColumnRole.valueOf(wanted.toUpperCase(Locale.ROOT)), column.substring(at + 1));
        }
        return chosen;
    }
}
