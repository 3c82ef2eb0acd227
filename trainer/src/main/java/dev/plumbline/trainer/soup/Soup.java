package dev.plumbline.trainer.soup;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.text.HeadTensors;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.transformer.ParameterSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Blends checkpoints of one network. */
public final class Soup {

    private Soup() {}

    /**
     * The tensors of the blend, in float32. They are computed when they are written, so the ingredients must stay readable
     * until then.
     *
     * @param ingredients at least one, all with the same parameters
     * @param weights one for each, at least 0, not all 0; they need not sum to 1
     * @throws PlumblineException of kind MODEL if the ingredients do not have the same parameters
     * @throws IllegalArgumentException if there are no such weights
     */
    public static List<Tensor> blend(List<Ingredient> ingredients, List<Double> weights, Blend blend) {
        check(ingredients.size(), weights);
        Ingredient first = ingredients.get(0);
        ingredients.forEach(other -> requireSame(first, other));
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : first.parameters()) {
            String name = parameter.name();
            List<FloatSource> sources = ingredients.stream()
                    .map(ingredient -> (FloatSource) (from, target) -> ingredient.read(name, from, target))
                    .toList();
            tensors.add(new Tensor(
                    name, Dtype.F32, parameter.shape(), blend.of(sources, weights, elements(parameter.shape()))));
        }
        return tensors;
    }

    private static void check(int ingredients, List<Double> weights) {
        if (ingredients == 0
                || weights.size() != ingredients
                || weights.stream().anyMatch(weight -> !(weight >= 0 && weight < Double.POSITIVE_INFINITY))
                || weights.stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException(
                    "a soup needs a weight of at least 0 for each checkpoint, not all 0: " + weights);
        }
    }

    /**
     * The blend of what follows the networks.
     *
     * @param heads {@linkplain HeadTensors#alike alike}
     */
    public static SentenceHead blendHeads(List<SentenceHead> heads, List<Double> weights, Blend blend) {
        check(heads.size(), weights);
        Map<String, float[]> blended = new HashMap<>();
        List<List<Tensor>> tensors = heads.stream().map(HeadTensors::of).toList();
        for (int i = 0; i < tensors.get(0).size(); i++) {
            int number = i;
            Tensor first = tensors.get(0).get(i);
            List<FloatSource> sources =
                    tensors.stream().map(all -> all.get(number).values()).toList();
            long elements = elements(first.shape());
            FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(elements));
            blend.of(sources, weights, elements).read(0, values);
            blended.put(first.name(), values.array());
        }
        return HeadTensors.with(heads.get(0), blended::get);
    }

    private static long elements(List<Long> shape) {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    private static void requireSame(Ingredient first, Ingredient other) {
        Map<String, List<Long>> found = new HashMap<>();
        other.parameters().forEach(parameter -> found.put(parameter.name(), parameter.shape()));
        for (ParameterSpec parameter : first.parameters()) {
            List<Long> same = found.get(parameter.name());
            if (!parameter.shape().equals(same)) {
                throw PlumblineException.model("the checkpoints in " + first.folder() + " and " + other.folder()
                        + " are not of one network: tensor '" + parameter.name() + "' is "
                        + (same == null ? "missing in the second" : parameter.shape() + " and " + same));
            }
        }
        if (found.size() > first.parameters().size()) {
            throw PlumblineException.model("the checkpoints in " + first.folder() + " and " + other.folder()
                    + " are not of one network: the second has more tensors");
        }
    }
}
