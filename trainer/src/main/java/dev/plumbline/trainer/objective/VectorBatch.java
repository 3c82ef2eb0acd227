package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import java.util.Optional;

/**
 * The vectors of a training batch, as the network gives them: not normalised.
 *
 * @param query {@code [B, D]}
 * @param positive {@code [B, D]}, row i belongs to query i
 * @param negatives {@code [B, M, D]}, hard negatives of each query
 * @param known what is known of them
 */
public record VectorBatch(NDArray query, NDArray positive, Optional<NDArray> negatives, Known known) {

    /**
     * What is known of a batch beside its vectors.
     *
     * @param ids what tells equal texts apart from different ones
     * @param teacherScores {@code [B, 1 + M]}, a teacher's similarity of each query to its positive and its hard negatives
     * @param gold {@code [B]}, graded similarity of query and positive
     * @param draws random choices of hard-negative mixing
     * @param guide vectors of a second model, by which false negatives are found
     * @param target vectors of a teacher, which the student's are to become
     */
    public record Known(
            Optional<Ids> ids,
            Optional<NDArray> teacherScores,
            Optional<NDArray> gold,
            Optional<MixingDraws> draws,
            Optional<Other> guide,
            Optional<Other> target) {

        static final Known NOTHING = new Known(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        public Known {
            Objects.requireNonNull(ids, "ids");
            Objects.requireNonNull(draws, "draws");
            Objects.requireNonNull(guide, "guide");
            Objects.requireNonNull(target, "target");
        }
    }

    /**
     * Ids of texts; equal ids are equal texts, or texts of one class.
     *
     * @param positive {@code [B]}, int64
     * @param negatives {@code [B, M]}, int64
     * @param classes whether some positives' ids are of classes, which their queries are of too
     */
    public record Ids(NDArray positive, Optional<NDArray> negatives, boolean classes) {

        /** Ids of texts alone. */
        public Ids(NDArray positive, Optional<NDArray> negatives) {
            this(positive, negatives, false);
        }
    }

    /**
     * Which two hard negatives of each query are mixed, and how.
     *
     * @param lambda {@code [B]}, weight of the first
     * @param pairs {@code [B, 2]}, int64, places among the query's hard negatives
     */
    public record MixingDraws(NDArray lambda, NDArray pairs) {}

    /**
     * Vectors of the batch's texts by another model, of any width.
     *
     * @param query {@code [B, E]}
     * @param positive {@code [B, E]}
     * @param negatives {@code [B, M, E]}
     */
    public record Other(NDArray query, NDArray positive, Optional<NDArray> negatives) {}

    public VectorBatch {
        Objects.requireNonNull(known, "known");
        Shape shape = query.getShape();
        if (shape.dimension() != 2 || !shape.equals(positive.getShape())) {
            throw new IllegalArgumentException(
                    "queries " + shape + " and positives " + positive.getShape() + " must both be [batch, dimensions]");
        }
        long rows = shape.get(0);
        negatives.ifPresent(vectors -> {
            Shape hard = vectors.getShape();
            if (hard.dimension() != 3 || hard.get(0) != rows || hard.get(2) != shape.get(1)) {
                throw new IllegalArgumentException(
                        "negatives " + hard + " must be [batch, negatives per query, dimensions] for queries " + shape);
            }
        });
        long scored = 1 + negatives.map(vectors -> vectors.getShape().get(1)).orElse(0L);
        known.teacherScores().ifPresent(scores -> require(scores, new Shape(rows, scored), "teacher scores"));
        known.gold().ifPresent(scores -> require(scores, new Shape(rows), "gold scores"));
    }

    private static void require(NDArray array, Shape shape, String what) {
        if (!array.getShape().equals(shape)) {
            throw new IllegalArgumentException(what + " are " + array.getShape() + ", not " + shape);
        }
    }

    /** Queries and their positives alone. */
    public static VectorBatch of(NDArray query, NDArray positive) {
        return new VectorBatch(query, positive, Optional.empty(), Known.NOTHING);
    }

    public Optional<Ids> ids() {
        return known.ids();
    }

    public Optional<NDArray> teacherScores() {
        return known.teacherScores();
    }

    public Optional<NDArray> gold() {
        return known.gold();
    }

    public Optional<MixingDraws> draws() {
        return known.draws();
    }

    public Optional<Other> guide() {
        return known.guide();
    }

    public Optional<Other> target() {
        return known.target();
    }

    public VectorBatch withNegatives(NDArray vectors) {
        return new VectorBatch(query, positive, Optional.of(vectors), known);
    }

    public VectorBatch withIds(Ids texts) {
        return with(new Known(Optional.of(texts), teacherScores(), gold(), draws(), guide(), target()));
    }

    public VectorBatch withTeacherScores(NDArray scores) {
        return with(new Known(ids(), Optional.of(scores), gold(), draws(), guide(), target()));
    }

    public VectorBatch withGold(NDArray scores) {
        return with(new Known(ids(), teacherScores(), Optional.of(scores), draws(), guide(), target()));
    }

    public VectorBatch withDraws(MixingDraws choices) {
        return with(new Known(ids(), teacherScores(), gold(), Optional.of(choices), guide(), target()));
    }

    public VectorBatch withGuide(Other vectors) {
        return with(new Known(ids(), teacherScores(), gold(), draws(), Optional.of(vectors), target()));
    }

    public VectorBatch withTarget(Other vectors) {
        return with(new Known(ids(), teacherScores(), gold(), draws(), guide(), Optional.of(vectors)));
    }

    private VectorBatch with(Known other) {
        return new VectorBatch(query, positive, negatives, other);
    }

    /**
     * The batch with the first {@code dimensions} values of each vector; those of other models stay whole.
     */
    public VectorBatch leading(int dimensions) {
        long width = query.getShape().get(1);
        if (dimensions < 1 || dimensions > width) {
            throw new IllegalArgumentException("vectors of " + width + " dimensions have no first " + dimensions);
        }
        NDIndex first = new NDIndex("..., :" + dimensions);
        NDArray queries = query.get(first);
        return new VectorBatch(
                queries,
                positive == query ? queries : positive.get(first),
                negatives.map(vectors -> vectors.get(first)),
                known);
    }

    /** Cosine of each query and its positive, {@code [B]}. */
    public NDArray positiveSimilarity() {
        return Cosine.rows(Cosine.unit(query), Cosine.unit(positive));
    }

    /**
     * Cosine of each query and its hard negatives, {@code [B, M]}; without any, and with more than one query, of each query
     * and the positives of the others, {@code [B, B - 1]}.
     */
    public Optional<NDArray> negativeSimilarity() {
        if (negatives.isPresent()) {
            return Optional.of(Cosine.own(Cosine.unit(query), Cosine.unit(negatives.get())));
        }
        long rows = query.getShape().get(0);
        if (rows < 2) {
            return Optional.empty();
        }
        NDArray all = Cosine.all(Cosine.unit(query), Cosine.unit(positive)).flatten();
        // leaving out the diagonal of an n by n matrix leaves n - 1 rows of n, each without its first value
        NDArray others = all.get("1:").reshape(rows - 1, rows + 1).get(":, :-1");
        return Optional.of(others.reshape(rows, rows - 1));
    }

    NDArray requireNegatives(String objective) {
        return negatives.orElseThrow(
                () -> new IllegalArgumentException(objective + " needs hard negatives, and the batch has none"));
    }
}
