package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.models.safetensors.SafetensorsFile;
import dev.plumbline.models.safetensors.TensorEntry;
import dev.plumbline.models.text.Activation;
import dev.plumbline.models.text.Dense;
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
        ModelFolder pooling = modules.get(0).folder();
        JsonNode config = pooling.object(CONFIG)
                .orElseThrow(() -> pooling.wrong(CONFIG, "it is missing; a Pooling module needs it"));
        List<VectorLayer> layers = new ArrayList<>();
        for (ModuleList.Module module : modules.subList(1, modules.size())) {
            layers.add(
                    switch (module.kind()) {
                        case DENSE -> dense(module.folder());
                        case NORMALIZE -> normalize(module.folder());
                        case POOLING -> throw new IllegalStateException("one Pooling at most");
                    });
        }
        boolean includePrompt = pooling.flag(config, "include_prompt", true, CONFIG);
        return new SentenceHead(modes(pooling, config), includePrompt, layers, truncated);
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
        boolean residual = folder.flag(config, "use_residual", false, CONFIG);
        if (residual && inputs != outputs) {
            throw folder.wrong(CONFIG, "use_residual with another width of output is not supported");
        }
        Dense.Weights weights = weights(folder, inputs, outputs, folder.flag(config, "bias", true, CONFIG));
        return new Dense(weights, activation(folder, config), residual ? Dense.Residual.INPUT : Dense.Residual.NONE);
    }

    private static int required(ModelFolder folder, JsonNode config, String key) {
        return folder.count(config, key, CONFIG).orElseThrow(() -> folder.wrong(CONFIG, key + " is missing"));
    }

    private static Activation activation(ModelFolder folder, JsonNode config) {
        String name = config.path("activation_function").asText(Activation.TANH.torchName());
        return Activation.named(name)
                .orElseThrow(() -> folder.wrong(CONFIG, "activation_function " + name + " is not supported"));
    }

    private static Dense.Weights weights(ModelFolder folder, int inputs, int outputs, boolean bias) {
        String name = "model.safetensors";
        if (!folder.has(name)) {
            throw folder.wrong(
                    name,
                    folder.has("pytorch_model.bin")
                            ? "it is missing; pytorch_model.bin is not read, since reading it can run code: have"
                                    + " sentence-transformers save the model again"
                            : "it is missing");
        }
        try (SafetensorsFile file = SafetensorsFile.open(folder.file(name))) {
            check(folder, name, file, WEIGHT, List.of((long) outputs, (long) inputs));
            if (bias) {
                check(folder, name, file, BIAS, List.of((long) outputs));
            }
            return new Dense.Weights(
                    inputs, outputs, file.floats(WEIGHT), bias ? Optional.of(file.floats(BIAS)) : Optional.empty());
        }
    }

    private static void check(ModelFolder folder, String name, SafetensorsFile file, String tensor, List<Long> shape) {
        TensorEntry entry = file.tensors().get(tensor);
        if (entry == null || !entry.shape().equals(shape)) {
            throw folder.wrong(
                    name,
                    "tensor '" + tensor + "' must have the shape " + shape + ", "
                            + (entry == null ? "there is none" : "not " + entry.shape()));
        }
    }
}
