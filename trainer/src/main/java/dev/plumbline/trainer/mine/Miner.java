package dev.plumbline.trainer.mine;

import dev.plumbline.manifest.DatasetRef;
import dev.plumbline.manifest.TaskKind;
import dev.plumbline.manifest.TaskParameters;
import dev.plumbline.manifest.TaskSpec;
import dev.plumbline.manifest.TaskType;
import dev.plumbline.models.text.CrossEncoder;
import dev.plumbline.tasks.Encoder;
import dev.plumbline.tasks.Model;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.tasks.Role;
import dev.plumbline.tasks.Searcher;
import dev.plumbline.tasks.numeric.Parallel;
import dev.plumbline.tasks.numeric.VectorSearch;
import dev.plumbline.trainer.rows.ExampleFields;
import dev.plumbline.trainer.rows.JsonLinesWriter;
import dev.plumbline.trainer.rows.RowErrors;
import dev.plumbline.trainer.rows.RowFile;
import dev.plumbline.trainer.rows.TrainingExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes training files anew with hard negatives, or with a model's scores of the texts they have. Fields that it does not
 * make are kept as they are; scores of a row whose negatives change go, since they would no longer fit. A row with a label gets no
 * text that is known to be of the same label, whatever file says so.
 */
public final class Miner {

    /** What models are told that the texts are for: retrieval, in training data. */
    public static final TaskSpec TASK = new TaskSpec(
            "training data",
            TaskType.RETRIEVAL,
            TaskKind.RETRIEVAL,
            new DatasetRef("training data", null),
            List.of("train"),
            "ndcg_at_10",
            null,
            false,
            true,
            List.of(TaskSpec.DEFAULT_SUBSET),
            Map.of(TaskSpec.DEFAULT_SUBSET, List.of()),
            TaskParameters.none(),
            null,
            null,
            null,
            List.of());

    /** After so many draws that a filter refused a row stays with fewer negatives. */
    private static final int FILLING_ROUNDS = 8;

    /** Ranks looked at beside those asked for where texts have labels, since those of a row's own label are passed over. */
    private static final int FURTHER_RANKS = 1000;

    private static final String NEGATIVES = "neg";
    private static final String POSITIVE_SCORES = "pos_scores";
    private static final String NEGATIVE_SCORES = "neg_scores";

    private final Model model;
    private final Sides sides;
    private final Parallel parallel;
    private final VectorSearch search;
    private final RowErrors errors;

    /**
     * What the texts are.
     *
     * @param symmetric whether passages are encoded as queries are
     * @param languages ISO codes such as {@code cmn-Hans}, for BM25; empty for English
     */
    public record Sides(boolean symmetric, List<String> languages) {

        /** Queries and documents, in English. */
        public static final Sides DEFAULT = new Sides(false, List.of());

        public Sides {
            languages = List.copyOf(languages);
        }
    }

    /** Searches in this process. */
    public Miner(Model model, Sides sides, Parallel parallel, RowErrors errors) {
        this(model, sides, parallel, VectorSearch.local(parallel), errors);
    }

    /** @param search what finds candidates by their vectors; no row depends on where */
    public Miner(Model model, Sides sides, Parallel parallel, VectorSearch search, RowErrors errors) {
        this.model = Objects.requireNonNull(model, "model");
        this.sides = Objects.requireNonNull(sides, "sides");
        this.parallel = Objects.requireNonNull(parallel, "parallel");
        this.search = Objects.requireNonNull(search, "search");
        this.errors = Objects.requireNonNull(errors, "errors");
    }

    /**
     * Gives every row negatives.
     *
     * @param files training files, read as one
     * @param pools files with the candidates; the positives and negatives of the training files if there are none, and
     *     besides them for a searcher
     * @param output JSON lines, compressed if its name ends with {@code .gz}
     * @throws dev.plumbline.ground.PlumblineException of kind DATA for a missing file, or a row with an error where that is
     *     to stop; of kind MODEL for unusable vectors; of kind STORAGE if there is no room
     */
    public MiningSummary mine(List<Path> files, List<Path> pools, MiningSettings settings, Path output) {
        boolean own = pools.isEmpty() || model instanceof Searcher;
        try (CandidatePool pool = CandidatePool.read(files, own, pools, errors)) {
            Ranker ranker = ranker(pool);
            NegativeChoice choice = new NegativeChoice(settings, pool);
            int depth = settings.depth() + Math.min(pool.labels().largest(), FURTHER_RANKS);
            Counts counts = new Counts();
            JsonLinesWriter.write(
                    output,
                    out -> forEachShard(files, ranker.shardSize(depth), shard -> {
                        counts.rows += shard.size();
                        Search search = new Search(ranker, depth);
                        counts.written += mine(shard, counts.rows - shard.size(), search, settings, choice, out);
                    }));
            return choice.summary(counts.rows, errors.count(), counts.written);
        }
    }

    /**
     * Writes the model's similarity of every query to each of its positives and negatives, a teacher's scores for
     * distillation.
     *
     * @return rows written
     */
    public long score(List<Path> files, Path output) {
        boolean searches = model instanceof Searcher && !(model instanceof CrossEncoder);
        try (CandidatePool pool =
                searches ? CandidatePool.read(files, true, List.of(), errors) : CandidatePool.empty()) {
            Ranker ranker = ranker(pool);
            Counts counts = new Counts();
            JsonLinesWriter.write(
                    output,
                    out -> forEachShard(files, ranker.shardSize(1), shard -> {
                        List<List<String>> negatives = shard.stream()
                                .map(row -> row.example.negatives())
                                .toList();
                        List<Integer> all = new ArrayList<>();
                        for (int i = 0; i < shard.size(); i++) {
                            all.add(i);
                        }
                        write(shard, all, negatives, scores(ranker, shard, negatives), out);
                        counts.written += shard.size();
                    }));
            return counts.written;
        }
    }

    private static final class Counts {
        private long rows;
        private long written;
    }

    /** A row as read and what it holds. */
    private record Row(Map<String, Object> fields, TrainingExample example) {}

    /** @param depth candidates ranked for each query */
    private record Search(Ranker ranker, int depth) {}

    private Ranker ranker(CandidatePool pool) {
        if (model instanceof CrossEncoder pairs) {
            return new PairRanker(pairs, TASK);
        }
        if (model instanceof Searcher searcher) {
            return new SearchRanker(searcher, TASK, sides.languages(), pool);
        }
        Role passages = sides.symmetric() ? Role.QUERY : Role.DOCUMENT;
        return new VectorRanker((Encoder) model, TASK, passages, pool.texts(), parallel, search);
    }

    private void forEachShard(List<Path> files, int size, Consumer<List<Row>> taker) {
        List<Row> shard = new ArrayList<>();
        for (Path file : files) {
            new RowFile(file).forEach(source -> {
                errors.read(source, row -> new Row(row.fields(), ExampleFields.parse(row)))
                        .ifPresent(shard::add);
                if (shard.size() == size) {
                    taker.accept(List.copyOf(shard));
                    shard.clear();
                }
            });
        }
        if (!shard.isEmpty()) {
            taker.accept(List.copyOf(shard));
        }
    }

    private static int mine(
            List<Row> shard,
            long firstNumber,
            Search search,
            MiningSettings settings,
            NegativeChoice choice,
            JsonLinesWriter out) {
        List<String> queries = shard.stream().map(row -> row.example.query()).toList();
        Ranker.Shard opened = search.ranker.open(queries);
        List<Ranking> rankings = opened.rank(search.depth);
        List<List<Float>> positives = settings.needsPositiveScores()
                ? opened.scores(
                        shard.stream().map(row -> row.example.positives()).toList())
                : List.of();
        List<Optional<NegativeChoice.Row>> chosen = new ArrayList<>();
        for (int i = 0; i < shard.size(); i++) {
            chosen.add(choice.choose(
                    shard.get(i).example,
                    rankings.get(i),
                    positives.isEmpty() ? List.of() : positives.get(i),
                    firstNumber + i));
        }
        fill(chosen, choice, opened);
        List<Integer> kept = new ArrayList<>();
        List<List<String>> negatives = new ArrayList<>();
        for (int i = 0; i < shard.size(); i++) {
            negatives.add(chosen.get(i).map(NegativeChoice.Row::negatives).orElse(List.of()));
            if (chosen.get(i).isPresent()) {
                choice.done(chosen.get(i).get());
                kept.add(i);
            }
        }
        Optional<List<List<Float>>> scores =
                settings.scores() ? Optional.of(opened.scores(joined(shard, negatives))) : Optional.empty();
        write(shard, kept, negatives, scores, out);
        return kept.size();
    }

    /** Draws what rows lack at random; where there are filters in rounds, since they refuse some of what is drawn. */
    private static void fill(List<Optional<NegativeChoice.Row>> rows, NegativeChoice choice, Ranker.Shard opened) {
        for (int round = 0; round < FILLING_ROUNDS; round++) {
            List<List<String>> drawn = new ArrayList<>();
            for (Optional<NegativeChoice.Row> row : rows) {
                drawn.add(row.map(NegativeChoice.Row::draw).orElse(List.of()));
            }
            if (drawn.stream().allMatch(List::isEmpty)) {
                return;
            }
            List<List<Float>> scores = choice.filters() ? opened.scores(drawn) : List.of();
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i).isPresent()) {
                    rows.get(i).get().accept(drawn.get(i), scores.isEmpty() ? List.of() : scores.get(i));
                }
            }
        }
    }

    private static Optional<List<List<Float>>> scores(Ranker ranker, List<Row> shard, List<List<String>> negatives) {
        List<String> queries = shard.stream().map(row -> row.example.query()).toList();
        return Optional.of(ranker.open(queries).scores(joined(shard, negatives)));
    }

    /** Each row's positives followed by its negatives. */
    private static List<List<String>> joined(List<Row> shard, List<List<String>> negatives) {
        List<List<String>> texts = new ArrayList<>(shard.size());
        for (int i = 0; i < shard.size(); i++) {
            List<String> own = new ArrayList<>(shard.get(i).example.positives());
            own.addAll(negatives.get(i));
            texts.add(own);
        }
        return texts;
    }

    private static void write(
            List<Row> shard,
            List<Integer> kept,
            List<List<String>> negatives,
            Optional<List<List<Float>>> scores,
            JsonLinesWriter out) {
        for (int i : kept) {
            Row row = shard.get(i);
            Map<String, Object> fields = new LinkedHashMap<>(row.fields);
            fields.remove(POSITIVE_SCORES);
            fields.remove(NEGATIVE_SCORES);
            fields.put(NEGATIVES, negatives.get(i));
            if (scores.isPresent()) {
                List<Float> own = scores.get().get(i);
                int positives = row.example.positives().size();
                fields.put(POSITIVE_SCORES, own.subList(0, positives));
                fields.put(NEGATIVE_SCORES, own.subList(positives, own.size()));
            }
            out.row(fields);
        }
    }
}
