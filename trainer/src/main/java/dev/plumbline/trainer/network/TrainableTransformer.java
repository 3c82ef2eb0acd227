package dev.plumbline.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.torch.Libtorch;
import dev.plumbline.models.transformer.Parameters;
import dev.plumbline.models.transformer.TokenBatch;
import dev.plumbline.models.transformer.Transformer;
import dev.plumbline.trainer.objective.Scalar;
import dev.plumbline.trainer.step.TrainableEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.rng.core.source64.SplitMix64;

/** A transformer and pooling. */
public final class TrainableTransformer implements TrainableEncoder {

    private final Transformer transformer;
    private final Parameters parameters;
    private final Pooling pooling;
    private final boolean recompute;
    private final boolean random;

    /**
     * A network over weights, both of which stay the caller's.
     *
     * @param pooling mean, cls or lasttoken
     * @param recompute whether a layer is computed again for its gradient, instead of everything within it being kept:
     *     gradient checkpointing, a third more work for memory of one layer and all layers' inputs
     * @param random whether the network has dropout, so that libtorch's generator must be set
     * @param frozen parameters by name that stay as they are
     * @throws IllegalArgumentException for another pooling
     */
    public TrainableTransformer(
            Transformer transformer,
            Parameters parameters,
            Pooling pooling,
            boolean recompute,
            boolean random,
            Predicate<String> frozen) {
        if (pooling != Pooling.MEAN && pooling != Pooling.CLS && pooling != Pooling.LAST_TOKEN) {
            throw new IllegalArgumentException(
                    "networks are trained with mean, cls or lasttoken pooling, not " + pooling.label());
        }
        this.transformer = transformer;
        this.parameters = parameters;
        this.pooling = pooling;
        this.recompute = recompute;
        this.random = random;
        parameters.arrays().forEach((name, array) -> array.setRequiresGradient(!frozen.test(name)));
    }

    @Override
    public NDArray vectors(NDManager manager, int[][] tokens, long seed) {
        TokenBatch batch = transformer.batch(manager, tokens);
        return pooled(transformer.forward(parameters, batch, true, step -> seed(seed, step)), tokens);
    }

    @Override
    public void backward(NDManager manager, int[][] tokens, NDArray gradient, long seed) {
        if (recompute) {
            new LayerInputs(manager, tokens, seed).backward(gradient);
        } else {
            TrainableEncoder.super.backward(manager, tokens, gradient, seed);
        }
    }

    @Override
    public boolean recomputes() {
        return recompute;
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters.arrays();
    }

    @Override
    public Optional<KeptPass> kept(NDManager manager, int[][] tokens, long seed) {
        return recompute ? Optional.of(new LayerInputs(manager, tokens, seed)) : Optional.empty();
    }

    /** A pass of which each layer's input is kept. */
    private final class LayerInputs implements KeptPass {

        private final TokenBatch batch;
        private final int[][] tokens;
        private final long seed;
        private final Deque<NDArray> inputs = new ArrayDeque<>();
        private final NDArray output;

        LayerInputs(NDManager manager, int[][] tokens, long seed) {
            this.tokens = tokens;
            this.seed = seed;
            // outside of a collector nothing is kept for gradients; what is computed for inference only could never
            // take one
            this.batch = transformer.batch(manager, tokens);
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
            return pooled(transformer.finish(output.mul(Scalar.of(output, 1)), parameters, true), tokens);
        }

        @Override
        public void backward(NDArray gradient) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(vectors().mul(gradient).sum());
            }
            NDArray arriving = output.getGradient();
            for (int layer = transformer.layers() - 1; layer >= 0; layer--) {
                NDArray input = leaf(inputs.pop());
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    seed(seed, layer + 1);
                    NDArray again = transformer.layer(layer, input, parameters, batch, true);
                    collector.backward(again.mul(arriving).sum());
                }
                arriving = input.getGradient();
            }
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                seed(seed, 0);
                collector.backward(
                        transformer.embed(parameters, batch, true).mul(arriving).sum());
            }
        }
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

    private static NDArray leaf(NDArray values) {
        NDArray leaf = values.stopGradient();
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private NDArray pooled(NDArray hidden, int[][] tokens) {
        return switch (pooling) {
            case CLS -> hidden.get(new NDIndex(":, 0"));
            case MEAN -> hidden.mul(shares(hidden, tokens)).sum(new int[] {1});
            default -> lastTokens(hidden, tokens);
        };
    }

    /** What each token's vector counts for its text's mean, {@code [texts, tokens, 1]}. */
    private static NDArray shares(NDArray hidden, int[][] tokens) {
        int longest = (int) hidden.getShape().get(1);
        float[] shares = new float[tokens.length * longest];
        for (int text = 0; text < tokens.length; text++) {
            for (int i = 0; i < tokens[text].length; i++) {
                shares[text * longest + i] = 1f / tokens[text].length;
            }
        }
        return hidden.getManager().create(shares, new Shape(tokens.length, longest, 1));
    }

    private static NDArray lastTokens(NDArray hidden, int[][] tokens) {
        long width = hidden.getShape().get(2);
        long[] last = new long[tokens.length];
        for (int text = 0; text < tokens.length; text++) {
            last[text] = tokens[text].length - 1L;
        }
        NDArray index = hidden.getManager()
                .create(last, new Shape(tokens.length, 1, 1))
                .broadcast(new Shape(tokens.length, 1, width));
        return hidden.gather(index, 1).squeeze(1);
    }
}
