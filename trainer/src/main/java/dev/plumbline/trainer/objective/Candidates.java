package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/** What the queries of one batch are contrasted with, block by block: {@code [B, n]} logits each. */
final class Candidates {

    private final InfoNce settings;
    private final VectorBatch batch;
    private final NDArray query;
    private final NDArray positive;
    /** {@code [B, 1]}, similarity of each query to its positive. */
    private final NDArray own;

    private final Optional<Judged> judged;

    /** Unit vectors of whoever judges false negatives, and how similar it finds positives, {@code [B, 1]}. */
    private record Judged(
            FalseNegatives masks, NDArray query, NDArray positive, Optional<NDArray> negatives, NDArray own) {

        static Judged of(FalseNegatives masks, NDArray query, NDArray positive, Optional<NDArray> negatives) {
            return new Judged(
                    masks,
                    query,
                    positive,
                    negatives,
                    Cosine.rows(query, positive).expandDims(1));
        }
    }

    Candidates(InfoNce settings, VectorBatch batch) {
        this.settings = settings;
        this.batch = batch;
        this.query = Cosine.unit(batch.query());
        this.positive = Cosine.unit(batch.positive());
        this.own = Cosine.rows(query, positive).expandDims(1);
        this.judged = settings.refinement().falseNegatives().map(this::judged);
    }

    private Judged judged(FalseNegatives masks) {
        if (masks.judge() == FalseNegatives.Judge.OWN) {
            return Judged.of(
                    masks,
                    query.stopGradient(),
                    positive.stopGradient(),
                    batch.negatives().map(vectors -> Cosine.unit(vectors.stopGradient())));
        }
        VectorBatch.Other guide = batch.guide()
                .orElseThrow(() ->
                        new IllegalArgumentException("masking by a guide needs its vectors, and the batch has none"));
        return Judged.of(
                masks,
                Cosine.unit(guide.query()),
                Cosine.unit(guide.positive()),
                guide.negatives().map(Cosine::unit));
    }

    /** {@code log p_i} of each query, {@code [B]}. */
    NDArray logProbability() {
        NDList blocks = new NDList(own.div(Scalar.of(query, settings.temperature())));
        if (settings.inBatch()) {
            blocks.add(positives());
        }
        if (settings.hardNegatives() != HardNegatives.NONE) {
            blocks.add(hard());
        }
        settings.mixing().ifPresent(mixing -> {
            NDArray synthetic = mixing.similarity(query, batch);
            blocks.add(logits(synthetic, masked(synthetic, Optional.empty(), Optional.empty())));
        });
        if (settings.inBatch() && settings.refinement().queries()) {
            NDArray others = Cosine.all(query, query);
            blocks.add(logits(
                    others,
                    masked(
                            others,
                            Optional.of(sameQuery(others)),
                            judged.map(by -> Cosine.all(by.query(), by.query())))));
        }
        if (settings.inBatch() && settings.refinement().positives()) {
            NDArray others = Cosine.all(positive, positive);
            blocks.add(logits(
                    others,
                    masked(
                            others,
                            Optional.of(diagonal().logicalOr(sameId(others))),
                            judged.map(by -> Cosine.all(by.positive(), by.positive())))));
        }
        return NDArrays.concat(blocks, 1).logSoftmax(1).get(new NDIndex(":, 0"));
    }

    private NDArray positives() {
        NDArray others = Cosine.all(query, positive);
        NDArray masked = masked(
                others,
                Optional.of(diagonal().logicalOr(sameId(others))),
                judged.map(by -> Cosine.all(by.query(), by.positive())));
        return weighted(others, masked, none(others));
    }

    private NDArray hard() {
        NDArray negatives = Cosine.unit(batch.requireNegatives("InfoNCE with hard negatives"));
        boolean shared = settings.hardNegatives() == HardNegatives.SHARED;
        NDArray similarity = met(query, negatives, shared);
        Optional<NDArray> same = Optional.empty();
        Shape shape = negatives.getShape();
        if (settings.maskSameId()) {
            VectorBatch.Ids ids = ids();
            NDArray theirs = ids.negatives()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "masking by id needs the ids of the hard negatives, and the batch has none"));
            same = Optional.of(
                    ids.positive().expandDims(1).eq(shared ? theirs.reshape(1, shape.get(0) * shape.get(1)) : theirs));
        }
        NDArray masked = masked(
                similarity,
                same,
                judged.map(by -> met(
                        by.query(),
                        by.negatives()
                                .orElseThrow(() ->
                                        new IllegalArgumentException("the guide has no vectors of the hard negatives")),
                        shared)));
        NDArray mine =
                shared ? diagonal().repeat(1, shape.get(1)) : none(similarity).logicalNot();
        return weighted(similarity, masked, mine);
    }

    private static NDArray met(NDArray query, NDArray negatives, boolean shared) {
        return shared
                ? Cosine.all(query, negatives.reshape(-1, negatives.getShape().get(2)))
                : Cosine.own(query, negatives);
    }

    private NDArray weighted(NDArray similarity, NDArray masked, NDArray mine) {
        NDArray logits = logits(similarity, masked);
        return settings.refinement()
                .hardness()
                .map(hardness -> logits.add(hardness.of(similarity, mine)))
                .orElse(logits);
    }

    private NDArray logits(NDArray similarity, NDArray masked) {
        return masked.div(Scalar.of(similarity, settings.temperature()));
    }

    private NDArray diagonal() {
        return query.getManager().eye((int) query.getShape().get(0)).toType(DataType.BOOLEAN, false);
    }

    private static NDArray none(NDArray like) {
        return like.getManager().zeros(like.getShape(), DataType.BOOLEAN);
    }

    /** Which queries are the query itself, or of its class. */
    private NDArray sameQuery(NDArray others) {
        boolean classes = settings.maskSameId() && ids().classes();
        return classes ? diagonal().logicalOr(sameId(others)) : diagonal();
    }

    /** Which positives of other queries are the query's own too; none if that is not asked for. */
    private NDArray sameId(NDArray others) {
        if (!settings.maskSameId()) {
            return none(others);
        }
        NDArray ids = ids().positive();
        return ids.expandDims(1).eq(ids.expandDims(0));
    }

    private VectorBatch.Ids ids() {
        return batch.ids()
                .orElseThrow(() -> new IllegalArgumentException("masking by id needs ids, and the batch has none"));
    }

    /** The similarities with minus infinity where banned, above the margin, or found too similar by whoever judges. */
    private NDArray masked(NDArray similarity, Optional<NDArray> banned, Optional<NDArray> judgement) {
        Optional<NDArray> without = banned;
        if (settings.falseNegativeMargin().isPresent()) {
            without = or(
                    without,
                    similarity.gt(own.add(
                            Scalar.of(own, settings.falseNegativeMargin().getAsDouble()))));
        }
        if (judgement.isPresent()) {
            Judged by = judged.orElseThrow();
            without = or(without, by.masks().of(judgement.get(), by.own()));
        }
        return without.map(mask -> NDArrays.where(mask, minusInfinity(similarity), similarity))
                .orElse(similarity);
    }

    private static Optional<NDArray> or(Optional<NDArray> left, NDArray right) {
        return Optional.of(left.isPresent() ? left.get().logicalOr(right) : right);
    }

    private static NDArray minusInfinity(NDArray like) {
        return like.getManager().full(like.getShape(), Float.NEGATIVE_INFINITY, like.getDataType());
    }
}
