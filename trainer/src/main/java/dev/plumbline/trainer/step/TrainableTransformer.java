package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.plumbline.models.torch.GradientTape;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.torch.Upload;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.Precision;
import dev.plumbline.models.transformer.TokenBatch;
import dev.plumbline.models.transformer.Transformer;
import dev.plumbline.trainer.objective.Scalar;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.commons.rng.core.source64.SplitMix64;

/** A transformer and what makes one vector of a text's token vectors. */
public final class TrainableTransformer implements TrainableEncoder {

    private final Transformer transformer;
    /** Those that training moves. */
    private final Parameters weights;
    /** Those that are computed with: the same, but for those that are rounded once a step. */
    private final Parameters parameters;

    private final Optional<RoundedWeights> rounded;
    private final TrainableHead head;
    private final boolean recompute;
    private final boolean random;

    /**
     * A network over weights, both of which stay the caller's.
     *
     * @param manager what the network keeps besides is attached to it, and it lives as long as the weights
     * @param precision of matrix products, as the transformer has it
     * @param head for texts in the transformer's layout
     * @param recompute whether a layer is computed again for its gradient, instead of everything within it being kept:
     *     gradient checkpointing, a third more work for memory of one layer and all layers' inputs
     * @param random whether the network has dropout, so that libtorch's generator must be set
     * @param frozen parameters by name that stay as they are
     */
    public TrainableTransformer(
            NDManager manager,
            Transformer transformer,
            Parameters weights,
            Precision precision,
            TrainableHead head,
            boolean recompute,
            boolean random,
            Predicate<String> frozen) {
        this.transformer = transformer;
        this.weights = weights;
        this.head = head;
        this.recompute = recompute;
        this.random = random || head.draws();
        parameters().forEach((name, array) -> array.setRequiresGradient(!frozen.test(name)));
        this.rounded = precision.isHalf()
                ? Optional.of(new RoundedWeights(manager, multiplied(), precision.products()))
                : Optional.empty();
        this.parameters = rounded.map(copies -> weights.with(copies.copies())).orElse(weights);
    }

    private Map<String, NDArray> multiplied() {
        Map<String, NDArray> multiplied = new LinkedHashMap<>();
        transformer.multiplied().forEach(name -> multiplied.put(name, weights.get(name)));
        return multiplied;
    }

    @Override
    public NDArray vectors(NDManager manager, List<TextTokens> texts, long seed) {
        Upload upload = new Upload(manager);
        UnaryOperator<NDArray> pooled = head.of(upload, texts);
        TokenBatch batch = transformer.batch(upload, TextTokens.ids(texts));
        return finished(transformer.forward(parameters, batch, true, step -> seed(seed, step)), pooled, seed);
    }

    @Override
    public void backward(NDManager manager, List<TextTokens> texts, NDArray gradient, long seed) {
        if (recompute) {
            new LayerInputs(manager, texts, seed).backward(gradient);
        } else {
            TrainableEncoder.super.backward(manager, texts, gradient, seed);
            collect();
        }
    }

    @Override
    public boolean recomputes() {
        return recompute;
    }

    @Override
    public boolean merges() {
        return transformer.packs();
    }

    @Override
    public void collect() {
        rounded.ifPresent(RoundedWeights::collect);
    }

    @Override
    public void moved() {
        rounded.ifPresent(RoundedWeights::refresh);
    }

    @Override
    public Map<String, NDArray> parameters() {
        Map<String, NDArray> all = new LinkedHashMap<>(weights.arrays());
        all.putAll(head.parameters());
        return all;
    }

    @Override
    public KeptPass kept(NDManager manager, List<TextTokens> texts, long seed) {
        return recompute ? new LayerInputs(manager, texts, seed) : TrainableEncoder.super.kept(manager, texts, seed);
    }

    /** Whether libtorch's generator decides something in it. */
    boolean draws() {
        return random;
    }

    /** A pass of which each layer's input is kept. */
    private final class LayerInputs implements KeptPass {

        private final TokenBatch batch;
        private final UnaryOperator<NDArray> pooled;
        private final long seed;
        private final Deque<NDArray> inputs = new ArrayDeque<>();
        private final NDArray output;

        LayerInputs(NDManager manager, List<TextTokens> texts, long seed) {
            this.seed = seed;
            Upload upload = new Upload(manager);
            this.pooled = head.of(upload, texts);
            // outside of a tape nothing is kept for gradients; what is computed for inference only could never
            // take one
            this.batch = transformer.batch(upload, TextTokens.ids(texts));
            seed(seed, 0);
            NDArray hidden = transformer.embed(parameters, batch, true);
            for (int layer = 0; layer < transformer.layers(); layer++) {
                inputs.push(hidden);
                seed(seed, layer + 1);
                hidden = transformer.layer(layer, hidden, parameters, batch, true);
            }
            this.output = leaf(hidden);
        }

        @Override
        public NDArray vectors() {
            // finish closes what it is given, which is still needed
            return finished(transformer.finish(output.mul(Scalar.of(output, 1)), parameters, true), pooled, seed);
        }

        @Override
        public void backward(NDArray gradient) {
            try (GradientTape tape = GradientTape.open()) {
                tape.backward(vectors().mul(gradient).sum());
            }
            NDArray arriving = output.getGradient();
            int first = firstTrained();
            for (int layer = transformer.layers() - 1; layer >= Math.max(0, first); layer--) {
                // what the layer leaves is freed before the next one's
                try (NDScope scope = new NDScope();
                        NDArray before = inputs.pop()) {
                    scope.suppressNotUsedWarning();
                    NDArray input = leaf(before);
                    try (GradientTape tape = GradientTape.open()) {
                        seed(seed, layer + 1);
                        NDArray again = transformer.layer(layer, input, parameters, batch, true);
                        tape.backward(again.mul(arriving).sum());
                    }
                    arriving.close();
                    arriving = input.getGradient();
                    NDScope.unregister(arriving);
                }
            }
            if (first < 0) {
                try (GradientTape tape = GradientTape.open()) {
                    seed(seed, 0);
                    tape.backward(transformer
                            .embed(parameters, batch, true)
                            .mul(arriving)
                            .sum());
                }
            }
            collect();
        }
    }

    /** The first layer with a weight that is trained, -1 if what comes before the layers has one; below it is no way back. */
    private int firstTrained() {
        if (trained(transformer.embeddingParameters())) {
            return -1;
        }
        int layer = 0;
        while (layer < transformer.layers() && !trained(transformer.layerParameters(layer))) {
            layer++;
        }
        return layer;
    }

    private boolean trained(List<String> names) {
        return names.stream().anyMatch(name -> weights.get(name).hasGradient());
    }

    /**
     * Sets the generator for one step of one pass, so that a step that is computed again has the same dropout, with and
     * without {@code recompute}.
     */
    private void seed(long seed, int step) {
        if (random) {
            Libtorch.seed(new SplitMix64(seed ^ step).nextLong());
        }
    }

    private NDArray finished(NDArray hidden, UnaryOperator<NDArray> pooled, long seed) {
        seed(seed, transformer.layers() + 1);
        return pooled.apply(hidden);
    }

    private static NDArray leaf(NDArray values) {
        NDArray leaf = values.stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }
}
