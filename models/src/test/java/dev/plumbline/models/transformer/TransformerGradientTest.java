package dev.plumbline.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.plumbline.models.network.Attention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same networks with gradients, as a trainer runs them. */
final class TransformerGradientTest {

    /** float32's central differences are good to about three digits. */
    private static final float STEP = 1e-2f;

    @ParameterizedTest
    @CsvSource({
        "qwen2-bidirectional, BIDIRECTIONAL",
        "qwen2-causal, CAUSAL",
        "bert-old, BIDIRECTIONAL",
        "qwen3-window, BIDIRECTIONAL",
        "mistral-window, CAUSAL",
        "llama-bias, BIDIRECTIONAL",
        "modernbert-bias, BIDIRECTIONAL",
        "mpnet, BIDIRECTIONAL",
        "distilbert, BIDIRECTIONAL",
        "nomic_bert, BIDIRECTIONAL",
        "eurobert, BIDIRECTIONAL",
        "gemma2, CAUSAL",
        "gemma3-around, BIDIRECTIONAL"
    })
    void gradientsAreFiniteDifferencesAndMemoryStaysFlat(String name, Attention attention) {
        Path folder = Networks.golden(name);
        TransformerConfig config = TransformerConfig.read(folder.resolve("config.json"));
        try (NDManager manager = Networks.libtorch().newManager();
                Weights weights = Weights.open(folder, config);
                Transformer transformer = Transformer.compile(config, attention, manager)) {
            Parameters parameters = Parameters.load(weights, manager);
            parameters.arrays().values().forEach(array -> array.setRequiresGradient(true));
            backward(transformer, parameters, manager);
            List<String> checked = new ArrayList<>(parameters.arrays().keySet());
            int arrays = manager.getManagedArrays().size();
            for (String parameter : checked) {
                NDArray array = parameters.get(parameter);
                long at = array.size() / 2;
                float derivative = gradient(array, at);
                double wide = slope(transformer, parameters, parameter, at, STEP, manager);
                double narrow = slope(transformer, parameters, parameter, at, STEP / 2, manager);
                // what is left of the error falls with the step's fourth power
                float slope = (float) ((4 * narrow - wide) / 3);
                assertThat(derivative)
                        .as("%s at %d", parameter, at)
                        .isCloseTo(slope, within(2e-3f + 0.01f * Math.abs(slope)));
            }
            assertThat(manager.getManagedArrays().size()).isLessThanOrEqualTo(arrays + checked.size());
        }
    }

    private static float gradient(NDArray array, long at) {
        try (NDArray gradient = array.getGradient();
                NDArray flat = gradient.flatten()) {
            return flat.toFloatArray()[(int) at];
        }
    }

    private static void backward(Transformer transformer, Parameters parameters, NDManager manager) {
        try (NDManager step = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            collector.backward(loss(transformer, parameters, step, true));
        }
    }

    /** A sum of token vectors, each value weighted differently; in the middle of the vocabulary, so that the table counts. */
    private static NDArray loss(Transformer transformer, Parameters parameters, NDManager step, boolean gradients) {
        int[][] texts = {{20, 3, 20, 7, 9}, {19, 20, 21}};
        NDArray hidden = transformer.forward(parameters, transformer.batch(step, texts), gradients);
        long width = hidden.getShape().get(2);
        NDArray own = hidden.get("0:2,0:3").reshape(-1, width);
        return own.mul(step.arange((float) own.size()).reshape(own.getShape()).sin())
                .sum();
    }

    private static double slope(
            Transformer transformer, Parameters parameters, String name, long at, float step, NDManager manager) {
        return (shifted(transformer, parameters, name, at, step, manager)
                        - shifted(transformer, parameters, name, at, -step, manager))
                / (2 * step);
    }

    private static double shifted(
            Transformer transformer, Parameters parameters, String name, long at, float shift, NDManager manager) {
        NDArray array = parameters.get(name);
        float[] values = array.toFloatArray();
        values[(int) at] += shift;
        array.set(values);
        try (NDManager step = manager.newSubManager()) {
            return loss(transformer, parameters, step, false).getFloat();
        } finally {
            values[(int) at] -= shift;
            array.set(values);
        }
    }
}
