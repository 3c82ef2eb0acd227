package dev.plumbline.tasks.evaluate;

import dev.plumbline.manifest.Selection;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.data.CountDifference;
import dev.plumbline.tasks.data.DatasetStatistics;
import dev.plumbline.tasks.result.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * A task whose data are read and transformed, ready to be scored any number of times, in any order, by several threads at
 * once: neither it nor its evaluator keeps anything of a scoring.
 *
 * <p>A score depends on the data, the model and the selection. The last matters to fast clustering alone, where mteb draws
 * all entries of a run from one generator: an entry's draws come after those of the entries {@linkplain #drawnAfter before
 * it}.
 */
public final class LoadedTask {

    /** Documents of a corpus that are encoded, searched and let go of at once. */
    public static final int DOCUMENTS_AT_ONCE = DenseSearch.CHUNK;

    /** What a retrieval task calls its queries. */
    private static final String QUERY = "query";

    private final TaskSpec spec;
    private final Selection selection;
    private final List<CountDifference> differences;
    private final List<DatasetStatistics> statistics;
    private final Evaluator evaluator;

    LoadedTask(
            TaskSpec spec,
            Selection selection,
            List<CountDifference> differences,
            List<DatasetStatistics> statistics,
            Evaluator evaluator) {
        this.spec = spec;
        this.selection = selection;
        this.differences = List.copyOf(differences);
        this.statistics = List.copyOf(statistics);
        this.evaluator = evaluator;
    }

    public TaskSpec spec() {
        return spec;
    }

    public Selection selection() {
        return selection;
    }

    /**
     * The entries of a selection whose draws come before those of one of its entries, in order: two scores of an entry are
     * the same measurement only if these are the same. Empty for every kind but fast clustering.
     *
     * @throws IllegalArgumentException if the selection does not have the entry
     */
    public static List<Entry> drawnAfter(TaskSpec task, Selection selection, String split, String subset) {
        return task.kind() == TaskKind.CLUSTERING_FAST ? Entry.before(selection, split, subset) : List.of();
    }

    /** What mteb counts as samples of a subset: rows, pairs, or documents and queries together. */
    public long samples(String split, String subset) {
        return statistics.stream()
                .filter(counted ->
                        counted.split().equals(split) && counted.subset().equals(subset))
                .mapToLong(DatasetStatistics::samples)
                .sum();
    }

    /** Counts of everything that was read, a training split included. */
    public List<DatasetStatistics> statistics() {
        return statistics;
    }

    /** Where the data read differ from the statistics the task file publishes; empty if it publishes none. */
    public List<CountDifference> differences() {
        return differences;
    }

    /**
     * Hands over every text of one subset of one split that is scored, also those that a scoring leaves out; never texts of
     * the split that classifiers are trained on.
     */
    public void forEachText(String split, String subset, TextSink sink) {
        evaluator.texts(split, subset, sink);
    }

    /**
     * Which samples of a subset have a text that is looked for, by the ids they have in files of samples. A query is found by
     * its text, whatever its documents, a row that is classified by its own; a pair only if both of its texts are. The samples
     * of clusterings and summarizations are no single texts: none of them is found.
     *
     * @param wanted told the part of a text and the text
     */
    public List<String> samplesWith(String split, String subset, BiPredicate<String, String> wanted) {
        Map<String, List<Boolean>> parts = new LinkedHashMap<>();
        switch (spec.kind()) {
            case RETRIEVAL, STS, PAIR_CLASSIFICATION, CLASSIFICATION ->
                evaluator.texts(split, subset, (part, text) -> {
                    if (spec.kind() != TaskKind.RETRIEVAL || part.equals(QUERY)) {
                        parts.computeIfAbsent(part, none -> new ArrayList<>()).add(wanted.test(part, text));
                    }
                });
            case CLUSTERING_FAST, CLUSTERING_LEGACY, SUMMARIZATION, AGGREGATE -> {}
        }
        List<String> ids = evaluator.sampleIds(split, subset);
        List<String> found = new ArrayList<>();
        int samples = parts.values().stream().mapToInt(List::size).min().orElse(0);
        for (int i = 0; i < samples; i++) {
            int sample = i;
            if (parts.values().stream().allMatch(part -> part.get(sample))) {
                found.add(ids.isEmpty() ? String.valueOf(sample) : ids.get(sample));
            }
        }
        return found;
    }

    /**
     * Hands over every text that scoring one subset of one split would have a model encode: of candidates, draws and training
     * rows only those that are needed.
     */
    public void forEachEncodedText(String split, String subset, EncodedTextSink sink) {
        evaluator.encodedTexts(split, subset, sink);
    }

    /**
     * Scores one subset of one split.
     *
     * @return every key mteb writes, in its order, in full precision, the main score last
     * @throws dev.plumbline.ground.PlumblineException of kind DATA or MODEL; of kind MODEL too for a searcher where
     *     vectors are needed
     */
    public Scores score(String split, String subset, Model model, ScoringContext context) {
        return model instanceof Searcher searcher
                ? evaluator.score(split, subset, searcher, context)
                : evaluator.score(split, subset, (Encoder) model, context);
    }
}
