package dev.plumbline.trainer.soup;

import dev.plumbline.models.safetensors.FloatSource;
import java.util.List;

/** How one tensor is made of the tensors of the same name. */
public enum Blend {
    /**
     * {@code sum w_i x_i / sum w_i} (Model soups, arXiv 2203.05482; LM-Cocktail, arXiv 2311.13534, which KaLM-V2 names).
     */
    AVERAGE {
        @Override
        FloatSource of(List<FloatSource> tensors, List<Double> weights, long elements) {
            return new LinearCombination(tensors, shares(weights));
        }
    },
    /**
     * Spherical interpolation of the tensors as vectors, as Qwen3-Embedding merges (arXiv 2506.05176). More than two are
     * taken one after the other, each with its share of the weights so far, so that the order matters a little.
     */
    SPHERICAL {
        @Override
        FloatSource of(List<FloatSource> tensors, List<Double> weights, long elements) {
            FloatSource blended = tensors.get(0);
            double sum = weights.get(0);
            for (int i = 1; i < tensors.size(); i++) {
                sum += weights.get(i);
                double share = sum == 0 ? 0 : weights.get(i) / sum;
                blended = SphericalInterpolation.between(blended, tensors.get(i), share, elements);
            }
            return blended;
        }
    };

    /**
     * The values of the blended tensor.
     *
     * @param tensors at least one, of the same shape
     * @param weights one for each, at least 0, not all 0
     * @param elements values of each
     */
    abstract FloatSource of(List<FloatSource> tensors, List<Double> weights, long elements);

    private static double[] shares(List<Double> weights) {
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        return weights.stream().mapToDouble(weight -> weight / sum).toArray();
    }
}
