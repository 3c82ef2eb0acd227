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
import java.util.stream.Stream;

/**
 * A checkpoint's tensors as a network's parameters: each is there, in its shape, and nothing else is, except what is known
 * not to matter. Values are read as float32 whatever type they are stored in.
 */
public final class Weights implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final List<ParameterSpec> parameters;
    /** Where each parameter is. */
    private final Map<String, Place> places;

    /**
     * Where a parameter is.
     *
     * @param row of the tensor at which it begins
     * @param rows of the tensor
     */
    private record Place(String tensor, long row, long rows) {}

    private Weights(Checkpoint checkpoint, List<ParameterSpec> parameters, Map<String, Place> places) {
        this.checkpoint = checkpoint;
        this.parameters = parameters;
        this.places = places;
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
        Map<String, Place> places = new LinkedHashMap<>();
        Set<String> used = new HashSet<>();
        List<String> missing = new ArrayList<>();
        for (ParameterSpec parameter : parameters) {
            long rows = parameter.shape().get(0);
            Place place = Stream.concat(
                            Stream.of(new Place(prefix + parameter.name(), 0, rows)),
                            OldNames.of(config, parameter.name()).stream()
                                    .map(old ->
                                            new Place(prefix + old.tensor(), old.part() * rows, old.parts() * rows)))
                    .filter(possible -> tensors.containsKey(possible.tensor()))
                    .findFirst()
                    .orElse(null);
            if (place == null) {
                missing.add(prefix + parameter.name());
                continue;
            }
            check(checkpoint, parameter, place, checkpoint.tensor(place.tensor()));
            places.put(parameter.name(), place);
            used.add(place.tensor());
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
        return new Weights(checkpoint, parameters, places);
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

    private static void check(Checkpoint checkpoint, ParameterSpec parameter, Place place, TensorEntry entry) {
        List<Long> shape = new ArrayList<>(parameter.shape());
        shape.set(0, place.rows());
        if (!entry.shape().equals(shape)) {
            throw wrong(
                    checkpoint,
                    "have the tensor '" + entry.name() + "' in shape " + entry.shape() + ", config.json makes it "
                            + shape);
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
        Place place = places.get(parameter);
        if (place == null) {
            throw new IllegalArgumentException(parameter + " is no parameter of the network");
        }
        long rowValues = checkpoint.tensor(place.tensor()).elements() / place.rows();
        checkpoint.read(place.tensor(), place.row() * rowValues + first, target);
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
