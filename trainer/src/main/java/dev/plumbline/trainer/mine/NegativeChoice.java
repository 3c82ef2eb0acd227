package dev.plumbline.trainer.mine;

import dev.plumbline.tasks.Ranking;
import dev.plumbline.trainer.data.RandomStream;
import dev.plumbline.trainer.data.TextKey;
import dev.plumbline.trainer.data.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;

/** Chooses one row's negatives; pure but for what it counts. */
final class NegativeChoice {

    /** Draws from the pool per negative wanted before it is given up. */
    private static final int DRAWS = 32;

    private final MiningSettings settings;
    private final CandidatePool pool;

    private long inconsistent;
    private long given;
    private long mined;
    private long random;
    private long equal;
    private long above;
    private long fewer;

    NegativeChoice(MiningSettings settings, CandidatePool pool) {
        this.settings = settings;
        this.pool = pool;
    }

    /**
     * The row's negatives: those it has, then of the window, then at random of the pool.
     *
     * @param positiveScores one per positive where the settings need them, else empty
     * @param number of the row, which its draws are told apart by
     * @return empty if the consistency filter leaves the row out
     */
    Optional<List<String>> choose(TrainingExample example, Ranking ranking, List<Float> positiveScores, long number) {
        if (isInconsistent(ranking, positiveScores)) {
            inconsistent++;
            return Optional.empty();
        }
        UniformRandomProvider stream = RandomStream.of(settings.seed(), RandomStream.Purpose.MINE, number);
        Set<Long> taken = new HashSet<>();
        taken.add(TextKey.of(example.query()));
        example.positives().forEach(positive -> taken.add(TextKey.of(positive)));
        List<String> negatives = new ArrayList<>();
        keepGiven(example, taken, negatives);
        given += negatives.size();

        List<Integer> window = window(ranking, limit(positiveScores), taken);
        int wanted = Math.min(window.size(), settings.negatives() - negatives.size());
        int[] drawn = RandomStream.sample(stream, window.size(), wanted);
        Arrays.sort(drawn);
        for (int place : drawn) {
            taken.add(pool.key(window.get(place)));
            negatives.add(pool.text(window.get(place)));
        }
        mined += drawn.length;
        fill(negatives, taken, stream);
        fewer += negatives.size() < settings.negatives() ? 1 : 0;
        return Optional.of(negatives);
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

    private void keepGiven(TrainingExample example, Set<Long> taken, List<String> negatives) {
        for (String negative : example.negatives()) {
            if (negatives.size() == settings.negatives()) {
                return;
            }
            if (taken.add(TextKey.of(negative))) {
                negatives.add(negative);
            } else {
                equal++;
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

    /** Texts at random are no hard negatives; no filter looks at them. */
    private void fill(List<String> negatives, Set<Long> taken, UniformRandomProvider stream) {
        for (int i = DRAWS * (settings.negatives() - negatives.size()); i > 0; i--) {
            if (negatives.size() == settings.negatives()) {
                return;
            }
            int candidate = stream.nextInt(pool.size());
            if (taken.add(pool.key(candidate))) {
                negatives.add(pool.text(candidate));
                random++;
            }
        }
    }

    MiningSummary summary(long rows, long badRows, long written) {
        return new MiningSummary(
                rows, badRows, written, inconsistent, pool.size(), given, mined, random, equal, above, fewer);
    }
}
