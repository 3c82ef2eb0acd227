package dev.plumbline.trainer.loop;

import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.transformer.ParameterSpec;
import dev.plumbline.models.transformer.TransformerConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

/**
 * Weights of a network that was never trained, as transformers draws them: matrices normal with a standard deviation of
 * {@code initializer_range}, norms 1, biases 0. Each tensor's values depend on seed and name alone.
 */
final class RandomWeights {

    private RandomWeights() {}

    /**
     * Draws.
     *
     * @param deviation standard deviation, above 0
     */
    static List<Tensor> of(TransformerConfig config, double deviation, long seed) {
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : config.parameters()) {
            tensors.add(new Tensor(
                    parameter.name(),
                    Dtype.F32,
                    parameter.shape(),
                    FloatSource.of(values(parameter, deviation, seed))));
        }
        return tensors;
    }

    private static float[] values(ParameterSpec parameter, double deviation, long seed) {
        float[] values = new float[Math.toIntExact(parameter.shape().stream().reduce(1L, Math::multiplyExact))];
        if (parameter.shape().size() > 1) {
            normal(values, deviation, random(parameter.name(), seed));
        } else if (!parameter.name().endsWith("bias")) {
            java.util.Arrays.fill(values, 1);
        }
        return values;
    }

    private static UniformRandomProvider random(String name, long seed) {
        CRC32 hash = new CRC32();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        return new SplitMix64(new SplitMix64(seed).nextLong() ^ hash.getValue());
    }

    /** Box and Muller's transform, in the strict functions so that every platform draws the same. */
    private static void normal(float[] values, double deviation, UniformRandomProvider random) {
        for (int i = 0; i < values.length; i += 2) {
            double radius = deviation * Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            values[i] = (float) (radius * StrictMath.cos(angle));
            if (i + 1 < values.length) {
                values[i + 1] = (float) (radius * StrictMath.sin(angle));
            }
        }
    }
}
