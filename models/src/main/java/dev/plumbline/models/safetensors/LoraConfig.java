package dev.plumbline.models.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.ground.JsonObjection;
import dev.plumbline.ground.OrdinaryFiles;
import dev.plumbline.ground.PlumblineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code adapter_config.json} of PEFT's LoRA (0.21.2 {@code tuners/lora}), of which the scaling is needed: which modules are
 * changed, and by what rank, the tensors say. {@code fan_in_fan_out} is as PEFT has it: without effect on linear layers.
 */
record LoraConfig(Path file, JsonNode json) {

    static final String FILE = "adapter_config.json";

    /** What changes more than two matrices per layer can say, and is not supported. */
    private static final List<String> REFUSED = List.of(
            "use_dora",
            "use_qalora",
            "lora_bias",
            "alora_invocation_tokens",
            "trainable_token_indices",
            "target_parameters",
            "layer_replication",
            "use_bdlora",
            "megatron_config",
            "arrow_config",
            "kasa_config",
            "monteclora_config",
            "velora_config");

    /** Ways to begin that leave the base's weights as they are. */
    private static final Set<String> BEGINNINGS = Set.of("true", "false", "gaussian", "orthogonal", "eva");

    /**
     * Reads the file.
     *
     * @throws PlumblineException of kind MODEL if it is no LoRA, or one that needs what is not supported
     */
    static LoraConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        LoraConfig config = new LoraConfig(file, json(file));
        String type = config.json.path("peft_type").asText("");
        if (!type.equals("LORA")) {
            throw config.wrong("peft_type '" + type + "' is not supported, only LORA is; merge it into the weights");
        }
        for (String key : REFUSED) {
            JsonNode value = config.json.path(key);
            boolean off = value.isMissingNode()
                    || value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isContainerNode() && value.isEmpty());
            if (!off) {
                throw config.wrong(key + " " + value + " is not supported; merge the adapter into the weights");
            }
        }
        JsonNode beginning = config.json.path("init_lora_weights");
        if (!beginning.isMissingNode()
                && !BEGINNINGS.contains(beginning.asText().toLowerCase(Locale.ROOT))) {
            throw config.wrong(
                    "init_lora_weights " + beginning + " changes the base's own weights, which is not supported;"
                            + " convert the adapter as PEFT's documentation says, or merge it");
        }
        return config;
    }

    static JsonNode json(Path file) {
        try {
            JsonNode json = JsonMapper.builder().build().readTree(Files.readAllBytes(OrdinaryFiles.require(file)));
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw PlumblineException.model(file + ": it is not JSON: " + JsonObjection.of(e), e);
        } catch (IOException e) {
            throw PlumblineException.model(file + ": cannot be read: " + e.getMessage(), e);
        }
        throw PlumblineException.model(file + ": it must be a JSON object");
    }

    /**
     * What the product of a module's matrices is multiplied by.
     *
     * @param module its name in the base
     * @param rank of its matrices
     */
    double scaling(String module, long rank) {
        double alpha = number(json.path("lora_alpha"), "lora_alpha", 8);
        for (Map.Entry<String, JsonNode> entry : json.path("alpha_pattern").properties()) {
            if (fits(entry.getKey(), module)) {
                alpha = number(entry.getValue(), "alpha_pattern", alpha);
                break;
            }
        }
        double divisor = (double) rank;
        return alpha / (json.path("use_rslora").asBoolean() ? Math.sqrt(divisor) : divisor);
    }

    private boolean fits(String pattern, String module) {
        try {
            return Pattern.compile("(.*\\.)?(" + pattern + ")").matcher(module).matches();
        } catch (PatternSyntaxException e) {
            throw wrong("alpha_pattern '" + pattern + "' is no pattern");
        }
    }

    private double number(JsonNode node, String key, double ifMissing) {
        if (node.isMissingNode()) {
            return ifMissing;
        }
        if (!node.isNumber()) {
            throw wrong(key + " must be a number, not " + node);
        }
        return node.doubleValue();
    }

    PlumblineException wrong(String what) {
        return PlumblineException.model(file + ": " + what);
    }
}
