package dev.plumbline.trainer.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mean of its tokens' rows through one layer, in float64. */
final class ToyEncoder implements TrainableEncoder {

    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    ToyEncoder(NDManager manager, int tokens, int width) {
        parameters.put("table", wave(manager, new Shape(tokens, width), 1));
        parameters.put("layer", wave(manager, new Shape(width, width), 2));
        parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
    }

    private static NDArray wave(NDManager manager, Shape shape, double phase) {
        double[] values = new double[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(3.7 * i + phase);
        }
        return manager.create(values, shape);
    }

    @Override
    public NDArray vectors(NDManager manager, List<TextTokens> texts, long seed) {
        NDList rows = new NDList();
        for (TextTokens text : texts) {
            NDArray picked = parameters.get("table").get(manager.create(text.ids()));
            rows.add(picked.mean(new int[] {0}));
        }
        return NDArrays.stack(rows).matMul(parameters.get("layer")).tanh();
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters;
    }
}
