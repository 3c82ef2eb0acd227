package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.models.safetensors.TensorEntry;
import dev.plumbline.models.safetensors.TensorFile;
import dev.plumbline.models.text.Dense;
import dev.plumbline.models.text.DenseActivation;
import dev.plumbline.models.text.DropoutLayer;
import dev.plumbline.models.text.LayerNorm;
import dev.plumbline.models.text.Normalize;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.models.text.SentenceHead;
import dev.plumbline.models.text.VectorLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the modules after the Transformer. */
final class HeadReader {

    private static final String CONFIG = "config.json";
    private static final String MODE = "pooling_mode";
    private static final String SENTENCE = "sentence_embedding";
    private static final String WEIGHT = "linear.weight";
    private static final String BIAS = "linear.bias";
    private static final String RESIDUAL = "residual.weight";
    private static final String SAFE = "model.safetensors";
    private static final String PICKLED = "pytorch_model.bin";
    /** sentence-transformers' default. */
    private static final double DROPOUT = 0.2;

    /** The older switches, in the order in which several are put side by side. */
    static final Map<String, Pooling> SWITCHES = switches();

    private HeadReader() {}

    private static Map<String, Pooling> switches() {
        Map<String, Pooling> switches = new LinkedHashMap<>();
        switches.put("pooling_mode_cls_token", Pooling.CLS);
        switches.put("pooling_mode_max_tokens", Pooling.MAX);
        switches.put("pooling_mode_mean_tokens", Pooling.MEAN);
        switches.put("pooling_mode_mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LEN);
        switches.put("pooling_mode_weightedmean_tokens", Pooling.WEIGHTED_MEAN);
        switches.put("pooling_mode_lasttoken", Pooling.LAST_TOKEN);
        return switches;
    }

    /**
     * Reads all modules.
     *
     * @param truncated values kept of the finished vector
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if one is malformed or not supported
     */
    static SentenceHead read(List<ModuleList.Module> modules, OptionalInt truncated) {
        boolean pools = !modules.isEmpty() && modules.get(0).kind() == ModuleList.Kind.POOLING;
        List<VectorLayer> layers = new ArrayList<>();
        for (ModuleList.Module module : modules.subList(pools ? 1 : 0, modules.size())) {
            layers.add(
                    switch (module.kind()) {
                        case DENSE -> dense(module.folder());
                        case NORMALIZE -> normalize(module.folder());
                        case LAYER_NORM -> layerNorm(module.folder());
                        case DROPOUT -> dropout(module.folder());
                        case POOLING -> throw new IllegalStateException("one Pooling at most");
                    });
        }
        if (!pools) {
            // the mean is all that a table of embeddings is pooled by
            return new SentenceHead(List.of(Pooling.MEAN), true, layers, truncated);
        }
        ModelFolder pooling = modules.get(0).folder();
        JsonNode config = pooling.object(CONFIG)
                .orElseThrow(() -> pooling.wrong(CONFIG, "it is missing; a Pooling module needs it"));
        boolean includePrompt = pooling.flag(config, "include_prompt", true, CONFIG);
        return new SentenceHead(modes(pooling, config), includePrompt, layers, truncated);
    }

    private static LayerNorm layerNorm(ModelFolder folder) {
        JsonNode config = folder.object(CONFIG)
                .orElseThrow(() -> folder.wrong(CONFIG, "it is missing; a LayerNorm module needs it"));
        long width = required(folder, config, "dimension");
        try (TensorFile file = tensors(folder)) {
            return new LayerNorm(
                    values(folder, file, "norm.weight", List.of(width)),
                    values(folder, file, "norm.bias", List.of(width)));
        }
    }

    private static DropoutLayer dropout(ModelFolder folder) {
        JsonNode rate = config(folder).path("dropout");
        double value = rate.isMissingNode() ? DROPOUT : rate.asDouble(Double.NaN);
        if (!(value >= 0 && value <= 1)) {
            throw folder.wrong(CONFIG, "dropout must be from 0 to 1, not " + rate);
        }
        return new DropoutLayer(value);
    }

    private static JsonNode config(ModelFolder folder) {
        return folder.object(CONFIG).orElse(MissingNode.getInstance());
    }

    private static List<Pooling> modes(ModelFolder folder, JsonNode config) {
        JsonNode mode = config.path(MODE);
        if (mode.isTextual()) {
            return List.of(mode(folder, mode.textValue()));
        }
        if (mode.isArray() && !mode.isEmpty()) {
            List<Pooling> modes = new ArrayList<>();
            mode.forEach(name -> modes.add(mode(folder, name.asText())));
            return modes;
        }
        if (config.hasNonNull(MODE)) {
            throw folder.wrong(CONFIG, MODE + " must be a name or a list of names, not " + mode);
        }
        List<Pooling> modes = new ArrayList<>();
        SWITCHES.forEach((key, pooling) -> {
            if (folder.flag(config, key, false, CONFIG)) {
                modes.add(pooling);
            }
        });
        // no switch on is the mean, as in sentence-transformers
        return modes.isEmpty() ? List.of(Pooling.MEAN) : modes;
    }

    private static Pooling mode(ModelFolder folder, String label) {
        return Arrays.stream(Pooling.values())
                .filter(known -> known.label().equals(label))
                .findFirst()
                .orElseThrow(() -> folder.wrong(
                        CONFIG,
                        MODE + " '" + label + "' is not known; there are "
                                + Arrays.stream(Pooling.values())
                                        .map(Pooling::label)
                                        .toList()));
    }

    private static Normalize normalize(ModelFolder folder) {
        checkPlace(folder, config(folder));
        return new Normalize();
    }

    private static void checkPlace(ModelFolder folder, JsonNode config) {
        for (String key : List.of("module_input_name", "module_output_name")) {
            if (config.hasNonNull(key) && !config.get(key).asText().equals(SENTENCE)) {
                throw folder.wrong(CONFIG, key + " " + config.get(key) + " is not supported, only " + SENTENCE + " is");
            }
        }
    }

    private static Dense dense(ModelFolder folder) {
        JsonNode config =
                folder.object(CONFIG).orElseThrow(() -> folder.wrong(CONFIG, "it is missing; a Dense module needs it"));
        checkPlace(folder, config);
        int inputs = required(folder, config, "in_features");
        int outputs = required(folder, config, "out_features");
        boolean bias = folder.flag(config, "bias", true, CONFIG);
        boolean residual = folder.flag(config, "use_residual", false, CONFIG);
        DenseActivation activation = activation(folder, config);
        try (TensorFile file = tensors(folder)) {
            List<Long> shape = List.of((long) outputs, (long) inputs);
            Dense.Weights weights = new Dense.Weights(
                    inputs,
                    outputs,
                    values(folder, file, WEIGHT, shape),
                    bias ? Optional.of(values(folder, file, BIAS, List.of((long) outputs))) : Optional.empty());
            if (residual && inputs != outputs) {
                float[] projection = values(folder, file, RESIDUAL, shape);
                return new Dense(weights, activation, new Dense.Weights(inputs, outputs, projection, Optional.empty()));
            }
            return new Dense(weights, activation, residual ? Dense.Residual.INPUT : Dense.Residual.NONE);
        }
    }

    private static int required(ModelFolder folder, JsonNode config, String key) {
        return folder.count(config, key, CONFIG).orElseThrow(() -> folder.wrong(CONFIG, key + " is missing"));
    }

    private static DenseActivation activation(ModelFolder folder, JsonNode config) {
        String name = config.path("activation_function").asText(DenseActivation.TANH.torchName());
        return DenseActivation.named(name)
                .orElseThrow(() -> folder.wrong(CONFIG, "activation_function " + name + " is not supported"));
    }

    /** As sentence-transformers looks for a module's weights (6.2.0 {@code base/modules/module.py}). */
    private static TensorFile tensors(ModelFolder folder) {
        return TensorFile.in(folder.path(), SAFE, PICKLED)
                .orElseThrow(() -> folder.wrong(SAFE, "it is missing, and " + PICKLED + " too"));
    }

    private static float[] values(ModelFolder folder, TensorFile file, String tensor, List<Long> shape) {
        TensorEntry entry = file.tensors().get(tensor);
        if (entry == null || !entry.shape().equals(shape)) {
            throw folder.wrong(
                    file.path().getFileName().toString(),
                    "tensor '" + tensor + "' must have the shape " + shape + ", "
                            + (entry == null ? "there is none" : "not " + entry.shape()));
        }
        return file.floats(tensor);
    }
}
