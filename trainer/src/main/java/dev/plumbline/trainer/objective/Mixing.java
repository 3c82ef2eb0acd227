package dev.plumbline.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Objects;

/**
 * Online hard-negative mixing: synthetic negatives made of a query's own hard negatives, added to the
 * candidates. The paper names both kinds and leaves open how many there are, whose candidates they are, whether gradient flows
 * through them and the temperature of the list-wise weights; here each kind gives one per query, and the rest is a setting.
 *
 * @param kind which are made
 * @param detached no gradient flows through them, as in MoCHi (arXiv 2010.01028)
 * @param listwiseTemperature of the softmax over a query's similarities to its negatives; above 0
 * @param shared whether they are candidates of every query, or of the one alone that they were mixed for
 */
public record Mixing(Kind kind, boolean detached, double listwiseTemperature, boolean shared) {

    /** How hard negatives are mixed. */
    public enum Kind {
        /** {@code lambda n_j + (1 - lambda) n_k} of two drawn, lambda from Beta(2, 2). */
        PAIRWISE,
        /** All of a query's, weighted by the softmax of their similarity to it. */
        LISTWISE,
        /** One of each. */
        BOTH
    }

    public Mixing {
        Objects.requireNonNull(kind, "kind");
        if (!(listwiseTemperature > 0)) {
            throw new IllegalArgumentException("the list-wise temperature must be above 0, not " + listwiseTemperature);
        }
    }

    /** The same for the query alone that they were mixed for. */
    public Mixing own() {
        return new Mixing(kind, detached, listwiseTemperature, false);
    }

    /**
     * How similar each query is to the synthetic negatives that it meets.
     *
     * @param query {@code [B, D]}, of length 1
     * @return {@code [B, K B]} where they are shared, else {@code [B, K]}
     */
    NDArray similarity(NDArray query, VectorBatch batch) {
        NDArray synthetic = synthesise(query, batch);
        if (shared) {
            return Cosine.all(query, synthetic);
        }
        Shape shape = query.getShape();
        return synthetic
                .reshape(-1, shape.get(0), shape.get(1))
                .mul(query.expandDims(0))
                .sum(new int[] {2})
                .transpose();
    }

    /**
     * The synthetic negatives of every query.
     *
     * @param query {@code [B, D]}, of length 1
     * @return {@code [K B, D]}, of length 1, all of one kind before those of the next
     */
    private NDArray synthesise(NDArray query, VectorBatch batch) {
        NDArray negatives = Cosine.unit(batch.requireNegatives("hard-negative mixing"));
        NDList mixed = new NDList();
        if (kind != Kind.LISTWISE) {
            mixed.add(pairwise(negatives, batch));
        }
        if (kind != Kind.PAIRWISE) {
            mixed.add(listwise(query, negatives));
        }
        NDArray all = mixed.size() == 1 ? mixed.get(0) : NDArrays.concat(mixed, 0);
        return detached ? all.stopGradient() : all;
    }

    private static NDArray pairwise(NDArray negatives, VectorBatch batch) {
        VectorBatch.MixingDraws draws = batch.draws()
                .orElseThrow(
                        () -> new IllegalArgumentException("pair-wise mixing needs draws, and the batch has none"));
        NDArray lambda = draws.lambda().toType(negatives.getDataType(), false).expandDims(1);
        NDArray first = picked(negatives, draws.pairs(), 0);
        NDArray second = picked(negatives, draws.pairs(), 1);
        return Cosine.unit(first.mul(lambda).add(second.mul(lambda.neg().add(Scalar.of(lambda, 1)))));
    }

    /** Row b of the result is negative {@code pairs[b, side]} of query b. */
    private static NDArray picked(NDArray negatives, NDArray pairs, int side) {
        Shape shape = negatives.getShape();
        NDArray place = pairs.get(new NDIndex(":, " + side)).toType(DataType.INT64, false);
        NDArray index = place.reshape(shape.get(0), 1, 1).broadcast(new Shape(shape.get(0), 1, shape.get(2)));
        return negatives.gather(index, 1).squeeze(1);
    }

    private NDArray listwise(NDArray query, NDArray negatives) {
        NDArray weights = Cosine.own(query, negatives)
                .div(Scalar.of(query, listwiseTemperature))
                .softmax(1);
        return Cosine.unit(negatives.mul(weights.expandDims(2)).sum(new int[] {1}));
    }
}
