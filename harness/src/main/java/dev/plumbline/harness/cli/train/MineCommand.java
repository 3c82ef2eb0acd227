package dev.plumbline.harness.cli.train;

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
import dev.plumbline.harness.cli.table.TextTable;
import dev.plumbline.harness.run.PassingFolder;
import dev.plumbline.models.ModelOptions;
import dev.plumbline.models.Models;
import dev.plumbline.models.prompt.InstructionPrompts;
import dev.plumbline.models.prompt.PromptChoice;
import dev.plumbline.models.prompt.PromptRule;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.trainer.mine.Miner;
import dev.plumbline.trainer.mine.MiningSettings;
import dev.plumbline.trainer.mine.MiningSummary;
import dev.plumbline.trainer.rows.Instruction;
import dev.plumbline.trainer.rows.OnError;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "mine",
        description = "Find hard negatives for training files with a model.",
        footer = {
            "",
            "A row is {\"query\": ..., \"pos\": [...], \"neg\": [...]}; JSON lines, also",
            ".gz or .zst, or Parquet.",
            "Candidates are ranked by exact search (bm25: by Lucene). Negatives that a row",
            "has are kept first, then come candidates drawn from the window of ranks, then,",
            "where these are too few, any of the pool. Nothing that equals the query or a",
            "positive becomes a negative."
        },
        mixinStandardHelpOptions = true)
public final class MineCommand implements Callable<Integer> {

    private static final Pattern RANKS = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

    @Spec
    private CommandSpec command;

    @Mixin
    private Verbosity verbosity;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Training files, mined as one.")
    private List<Path> files;

    @Mixin
    private ModelArguments model;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "JSON lines; compressed if it ends with .gz.")
    private Path output;

    @Option(
            names = "--pool",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Files of candidates, rows with \"text\" or training rows. Default: all positives and negatives.")
    private List<Path> pools = List.of();

    @Option(names = "--negatives", paramLabel = "N", description = "Negatives per row (default: ${DEFAULT-VALUE}).")
    private int negatives = MiningSettings.defaults().negatives();

    @Option(
            names = "--ranks",
            paramLabel = "FROM-TO",
            description =
                    "Window of ranks that negatives are drawn from, the first rank is 0 (default: ${DEFAULT-VALUE}).")
    private String ranks = "50-100";

    @Option(
            names = "--consistency-rank",
            paramLabel = "K",
            description = "Leave rows out whose best positive scores below the candidate of rank K; none keeps all"
                    + " (default: ${DEFAULT-VALUE}).")
    private String consistencyRank = "50";

    @Option(
            names = "--max-ratio",
            paramLabel = "R",
            description = "Candidates must score below R times the worst positive, such as 0.95 (default: any).")
    private Double ratio;

    @Option(
            names = "--margin",
            paramLabel = "M",
            description = "Candidates must score below the worst positive less M (default: any).")
    private Double margin;

    @Option(names = "--scores", description = "Write pos_scores and neg_scores too.")
    private boolean scores;

    @Option(
            names = "--score-only",
            description = "Mine nothing: write the model's scores of the texts that are there, for distillation.")
    private boolean scoreOnly;

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            description = "Put before queries as \"Instruct: TEXT \\n Query: \", instead of the model's prompts.")
    private String instruction;

    @Option(names = "--symmetric", description = "Both sides are of one kind: passages are encoded as queries are.")
    private boolean symmetric;

    @Option(names = "--lang", paramLabel = "LANG", description = "Language for bm25: eng (the default) or cmn.")
    private String language = "eng";

    @Option(names = "--seed", paramLabel = "N", description = "Of all draws (default: ${DEFAULT-VALUE}).")
    private long seed = MiningSettings.defaults().seed();

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description = "stop or skip at rows with errors (default: ${DEFAULT-VALUE}).")
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
    public Integer call() throws Exception {
        MiningSettings settings = settings();
        outputs.checkRows("--output", output);
        FileWords.of(files).forEach(RowFile::require);
        FileWords.of(pools).forEach(RowFile::require);
        OptionalInt elsewhere = engine.elsewhere(command);
        if (elsewhere.isPresent()) {
            return elsewhere.getAsInt();
        }
        ProgressDisplay progress = new ProgressDisplay(command.commandLine().getErr(), verbosity.level());
        RowErrors errors = new RowErrors(onError, progress::warning);
        ModelOptions opening = model.options(progress);
        if (instruction != null) {
            opening = opening.withPrompts(prompts(instruction));
        }
        if (opening.store().isPresent()) {
            return run(settings, opening, errors, progress);
        }
        // candidates are met once per shard of queries and again where they are scored
        try (PassingFolder store = new PassingFolder("vectors")) {
            return run(settings, opening.withStore(store.folder()), errors, progress);
        }
    }

    private int run(MiningSettings settings, ModelOptions opening, RowErrors errors, ProgressDisplay progress)
            throws Exception {
        try (ChosenPlace place = engine.place(progress, shipping);
                Model opened = place.opened(model.spec(), opening, each -> Models.open(model.spec(), each));
                Parallel parallel = Parallel.of(model.threads())) {
            Miner miner = new Miner(
                    opened, new Miner.Sides(symmetric, List.of(language)), parallel, place.search(parallel), errors);
            if (scoreOnly) {
                long written = miner.score(FileWords.of(files), output);
                print(json ? "{\"written\":" + written + "}" : written + " rows scored, written to " + output);
                return ExitCode.DONE;
            }
            MiningSummary summary = miner.mine(FileWords.of(files), FileWords.of(pools), settings, output);
            print(json ? Json.MAPPER.writeValueAsString(summary) : text(summary));
            return ExitCode.DONE;
        }
    }

    private MiningSettings settings() {
        Matcher window = RANKS.matcher(ranks);
        if (!window.matches()) {
            throw PlumblineException.usage("--ranks must be a range such as 50-100, not " + ranks);
        }
        try {
            return new MiningSettings(
                    negatives,
                    Integer.parseInt(window.group(1)),
                    Integer.parseInt(window.group(2)),
                    consistencyRank.equals("none")
                            ? OptionalInt.empty()
                            : OptionalInt.of(Integer.parseInt(consistencyRank)),
                    optional(ratio),
                    optional(margin),
                    scores,
                    seed);
        } catch (NumberFormatException e) {
            throw PlumblineException.usage("--consistency-rank must be a whole number or none, not " + consistencyRank);
        } catch (IllegalArgumentException e) {
            throw PlumblineException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static PromptRule prompts(String text) {
        Instruction instruction = new Instruction(text, InstructionPrompts.KALM_TEMPLATE, false);
        PromptChoice query = new PromptChoice(instruction.query(""), "--instruction");
        PromptChoice document = new PromptChoice("", "documents carry no instruction");
        return (task, role) -> role == Role.QUERY ? query : document;
    }

    private static String text(MiningSummary summary) {
        TextTable table = new TextTable("ROWS", "");
        table.add("read", count(summary.rows()));
        table.add("with errors, left out", count(summary.badRows()));
        table.add("best positive below the consistency rank, left out", count(summary.inconsistent()));
        table.add("written", count(summary.written()));
        table.add("written with fewer negatives than wanted", count(summary.fewer()));
        TextTable negatives = new TextTable("NEGATIVES", "");
        negatives.add("given", count(summary.given()));
        negatives.add("mined", count(summary.mined()));
        negatives.add("random", count(summary.random()));
        TextTable candidates = new TextTable("CANDIDATES", "");
        candidates.add("in the pool", count(summary.candidates()));
        candidates.add("passed over, equal to query or positive", count(summary.equal()));
        candidates.add("passed over, of the row's label", count(summary.sameLabel()));
        candidates.add("passed over, above ratio or margin", count(summary.above()));
        return table + "\n" + negatives + "\n" + candidates;
    }

    private static String count(long number) {
        return Long.toString(number);
    }

    private void print(String text) {
        command.commandLine().getOut().println(text.stripTrailing());
        command.commandLine().getOut().flush();
    }
}
