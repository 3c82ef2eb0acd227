package dev.plumbline.trainer.loop;

import dev.plumbline.models.directory.TrainingTokenizer;
import dev.plumbline.models.tokenize.TextTokenizer;
import dev.plumbline.models.transformer.TransformerConfig;
import dev.plumbline.trainer.rows.BatchSampler;
import dev.plumbline.trainer.rows.TrainingBatch;
import dev.plumbline.trainer.rows.TrainingRow;
import dev.plumbline.trainer.stage.OptimisedStage;
import dev.plumbline.trainer.stage.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** The first rows that a stage's steps would train on, as the network gets them. */
public final class BatchPreview {

    private final TrainingSettings settings;
    private final Path network;
    private final Path work;

    /**
     * A preview.
     *
     * @param network directory with config.json and tokenizer.json
     * @param work folder that indexes of the data are kept in, which the run takes over
     */
    public BatchPreview(TrainingSettings settings, Path network, Path work) {
        this.settings = settings;
        this.network = network;
        this.work = work;
    }

    /**
     * A text.
     *
     * @param role {@code query}, {@code pos} or {@code neg}
     * @param text with its instruction, up to where it is cut
     * @param tokens with special ones
     * @param left tokens that are cut off
     * @param score a teacher's, of the query and this text
     */
    public record Text(String role, String text, int tokens, int left, OptionalDouble score) {}

    /**
     * A row.
     *
     * @param dataset its name
     * @param place file and line
     * @param texts query, positive, negatives
     * @param score graded similarity
     * @param label class of the query
     */
    public record Row(String dataset, String place, List<Text> texts, OptionalDouble score, Optional<String> label) {}

    /**
     * Rows of each data set, of its first batches.
     *
     * @param rows of each data set at most
     * @param warnings told of rows left out
     * @throws dev.plumbline.ground.PlumblineException of kind DATA or MODEL, as the run would throw them
     */
    public List<Row> of(OptimisedStage stage, int rows, Consumer<String> warnings) {
        TransformerConfig config = TransformerConfig.read(network.resolve("config.json"));
        boolean lowerCase = TrainingTokenizer.lowerCases(network);
        Map<String, List<Row>> shown = new LinkedHashMap<>();
        Map<Integer, TextTokenizer> tokenizers = new HashMap<>();
        try (BatchSampler sampler = BatchSampler.open(stage.data(), settings.seed(), work, warnings)) {
            sampler.datasets().forEach(dataset -> shown.put(dataset.name(), new ArrayList<>()));
            for (long step = 0; step < sampler.stepsPerEpoch(); step++) {
                if (shown.values().stream().allMatch(own -> own.size() >= rows)) {
                    break;
                }
                TrainingBatch batch = stage.objective().needed(sampler.batch(step));
                for (TrainingRow row : batch.rows()) {
                    List<Row> own = shown.computeIfAbsent(row.dataset(), name -> new ArrayList<>());
                    if (own.size() < rows) {
                        own.add(row(
                                row,
                                tokenizer(
                                        tokenizers,
                                        config,
                                        lowerCase,
                                        batch.dataset().lengths().query()),
                                tokenizer(
                                        tokenizers,
                                        config,
                                        lowerCase,
                                        batch.dataset().lengths().passage())));
                    }
                }
            }
        } finally {
            tokenizers.values().forEach(TextTokenizer::close);
        }
        return shown.values().stream().flatMap(List::stream).toList();
    }

    private TextTokenizer tokenizer(
            Map<Integer, TextTokenizer> known, TransformerConfig config, boolean lowerCase, int longest) {
        return known.computeIfAbsent(
                Math.min(longest, config.longest()), length -> TrainingTokenizer.cutAfter(network, lowerCase, length));
    }

    private static Row row(TrainingRow row, TextTokenizer query, TextTokenizer passage) {
        List<Text> texts = new ArrayList<>();
        texts.add(text("query", row.query(), query, OptionalDouble.empty()));
        texts.add(text("pos", row.positive(), passage, score(row, 0)));
        for (int i = 0; i < row.negatives().size(); i++) {
            texts.add(text("neg", row.negatives().get(i), passage, score(row, i + 1)));
        }
        return new Row(row.dataset(), row.origin().toString(), texts, row.score(), row.label());
    }

    private static OptionalDouble score(TrainingRow row, int place) {
        return row.teacher().isPresent() ? OptionalDouble.of(row.teacher().get().get(place)) : OptionalDouble.empty();
    }

    private static Text text(String role, String text, TextTokenizer tokenizer, OptionalDouble score) {
        int left = tokenizer.truncated(text);
        String kept = left == 0 ? text : text.substring(0, tokenizer.covered(text));
        return new Text(role, kept, tokenizer.encode(text).length, left, score);
    }
}
