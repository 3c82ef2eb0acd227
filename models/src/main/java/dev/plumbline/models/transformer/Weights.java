package dev.plumbline.models.transformer;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.TensorEntry;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A checkpoint's tensors as a network's parameters: each is there, in its shape, and nothing else is, except what is known
 * not to matter. Values are read as float32 whatever type they are stored in.
 */
public final class Weights implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final List<ParameterSpec> parameters;
    /** Tensor by parameter. */
    private final Map<String, String> names;

    private Weights(Checkpoint checkpoint, List<ParameterSpec> parameters, Map<String, String> names) {
        this.checkpoint = checkpoint;
        this.parameters = parameters;
        this.names = names;
    }

    /**
     * Opens a folder's weights.
     *
     * @throws PlumblineException of kind MODEL if they cannot be read or are not the network's, naming the tensor
     */
    public static Weights open(Path folder, TransformerConfig config) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        boolean done = false;
        try {
            Weights weights = match(checkpoint, config);
            done = true;
            return weights;
        } finally {
            if (!done) {
                checkpoint.close();
            }
        }
    }

    private static Weights match(Checkpoint checkpoint, TransformerConfig config) {
        Map<String, TensorEntry> tensors = checkpoint.tensors();
        List<ParameterSpec> parameters = config.parameters();
        String prefix = prefix(checkpoint, config);
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        List<String> missing = new ArrayList<>();
        for (ParameterSpec parameter : parameters) {
            String tensor = prefix + parameter.name();
            if (!tensors.containsKey(tensor) && tensors.containsKey(oldName(tensor))) {
                tensor = oldName(tensor);
            }
            TensorEntry entry = tensors.get(tensor);
            if (entry == null) {
                missing.add(tensor);
                continue;
            }
            check(checkpoint, parameter, entry);
            names.put(parameter.name(), tensor);
            used.add(tensor);
        }
        if (!missing.isEmpty()) {
            throw wrong(checkpoint, "lack the tensor '" + missing.get(0) + "'" + others(missing.size()));
        }
        List<String> superfluous = tensors.keySet().stream()
                .filter(name -> !used.contains(name))
                .filter(name -> !config.ignores(name.startsWith(prefix) ? name.substring(prefix.length()) : name))
                .sorted()
                .toList();
        if (!superfluous.isEmpty()) {
            throw wrong(
                    checkpoint,
                    "have the tensor '" + superfluous.get(0) + "'" + others(superfluous.size())
                            + ", which the network does not");
        }
        return new Weights(checkpoint, parameters, names);
    }

    /** A model with a head keeps the network's tensors under the network's name. */
    private static String prefix(Checkpoint checkpoint, TransformerConfig config) {
        String first = config.parameters().get(0).name();
        return config.prefixes().stream()
                .filter(prefix -> checkpoint.tensors().containsKey(prefix + first))
                .findFirst()
                .orElseThrow(() -> wrong(
                        checkpoint, "lack the tensor '" + first + "', also under the prefixes " + config.prefixes()));
    }

    /** TensorFlow's names of LayerNorm's parameters, which old checkpoints of BERT have. */
    private static String oldName(String name) {
        return name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
    }

    private static void check(Checkpoint checkpoint, ParameterSpec parameter, TensorEntry entry) {
        if (!entry.shape().equals(parameter.shape())) {
            throw wrong(
                    checkpoint,
                    "have the tensor '" + entry.name() + "' in shape " + entry.shape() + ", config.json makes it "
                            + parameter.shape());
        }
        if (!entry.dtype().readsAsFloat()) {
            throw wrong(
                    checkpoint,
                    "have the tensor '" + entry.name() + "' as " + entry.dtype() + ", which is not supported natively");
        }
    }

    private static String others(int count) {
        return count == 1 ? "" : " and " + (count - 1) + " more";
    }

    private static PlumblineException wrong(Checkpoint checkpoint, String message) {
        return PlumblineException.model("the weights in " + checkpoint.folder() + " " + message
                + "; they do not belong to this config.json, or the folder is not complete");
    }

    /** The network's parameters, in its order. */
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    /** Values in all parameters together. */
    public long count() {
        return parameters.stream()
                .mapToLong(parameter -> parameter.shape().stream().reduce(1L, Math::multiplyExact))
                .sum();
    }

    /**
     * Fills all that remains of a buffer with values of a parameter.
     *
     * @param first the first value wanted, counted row-major from the parameter's start
     * @throws PlumblineException of kind MODEL if they cannot be read
     */
    public void read(String parameter, long first, FloatBuffer target) {
        checkpoint.read(names.get(parameter), first, target);
    }

    /** SHA-256 as {@link Checkpoint#hash} has it. Reads everything. */
    public String hash() {
        return checkpoint.hash();
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
