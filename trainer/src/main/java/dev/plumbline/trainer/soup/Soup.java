package dev.plumbline.trainer.soup;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.FloatSource;
import dev.plumbline.models.safetensors.Tensor;
import dev.plumbline.models.safetensors.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Blends checkpoints of one network. */
public final class Soup {

    private Soup() {}

    /**
     * The tensors of the blend, stored as those of the first checkpoint. They are computed when they are written, so the
     * checkpoints must stay open until then.
     *
     * @param ingredients at least one, all with the same tensors
     * @param weights one for each, at least 0, not all 0; they need not sum to 1
     * @throws PlumblineException of kind MODEL if the checkpoints do not have the same tensors
     * @throws IllegalArgumentException if there are no such weights
     */
    public static List<Tensor> blend(List<Checkpoint> ingredients, List<Double> weights, Blend blend) {
        if (ingredients.isEmpty()
                || weights.size() != ingredients.size()
                || weights.stream().anyMatch(weight -> !(weight >= 0 && weight < Double.POSITIVE_INFINITY))
                || weights.stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException(
                    "a soup needs a weight of at least 0 for each checkpoint, not all 0: " + weights);
        }
        Checkpoint first = ingredients.get(0);
        ingredients.forEach(other -> requireSame(first, other));
        List<Tensor> tensors = new ArrayList<>();
        for (TensorEntry entry : first.tensors().values()) {
            List<FloatSource> sources = ingredients.stream()
                    .map(checkpoint -> (FloatSource) (from, target) -> checkpoint.read(entry.name(), from, target))
                    .toList();
            tensors.add(new Tensor(
                    entry.name(), entry.dtype(), entry.shape(), blend.of(sources, weights, entry.elements())));
        }
        return tensors;
    }

    private static void requireSame(Checkpoint first, Checkpoint other) {
        Map<String, TensorEntry> wanted = first.tensors();
        Map<String, TensorEntry> found = other.tensors();
        for (TensorEntry entry : wanted.values()) {
            TensorEntry same = found.get(entry.name());
            if (same == null || !same.shape().equals(entry.shape())) {
                throw PlumblineException.model("the checkpoints in " + first.folder() + " and " + other.folder()
                        + " are not of one network: tensor '" + entry.name() + "' is "
                        + (same == null ? "missing in the second" : entry.shape() + " and " + same.shape()));
            }
        }
        if (found.size() > wanted.size()) {
            throw PlumblineException.model("the checkpoints in " + first.folder() + " and " + other.folder()
                    + " are not of one network: the second has more tensors");
        }
    }
}
