package dev.plumbline.models.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Dtype;
import dev.plumbline.models.safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some layers of a network as a network of its own, with everything before and after them as it is: what a small student begins
 * with.
 */
public final class KeptLayers {

    /** Keys of {@code config.json} that count layers, by family. */
    private static final List<String> COUNTS = List.of("num_hidden_layers", "n_layers", "n_layer");

    private static final String TYPES = "layer_types";

    private final Path file;
    private final TransformerConfig whole;
    private final List<Integer> layers;

    /**
     * Chooses layers.
     *
     * @param file the whole network's {@code config.json}, for messages
     * @param layers by the numbers in their weights' names, from 0, each once and in order
     * @throws PlumblineException of kind USAGE if they are not such numbers, or if one takes a place for which it lacks a part
     */
    public KeptLayers(Path file, TransformerConfig whole, List<Integer> layers) {
        this.file = file;
        this.whole = whole;
        this.layers = List.copyOf(layers);
        int before = -1;
        for (int layer : layers) {
            if (layer <= before || layer >= whole.sizes().layers()) {
                throw PlumblineException.usage("--layers " + shown() + " must be numbers from 0 to "
                        + (whole.sizes().layers() - 1) + " in rising order, such as 0,2,"
                        + (whole.sizes().layers() - 1));
            }
            before = layer;
        }
        for (int place = 0; place < layers.size(); place++) {
            if (!whole.layer(place).equals(whole.layer(layers.get(place)))) {
                throw PlumblineException.usage("--layers " + shown() + ": layer " + layers.get(place) + " of " + file
                        + " is made of other parts than one in place " + place + "; keep layer " + place);
            }
        }
    }

    private String shown() {
        return layers.toString().replaceAll("[\\[\\] ]", "");
    }

    /**
     * The description of the smaller network.
     *
     * @param config of the whole one, stays as it is
     */
    public ObjectNode config(ObjectNode config) {
        ObjectNode smaller = config.deepCopy();
        COUNTS.stream().filter(config::has).forEach(key -> smaller.put(key, layers.size()));
        if (config.get(TYPES) instanceof ArrayNode types) {
            ArrayNode kept = smaller.putArray(TYPES);
            for (int layer : layers) {
                JsonNode type = types.get(layer);
                kept.add(type);
            }
        }
        return smaller;
    }

    /**
     * Holds what was written to what was meant.
     *
     * @param written {@code config.json} as {@link #config} made it
     * @throws PlumblineException of kind USAGE if the file gives a layer another window by its new number
     */
    public void check(Path written) {
        TransformerConfig smaller = TransformerConfig.read(written);
        List<Boolean> meant = layers.stream().map(whole.windows().local()::get).toList();
        if (smaller.sizes().layers() != layers.size()
                || !smaller.windows().local().equals(meant)) {
            throw PlumblineException.usage("--layers " + shown() + ": " + file
                    + " says by a layer's number what it attends to, which is another for these; keep layers so that local"
                    + " and global ones take turns as they do there");
        }
    }

    /**
     * The weights of the smaller network, in float32.
     *
     * @param weights of the whole one, open until they are read
     */
    public List<Tensor> tensors(Weights weights) {
        List<Tensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : weights.parameters()) {
            renamed(parameter.name())
                    .ifPresent(name -> tensors.add(new Tensor(
                            name,
                            Dtype.F32,
                            parameter.shape(),
                            (first, target) -> weights.read(parameter.name(), first, target))));
        }
        return tensors;
    }

    /** What a weight is called there; empty if its layer is left out. */
    private Optional<String> renamed(String name) {
        for (int layer = 0; layer < whole.sizes().layers(); layer++) {
            String prefix = whole.prefix(layer);
            if (name.startsWith(prefix)) {
                int place = layers.indexOf(layer);
                return place < 0
                        ? Optional.empty()
                        : Optional.of(whole.prefix(place) + name.substring(prefix.length()));
            }
        }
        return Optional.of(name);
    }
}
