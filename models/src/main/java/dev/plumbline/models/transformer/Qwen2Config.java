package dev.plumbline.models.transformer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.network.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Qwen2 (transformers 5.23.0, {@code models/qwen2}): rotary positions, RMSNorm, SwiGLU, grouped-query attention with biases
 * on query, key and value.
 *
 * @param layers transformer layers
 * @param heads query heads
 * @param keyHeads key and value heads, a divisor of the query heads
 * @param headWidth values per head, even
 * @param inner width of the feed-forward layer
 * @param eps RMSNorm's
 * @param theta base of the rotary positions' wave lengths
 * @param attention what {@code is_causal} says, if it is there
 */
public record Qwen2Config(
        int vocabulary,
        int width,
        int layers,
        int heads,
        int keyHeads,
        int headWidth,
        int inner,
        int longest,
        double eps,
        double theta,
        Optional<Attention> attention)
        implements TransformerConfig {

    private static final double DEFAULT_EPS = 1e-6;
    private static final double DEFAULT_THETA = 10_000;
    private static final int DEFAULT_LONGEST = 32_768;

    static Qwen2Config read(ConfigFile file) {
        int width = file.size("hidden_size");
        int heads = file.size("num_attention_heads");
        int keyHeads = file.size("num_key_value_heads", heads);
        if (heads % keyHeads != 0) {
            throw file.wrong("num_key_value_heads", "is " + keyHeads + ", no divisor of the " + heads + " heads");
        }
        if (!file.has("head_dim") && width % heads != 0) {
            throw file.wrong("hidden_size", "is " + width + ", not divisible by the " + heads + " heads");
        }
        int headWidth = file.size("head_dim", width / heads);
        if (headWidth % 2 != 0) {
            throw file.wrong("head_dim", "is " + headWidth + ", but rotary positions need an even one");
        }
        String activation = file.text("hidden_act", "silu");
        if (!activation.equals("silu") && !activation.equals("swish")) {
            throw file.unsupported("hidden_act");
        }
        refuseSlidingWindow(file);
        return new Qwen2Config(
                file.size("vocab_size"),
                width,
                file.size("num_hidden_layers"),
                heads,
                keyHeads,
                headWidth,
                file.size("intermediate_size"),
                file.size("max_position_embeddings", DEFAULT_LONGEST),
                file.number(DEFAULT_EPS, "rms_norm_eps"),
                theta(file),
                file.flag("is_causal").map(causal -> causal ? Attention.CAUSAL : Attention.BIDIRECTIONAL));
    }

    /** {@code use_sliding_window} says so in old files, {@code layer_types} in new ones. */
    private static void refuseSlidingWindow(ConfigFile file) {
        file.refuse("use_sliding_window");
        for (JsonNode type : file.at("layer_types")) {
            if (!type.asText().equals("full_attention")) {
                throw file.unsupported("layer_types");
            }
        }
    }

    /** transformers 5 keeps it in {@code rope_parameters}, older versions beside {@code rope_scaling}. */
    private static double theta(ConfigFile file) {
        for (String place : List.of("rope_scaling", "rope_parameters")) {
            // the kind was called "type" before it was called "rope_type"
            for (String key : List.of("rope_type", "type")) {
                if (file.has(place, key) && !file.at(place, key).asText().equals("default")) {
                    throw file.unsupported(place, key);
                }
            }
            if (file.has(place, "factor")) {
                throw file.unsupported(place, "factor");
            }
        }
        return file.number(file.number(DEFAULT_THETA, "rope_theta"), "rope_parameters", "rope_theta");
    }

    /** How fast each pair of a head's values turns from position to position, in radians. */
    public float[] rotaryFrequencies() {
        return RotaryTable.frequencies(headWidth, theta);
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> parameters = new ArrayList<>();
        parameters.add(ParameterSpec.of("embed_tokens.weight", vocabulary, width));
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "layers." + layer + ".";
            parameters.add(ParameterSpec.of(prefix + "input_layernorm.weight", width));
            addLinear(parameters, prefix + "self_attn.q_proj", (long) heads * headWidth, width);
            addLinear(parameters, prefix + "self_attn.k_proj", (long) keyHeads * headWidth, width);
            addLinear(parameters, prefix + "self_attn.v_proj", (long) keyHeads * headWidth, width);
            parameters.add(ParameterSpec.of(prefix + "self_attn.o_proj.weight", width, (long) heads * headWidth));
            parameters.add(ParameterSpec.of(prefix + "post_attention_layernorm.weight", width));
            parameters.add(ParameterSpec.of(prefix + "mlp.gate_proj.weight", inner, width));
            parameters.add(ParameterSpec.of(prefix + "mlp.up_proj.weight", inner, width));
            parameters.add(ParameterSpec.of(prefix + "mlp.down_proj.weight", width, inner));
        }
        parameters.add(ParameterSpec.of("norm.weight", width));
        return parameters;
    }

    private static void addLinear(List<ParameterSpec> parameters, String name, long outputs, long inputs) {
        parameters.add(ParameterSpec.of(name + ".weight", outputs, inputs));
        parameters.add(ParameterSpec.of(name + ".bias", outputs));
    }

    @Override
    public List<String> prefixes() {
        return List.of("", "model.");
    }

    @Override
    public boolean ignores(String name) {
        return name.equals("lm_head.weight") || name.endsWith("rotary_emb.inv_freq");
    }
}
