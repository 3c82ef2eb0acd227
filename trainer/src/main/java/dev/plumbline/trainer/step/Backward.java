package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.plumbline.models.torch.GradientTape;
import dev.plumbline.trainer.objective.Objective;
import dev.plumbline.trainer.objective.Scalar;
import dev.plumbline.trainer.objective.VectorBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * Adds the gradient of a batch's loss to what the weights have.
 *
 * <p>With a chunk size, texts go through the network that many at a time, twice: first for their vectors alone, then, when
 * the gradient of the loss by the vectors is known, for the gradient by the weights (GradCache, arXiv 2101.06983). Loss
 * and gradient are those of the plain way up to rounding, and up to dropout's draws, which follow the chunks; memory is that
 * of one chunk.
 */
public final class Backward {

    private static final int QUERIES = 1;
    private static final int POSITIVES = 2;
    private static final int NEGATIVES = 3;

    private final NDManager manager;
    private final TrainableEncoder encoder;
    private final OptionalInt chunk;

    /**
     * The way to a gradient.
     *
     * @param manager each pass works in a manager below this one and leaves nothing
     * @param chunk texts per pass, at least 1; all of a kind at once if empty
     */
    public Backward(NDManager manager, TrainableEncoder encoder, OptionalInt chunk) {
        if (chunk.isPresent() && chunk.getAsInt() < 1) {
            throw new IllegalArgumentException("a chunk has at least one text, not " + chunk.getAsInt());
        }
        this.manager = manager;
        this.encoder = encoder;
        this.chunk = chunk;
    }

    /**
     * Does both passes.
     *
     * @param objective of the batch's vectors
     * @param scale factor of the gradient, 1 unless several batches make one step
     * @param seed of what is random in the passes, dropout; queries, positives, negatives and each chunk have their own of it
     * @return the loss, not scaled, and what the vectors look like; both are still on the device
     */
    public LossFigures add(TrainingTokens batch, Objective objective, double scale, long seed) {
        // frees what was made in it, whichever manager an operation attached its result to
        try (NDScope scope = new NDScope();
                GradientTape paused = GradientTape.paused()) {
            paused.hold();
            scope.suppressNotUsedWarning();
            return chunk.isPresent() || encoder.recomputes()
                    ? inChunks(batch, objective, scale, seed)
                    : plain(batch, objective, scale, seed);
        }
    }

    private LossFigures plain(TrainingTokens batch, Objective objective, double scale, long seed) {
        try (NDManager step = manager.newSubManager();
                GradientTape tape = GradientTape.open()) {
            UnaryOperator<VectorBatch> known = batch.annotations().on(step);
            VectorBatch vectors = vectors(batch, known, step, seed);
            Map<String, NDArray> parts = new LinkedHashMap<>();
            NDArray loss = objective.loss(vectors, parts::put);
            tape.backward(scale == 1 ? loss : loss.mul(Scalar.of(loss, scale)));
            encoder.collect();
            return LossFigures.of(manager, loss, parts, vectors);
        }
    }

    private LossFigures inChunks(TrainingTokens batch, Objective objective, double scale, long seed) {
        try (NDManager step = manager.newSubManager()) {
            UnaryOperator<VectorBatch> known = batch.annotations().on(step);
            List<Passes> passes = new ArrayList<>();
            if (merges()) {
                passes.add(passes(step, batch.all(), seed, QUERIES));
            } else {
                passes.add(passes(step, batch.query(), seed, QUERIES));
                if (!batch.sharesPositives()) {
                    passes.add(passes(step, batch.positive(), seed, POSITIVES));
                }
                if (!batch.negatives().isEmpty()) {
                    passes.add(passes(step, batch.negatives(), seed, NEGATIVES));
                }
            }
            LossFigures figures;
            try (GradientTape tape = GradientTape.open()) {
                VectorBatch vectors = vectors(
                        batch,
                        known,
                        merges()
                                ? split(batch, passes.get(0).leaf())
                                : passes.stream().map(Passes::leaf).toList());
                Map<String, NDArray> parts = new LinkedHashMap<>();
                NDArray loss = objective.loss(vectors, parts::put);
                tape.backward(scale == 1 ? loss : loss.mul(Scalar.of(loss, scale)));
                figures = LossFigures.of(manager, loss, parts, vectors);
            }
            passes.forEach(pass -> pass.back().run());
            return figures;
        }
    }

    /** Chunks are of one kind of texts each. */
    private boolean merges() {
        return chunk.isEmpty() && encoder.merges();
    }

    private VectorBatch vectors(TrainingTokens batch, UnaryOperator<VectorBatch> known, NDManager step, long seed) {
        if (merges()) {
            return vectors(batch, known, split(batch, encoder.vectors(step, batch.all(), seed(seed, QUERIES, 0))));
        }
        List<NDArray> kinds = new ArrayList<>();
        kinds.add(encoder.vectors(step, batch.query(), seed(seed, QUERIES, 0)));
        if (!batch.sharesPositives()) {
            kinds.add(encoder.vectors(step, batch.positive(), seed(seed, POSITIVES, 0)));
        }
        if (!batch.negatives().isEmpty()) {
            kinds.add(encoder.vectors(step, batch.negatives(), seed(seed, NEGATIVES, 0)));
        }
        return vectors(batch, known, kinds);
    }

    /** Vectors of queries, positives unless they are the same, and, if there are any, negatives. */
    private static List<NDArray> split(TrainingTokens batch, NDArray all) {
        int queries = batch.query().size();
        int positives =
                queries + (batch.sharesPositives() ? 0 : batch.positive().size());
        int texts = positives + batch.negatives().size();
        List<NDArray> kinds = new ArrayList<>();
        kinds.add(all.get("0:" + queries));
        if (positives > queries) {
            kinds.add(all.get(queries + ":" + positives));
        }
        if (texts > positives) {
            kinds.add(all.get(positives + ":" + texts));
        }
        return kinds;
    }

    /** All chunks of one kind of texts: their vectors without what led to them, and the way from those to the weights. */
    private record Passes(NDArray leaf, Runnable back) {}

    private Passes passes(NDManager step, List<TextTokens> texts, long seed, int part) {
        if (chunk.isEmpty()) {
            // all at once: what the first pass computed may be kept for the second
            TrainableEncoder.KeptPass kept = encoder.kept(step, texts, seed(seed, part, 0));
            NDArray leaf = leaf(kept.vectors());
            return new Passes(leaf, () -> kept.backward(leaf.getGradient()));
        }
        NDList parts = new NDList();
        int size = chunk.getAsInt();
        for (int from = 0; from < texts.size(); from += size) {
            try (NDScope scope = new NDScope();
                    NDManager pass = manager.newSubManager()) {
                scope.suppressNotUsedWarning();
                NDArray vectors = encoder.vectors(pass, chunk(texts, from), seed(seed, part, from));
                NDScope.unregister(vectors);
                vectors.attach(step);
                parts.add(vectors);
            }
        }
        NDArray leaf = leaf(NDArrays.concat(parts, 0));
        return new Passes(leaf, () -> again(texts, leaf.getGradient(), seed, part));
    }

    /** Ready to take a gradient. */
    private static NDArray leaf(NDArray vectors) {
        NDArray leaf = vectors.stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private void again(List<TextTokens> texts, NDArray gradient, long seed, int part) {
        for (int from = 0; from < texts.size(); from += chunk.getAsInt()) {
            List<TextTokens> own = chunk(texts, from);
            try (NDScope scope = new NDScope();
                    NDManager pass = manager.newSubManager()) {
                scope.suppressNotUsedWarning();
                NDArray theirs = gradient.get(from + ":" + (from + own.size()));
                theirs.attach(pass);
                encoder.backward(pass, own, theirs, seed(seed, part, from));
            }
        }
    }

    /** Of one pass: both passes over the same texts get the same. */
    private static long seed(long seed, int part, int from) {
        long ofPart = new SplitMix64(seed ^ part).nextLong();
        return new SplitMix64(ofPart ^ from).nextLong();
    }

    private List<TextTokens> chunk(List<TextTokens> texts, int from) {
        return texts.subList(from, Math.min(texts.size(), from + chunk.getAsInt()));
    }

    private static VectorBatch vectors(TrainingTokens batch, UnaryOperator<VectorBatch> known, List<NDArray> kinds) {
        NDArray query = kinds.get(0);
        int positives = batch.sharesPositives() ? 0 : 1;
        VectorBatch bare = VectorBatch.of(query, kinds.get(positives));
        if (kinds.size() > positives + 1) {
            Shape shape = new Shape(
                    batch.query().size(),
                    batch.negativesPerQuery(),
                    query.getShape().get(1));
            bare = bare.withNegatives(kinds.get(positives + 1).reshape(shape));
        }
        return known.apply(bare);
    }
}
