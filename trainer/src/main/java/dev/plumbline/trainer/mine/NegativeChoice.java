package dev.plumbline.trainer.mine;

import dev.plumbline.ground.RandomStream;
import dev.plumbline.tasks.Ranking;
import dev.plumbline.trainer.rows.TextKey;
import dev.plumbline.trainer.rows.TrainingExample;
import dev.plumbline.trainer.rows.TrainingStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/** Chooses rows' negatives; pure but for what it counts. */
final class NegativeChoice {

    /** Draws from the pool per negative wanted and round before it is given up. */
    private static final int DRAWS = 32;

    private final MiningSettings settings;
    private final CandidatePool pool;

    private long inconsistent;
    private long given;
    private long mined;
    private long random;
    private long equal;
    private long sameLabel;
    private long above;
    private long fewer;

    NegativeChoice(MiningSettings settings, CandidatePool pool) {
        this.settings = settings;
        this.pool = pool;
    }

    /** A row whose negatives are being chosen. */
    final class Row {

        private final Set<Long> taken = new HashSet<>();
        private final List<String> negatives = new ArrayList<>();
        private final UniformRandomProvider stream;
        private final double limit;
        private final int label;

        private Row(TrainingExample example, double limit, long number) {
            this.limit = limit;
            label = label(example);
            stream = TrainingStream.of(settings.seed(), TrainingStream.Purpose.MINE, number);
            taken.add(TextKey.of(example.query()));
            example.positives().forEach(positive -> taken.add(TextKey.of(positive)));
        }

        List<String> negatives() {
            return negatives;
        }

        private int lacking() {
            return settings.negatives() - negatives.size();
        }

        /**
         * Other texts of the pool at random, as many as are lacking if there are; no text is drawn a second time. What the
         * window's filters are for holds for them too: they are negatives only once {@link #accept} has seen their scores.
         */
        List<String> draw() {
            List<String> drawn = new ArrayList<>();
            for (int i = DRAWS * lacking(); i > 0 && drawn.size() < lacking(); i--) {
                int candidate = stream.nextInt(pool.size());
                long key = pool.key(candidate);
                if (!pool.labels().has(key, label) && taken.add(key)) {
                    drawn.add(pool.text(candidate));
                }
            }
            return drawn;
        }

        /** @param scores one per text drawn; empty where no filter asks for them */
        void accept(List<String> drawn, List<Float> scores) {
            for (int i = 0; i < drawn.size(); i++) {
                if (scores.isEmpty() || scores.get(i) < limit) {
                    negatives.add(drawn.get(i));
                    random++;
                } else {
                    above++;
                }
            }
        }
    }

    /**
     * The row's negatives, first those it has, then of the window; what is lacking then is drawn at random of the pool. Texts
     * of the row's label are none, and ranks are counted without them.
     *
     * @param found the best of the pool
     * @param positiveScores one per positive where the settings need them, else empty
     * @param number of the row, which its draws are told apart by
     * @return empty if the consistency filter leaves the row out
     */
    Optional<Row> choose(TrainingExample example, Ranking found, List<Float> positiveScores, long number) {
        Ranking ranking = others(found, label(example));
        if (isInconsistent(ranking, positiveScores)) {
            inconsistent++;
            return Optional.empty();
        }
        Row row = new Row(example, limit(positiveScores), number);
        keepGiven(example, row);
        given += row.negatives.size();

        List<Integer> window = window(ranking, row.limit, row.taken);
        int wanted = Math.min(window.size(), row.lacking());
        int[] drawn = RandomStream.sample(row.stream, window.size(), wanted);
        Arrays.sort(drawn);
        for (int place : drawn) {
            row.taken.add(pool.key(window.get(place)));
            row.negatives.add(pool.text(window.get(place)));
        }
        mined += drawn.length;
        refuse(ranking, row);
        return Optional.of(row);
    }

    private int label(TrainingExample example) {
        return example.label().map(pool.labels()::number).orElse(TextLabels.NONE);
    }

    private Ranking others(Ranking ranking, int label) {
        if (label == TextLabels.NONE) {
            return ranking;
        }
        Ranking others = pool.labels().without(label, ranking, pool);
        sameLabel += ranking.size() - others.size();
        return others;
    }

    /** What the ranking already shows to be above the limit is not drawn either. */
    private void refuse(Ranking ranking, Row row) {
        for (int rank = 0; rank < ranking.size() && !(ranking.score(rank) < row.limit); rank++) {
            row.taken.add(pool.key(ranking.document(rank)));
        }
    }

    /** Whether texts drawn at random have to be scored. */
    boolean filters() {
        return settings.ratio().isPresent() || settings.margin().isPresent();
    }

    /** Counts a row that is written. */
    void done(Row row) {
        fewer += row.lacking() > 0 ? 1 : 0;
    }

    private boolean isInconsistent(Ranking ranking, List<Float> positiveScores) {
        if (settings.consistencyRank().isEmpty()) {
            return false;
        }
        int rank = settings.consistencyRank().getAsInt();
        return ranking.size() > rank && Collections.max(positiveScores) < ranking.score(rank);
    }

    /** What a negative must score below. */
    private double limit(List<Float> positiveScores) {
        double limit = Double.POSITIVE_INFINITY;
        if (settings.ratio().isPresent()) {
            double worst = Collections.min(positiveScores);
            // below, for a negative score too
            limit = worst - (1 - settings.ratio().getAsDouble()) * Math.abs(worst);
        }
        if (settings.margin().isPresent()) {
            limit = Math.min(
                    limit, Collections.min(positiveScores) - settings.margin().getAsDouble());
        }
        return limit;
    }

    private void keepGiven(TrainingExample example, Row row) {
        for (String negative : example.negatives()) {
            if (row.lacking() == 0) {
                return;
            }
            long key = TextKey.of(negative);
            if (!row.taken.add(key)) {
                equal++;
            } else if (pool.labels().has(key, row.label)) {
                sameLabel++;
            } else {
                row.negatives.add(negative);
            }
        }
    }

    private List<Integer> window(Ranking ranking, double limit, Set<Long> taken) {
        List<Integer> window = new ArrayList<>();
        for (int rank = settings.firstRank(); rank < Math.min(settings.endRank(), ranking.size()); rank++) {
            int candidate = ranking.document(rank);
            if (taken.contains(pool.key(candidate))) {
                equal++;
            } else if (!(ranking.score(rank) < limit)) {
                above++;
            } else {
                window.add(candidate);
            }
        }
        return window;
    }

    MiningSummary summary(long rows, long badRows, long written) {
        return new MiningSummary(
                rows,
                badRows,
                written,
                inconsistent,
                pool.size(),
                given,
                mined,
                random,
                equal,
                sameLabel,
                above,
                fewer);
    }
}
