package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDManager;
import dev.plumbline.trainer.objective.VectorBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The tokens of a training batch and what is known of its rows.
 *
 * @param query one text per query
 * @param positive one per query
 * @param negatives hard negatives, those of the first query first; as many for each, or none at all
 * @param annotations ids, teacher scores, grades and draws
 */
public record TrainingTokens(
        List<TextTokens> query, List<TextTokens> positive, List<TextTokens> negatives, Annotations annotations) {

    /** What is known of a batch beside its texts. */
    @FunctionalInterface
    public interface Annotations {

        /** Nothing. */
        Annotations NONE = manager -> vectors -> vectors;

        /**
         * Brings it to a device, before the batch's texts are encoded there.
         *
         * @param manager owns it
         * @return adds it to the bare vectors
         */
        UnaryOperator<VectorBatch> on(NDManager manager);
    }

    public TrainingTokens {
        boolean same = positive == query;
        query = List.copyOf(query);
        positive = same ? query : List.copyOf(positive);
        negatives = List.copyOf(negatives);
        Objects.requireNonNull(annotations, "annotations");
        if (query.isEmpty() || query.size() != positive.size() || negatives.size() % query.size() != 0) {
            throw new IllegalArgumentException("a batch needs as many positives as queries, and as many negatives for"
                    + " each: " + query.size() + ", " + positive.size() + ", " + negatives.size());
        }
    }

    /** Whether every text is its own positive, given as one list: it is encoded once. */
    public boolean sharesPositives() {
        return positive == query;
    }

    /** Queries, then positives unless they are the same, then negatives. */
    List<TextTokens> all() {
        List<TextTokens> all = new ArrayList<>(query);
        if (!sharesPositives()) {
            all.addAll(positive);
        }
        all.addAll(negatives);
        return all;
    }

    /** Hard negatives of each query. */
    public int negativesPerQuery() {
        return negatives.size() / query.size();
    }

    /** Tokens of all its texts, without padding. */
    public long tokens() {
        return tokens(query) + (sharesPositives() ? 0 : tokens(positive)) + tokens(negatives);
    }

    private static long tokens(List<TextTokens> texts) {
        return texts.stream().mapToLong(TextTokens::length).sum();
    }
}
