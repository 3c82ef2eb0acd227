package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.safetensors.Checkpoint;
import dev.plumbline.models.safetensors.TensorEntry;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What follows the network of a {@code *ForSequenceClassification} (transformers 5.24.0 {@code models/*}).
 *
 * @param before from token vectors to what is classified
 * @param classifier to one score
 */
record ClassifierHead(SentenceHead before, Dense classifier) {

    /**
     * Tensors of a head.
     *
     * @param dense the layer before the classifier
     */
    private record Names(String dense, DenseActivation activation, String classifier) {}

    private static final Names ROBERTA = new Names("classifier.dense", DenseActivation.TANH, "classifier.out_proj");

    private static final Map<String, Names> KNOWN = Map.of(
            "bert", new Names("bert.pooler.dense", DenseActivation.TANH, "classifier"),
            "roberta", ROBERTA,
            "xlm-roberta", ROBERTA,
            "camembert", ROBERTA,
            "mpnet", ROBERTA,
            "distilbert", new Names("pre_classifier", DenseActivation.RELU, "classifier"),
            "modernbert", new Names("head.dense", DenseActivation.GELU, "classifier"));

    /** Networks that are known with a classifier, by {@code model_type}. */
    static List<String> types() {
        return KNOWN.keySet().stream().sorted().toList();
    }

    /**
     * Reads it.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if the network has none that is supported, or it gives
     *     more than one score
     */
    static ClassifierHead read(ModelFolder folder, JsonNode config) {
        String type = config.path("model_type").asText("");
        Names names = KNOWN.get(type);
        if (names == null) {
            throw folder.wrong(
                    NetworkConfig.FILE,
                    "a cross-encoder of model_type '" + type + "' is not supported (" + String.join(", ", types())
                            + " are)");
        }
        try (Checkpoint weights = Checkpoint.open(folder.path())) {
            Reader reader = new Reader(folder, weights);
            List<VectorLayer> layers = new ArrayList<>();
            layers.add(reader.dense(names.dense(), names.activation()));
            boolean modern = type.equals("modernbert");
            if (modern) {
                checkModern(folder, config);
                layers.add(reader.norm("head.norm"));
            }
            boolean mean =
                    modern && config.path("classifier_pooling").asText("cls").equals("mean");
            Dense classifier = reader.dense(names.classifier(), DenseActivation.IDENTITY);
            if (classifier.linear().outputs() != 1) {
                throw folder.wrong(
                        NetworkConfig.FILE,
                        "the classifier has " + classifier.linear().outputs()
                                + " labels; only a cross-encoder with one score per pair can rank, in mteb too");
            }
            SentenceHead before =
                    new SentenceHead(List.of(mean ? Pooling.MEAN : Pooling.CLS), true, layers, OptionalInt.empty());
            return new ClassifierHead(before, classifier);
        }
    }

    private static void checkModern(ModelFolder folder, JsonNode config) {
        if (!config.path("classifier_activation").asText("gelu").equals("gelu")) {
            throw folder.wrong(
                    NetworkConfig.FILE,
                    "classifier_activation " + config.get("classifier_activation") + " is not supported, only gelu is");
        }
        if (config.path("norm_eps").asDouble(LayerNorm.EPS) != LayerNorm.EPS) {
            throw folder.wrong(
                    NetworkConfig.FILE,
                    "norm_eps " + config.get("norm_eps") + " is not supported with a classifier, only 1e-5 is");
        }
    }

    /** Reads layers from a checkpoint. */
    private record Reader(ModelFolder folder, Checkpoint weights) {

        Dense dense(String name, DenseActivation activation) {
            TensorEntry entry = weights.tensors().get(name + ".weight");
            if (entry == null || entry.shape().size() != 2) {
                throw folder.wrong(
                        NetworkConfig.FILE,
                        "it names a network with a classifier, and the weights have no matrix '" + name + ".weight'");
            }
            int outputs = Math.toIntExact(entry.shape().get(0));
            int inputs = Math.toIntExact(entry.shape().get(1));
            return new Dense(
                    new Dense.Weights(inputs, outputs, weights.floats(entry.name()), vector(name + ".bias", outputs)),
                    activation,
                    Dense.Residual.NONE);
        }

        LayerNorm norm(String name) {
            float[] scale = weights.floats(name + ".weight");
            return new LayerNorm(scale, vector(name + ".bias", scale.length).orElseGet(() -> new float[scale.length]));
        }

        private Optional<float[]> vector(String name, int size) {
            TensorEntry entry = weights.tensors().get(name);
            if (entry != null && !entry.shape().equals(List.of((long) size))) {
                throw folder.wrong(
                        NetworkConfig.FILE,
                        "the weights have '" + name + "' in shape " + entry.shape() + ", not [" + size + "]");
            }
            return entry == null ? Optional.empty() : Optional.of(weights.floats(name));
        }
    }
}
