package dev.plumbline.models.transformer;

import dev.plumbline.models.network.Attention;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Networks made for generation, and what was made from them (transformers 5.24.0, {@code models/*}): rotary positions, norms
 * before the blocks, gated feed-forward, perhaps fewer heads of keys than of queries. They run causal or bidirectional.
 */
final class Decoders {

    private static final double EPS = 1e-6;
    private static final double THETA = 10_000;
    private static final int LONGEST = 32_768;
    private static final String SLIDING = "sliding_window";
    /** transformers' window where a file says nothing. */
    private static final int WINDOW = 4096;

    private Decoders() {}

    /**
     * Biases and norms within a layer.
     *
     * @param input of query, key and value
     * @param output of attention's output
     * @param inner of the feed-forward maps
     * @param headNorms whether each head's queries and keys are normalised
     * @param around whether what a block adds is normalised too
     */
    private record Build(boolean input, boolean output, boolean inner, boolean headNorms, boolean around) {

        static Build plain(boolean attention, boolean inner) {
            return new Build(attention, attention, inner, false, false);
        }

        List<Part> parts() {
            List<Part> parts = new ArrayList<>();
            String attention = "self_attn.";
            parts.add(Part.of(PartRole.BEFORE_ATTENTION, "input_layernorm", false));
            parts.add(Part.of(PartRole.QUERY, attention + "q_proj", input));
            parts.add(Part.of(PartRole.KEY, attention + "k_proj", input));
            parts.add(Part.of(PartRole.VALUE, attention + "v_proj", input));
            parts.add(Part.of(PartRole.ATTENDED, attention + "o_proj", output));
            if (headNorms) {
                parts.add(Part.of(PartRole.QUERY_NORM, attention + "q_norm", false));
                parts.add(Part.of(PartRole.KEY_NORM, attention + "k_norm", false));
            }
            if (around) {
                parts.add(Part.of(PartRole.AFTER_ATTENTION, "post_attention_layernorm", false));
                parts.add(Part.of(PartRole.BEFORE_FEED_FORWARD, "pre_feedforward_layernorm", false));
            } else {
                parts.add(Part.of(PartRole.BEFORE_FEED_FORWARD, "post_attention_layernorm", false));
            }
            parts.add(Part.of(PartRole.GATE, "mlp.gate_proj", inner));
            parts.add(Part.of(PartRole.UP, "mlp.up_proj", inner));
            parts.add(Part.of(PartRole.DOWN, "mlp.down_proj", inner));
            if (around) {
                parts.add(Part.of(PartRole.AFTER_FEED_FORWARD, "post_feedforward_layernorm", false));
            }
            return parts;
        }
    }

    static TransformerConfig llama(ConfigFile file) {
        Sizes sizes = sizes(file, 0, 0);
        boolean attention = file.flag("attention_bias").orElse(false);
        boolean inner = file.flag("mlp_bias").orElse(false);
        return alike(file, sizes, Build.plain(attention, inner)).build();
    }

    /** All layers see a window, if there is one. */
    static TransformerConfig mistral(ConfigFile file) {
        Sizes sizes = sizes(file, 0, file.says("num_key_value_heads") ? 0 : 8);
        Optional<Integer> window = window(file);
        return alike(file, sizes, Build.plain(false, false))
                .windows(window.map(size -> usual(Collections.nCopies(sizes.layers(), true), size))
                        .orElse(Windows.none(sizes.layers())))
                .build();
    }

    static TransformerConfig qwen2(ConfigFile file) {
        Sizes sizes = sizes(file, 0, 0);
        return alike(file, sizes, new Build(true, false, false, false, false))
                .windows(lateWindows(file, sizes))
                .build();
    }

    static TransformerConfig qwen3(ConfigFile file) {
        Sizes sizes = sizes(file, 128, 0);
        boolean attention = file.flag("attention_bias").orElse(false);
        return alike(file, sizes, new Build(attention, attention, false, true, false))
                .windows(lateWindows(file, sizes))
                .build();
    }

    /** Llama's layers, always bidirectional. */
    static TransformerConfig eurobert(ConfigFile file) {
        Sizes sizes = sizes(file, 0, 0);
        boolean attention = file.flag("attention_bias").orElse(false);
        boolean inner = file.flag("mlp_bias").orElse(false);
        return alike(file, sizes, Build.plain(attention, inner))
                .norm(new Norm(Norm.Kind.RMS, file.number(1e-5, "rms_norm_eps"), false))
                .attention(Optional.of(Attention.BIDIRECTIONAL), true)
                .build();
    }

    static TransformerConfig gemma(ConfigFile file) {
        Sizes sizes = sizes(file, 256, 0);
        return alike(file, sizes, Build.plain(file.flag("attention_bias").orElse(false), false))
                .embedding(scaled(sizes))
                .norm(fromOne(file))
                .activation(file.activation("hidden_activation", "gelu_pytorch_tanh"))
                .build();
    }

    /** Every other layer, from the first, sees a window; scores are capped. */
    static TransformerConfig gemma2(ConfigFile file) {
        Sizes sizes = sizes(file, 256, 4);
        List<Boolean> local = LayerTypes.read(file, sizes.layers(), layer -> layer % 2 == 0);
        OptionalDouble cap = file.has("attn_logit_softcapping") || !file.says("attn_logit_softcapping")
                ? OptionalDouble.of(file.number(50, "attn_logit_softcapping"))
                : OptionalDouble.empty();
        return around(file, sizes, false, cap)
                .windows(usual(local, requiredWindow(file, local)))
                .positions(Positions.rotary(new RotaryKeys(file, sizes.headWidth()).alike(THETA), longest(file, 8192)))
                .build();
    }

    /** Five of six layers see a window and have rotary positions of their own. */
    static TransformerConfig gemma3(ConfigFile file) {
        Sizes sizes = sizes(file, 256, 4);
        int every = file.size("sliding_window_pattern", file.size("_sliding_window_pattern", 6));
        List<Boolean> local = LayerTypes.read(file, sizes.layers(), layer -> (layer + 1) % every != 0);
        int window = requiredWindow(file, local);
        // a window around a token is half as wide to each side; is_causal alone leaves it as it is
        boolean halved = !file.flag("is_causal").equals(Optional.of(false))
                || file.flag("use_bidirectional_attention").orElse(false);
        RotaryKeys keys = new RotaryKeys(file, sizes.headWidth());
        // transformers takes no notice of attn_logit_softcapping here
        return around(file, sizes, true, OptionalDouble.empty())
                .windows(new Windows(local, window - 1, halved ? window / 2 : window))
                .positions(Positions.rotary(
                        keys.ofKind("full_attention", "rope_theta", 1e6, true),
                        keys.ofKind("sliding_attention", "rope_local_base_freq", THETA, false),
                        longest(file, 131_072)))
                .build();
    }

    /** What Gemma 2 and 3 have in common. */
    private static Description around(ConfigFile file, Sizes sizes, boolean headNorms, OptionalDouble cap) {
        boolean attention = file.flag("attention_bias").orElse(false);
        double scalar = file.number(256, "query_pre_attn_scalar");
        if (!(scalar > 0)) {
            throw file.wrong("query_pre_attn_scalar", "is " + scalar + ", not above 0");
        }
        return decoder(file, sizes, new Build(attention, attention, false, headNorms, true))
                .embedding(scaled(sizes))
                .norm(fromOne(file))
                .scores(new ScoreScale(1 / Math.sqrt(scalar), cap))
                .activation(file.activation("hidden_activation", "gelu_pytorch_tanh"));
    }

    private static Embedding scaled(Sizes sizes) {
        return Embedding.of("embed_tokens.weight").scaledBy(Math.sqrt(sizes.width()));
    }

    private static Norm fromOne(ConfigFile file) {
        return new Norm(Norm.Kind.RMS_FROM_ONE, file.number(EPS, "rms_norm_eps"), false);
    }

    private static Description alike(ConfigFile file, Sizes sizes, Build build) {
        return decoder(file, sizes, build)
                .positions(
                        Positions.rotary(new RotaryKeys(file, sizes.headWidth()).alike(THETA), longest(file, LONGEST)));
    }

    private static Description decoder(ConfigFile file, Sizes sizes, Build build) {
        // Gemma's files have another key for it, and this one beside it for older versions
        Activation activation = file.has("hidden_activation") ? Activation.GELU : file.activation("hidden_act", "silu");
        return new Description(file, sizes)
                .norm(new Norm(Norm.Kind.RMS, file.number(EPS, "rms_norm_eps"), false))
                .activation(activation)
                .layers("layers.", build.parts())
                .last("norm")
                .attention(attention(file), false);
    }

    private static Optional<Attention> attention(ConfigFile file) {
        if (file.flag("use_bidirectional_attention").orElse(false)) {
            return Optional.of(Attention.BIDIRECTIONAL);
        }
        return file.flag("is_causal").map(causal -> causal ? Attention.CAUSAL : Attention.BIDIRECTIONAL);
    }

    private static int longest(ConfigFile file, int otherwise) {
        return file.size("max_position_embeddings", otherwise);
    }

    /**
     * Sizes with heads of their own width.
     *
     * @param headWidth where the file says nothing; 0 for the width divided among heads
     * @param keyHeads where the file says nothing; 0 for as many as heads
     */
    private static Sizes sizes(ConfigFile file, int headWidth, int keyHeads) {
        int width = file.size("hidden_size");
        int heads = file.size("num_attention_heads");
        int keys = file.size("num_key_value_heads", keyHeads == 0 ? heads : keyHeads);
        if (heads % keys != 0) {
            throw file.wrong("num_key_value_heads", "is " + keys + ", no divisor of the " + heads + " heads");
        }
        int otherwise = headWidth == 0 && !file.has("head_dim") ? Sizes.headWidth(file, width, heads) : headWidth;
        return new Sizes(
                file.size("vocab_size"),
                width,
                file.count("num_hidden_layers"),
                heads,
                keys,
                file.has("head_dim") ? file.size("head_dim") : otherwise,
                file.size("intermediate_size"));
    }

    /** transformers' masks: a token sees so many back, itself among them, or as many to each side besides itself. */
    private static Windows usual(List<Boolean> local, int window) {
        return new Windows(local, window - 1, window);
    }

    /** transformers takes a window of 4,096 where the file does not say that there is none. */
    private static Optional<Integer> window(ConfigFile file) {
        return file.says(SLIDING) && !file.has(SLIDING) ? Optional.empty() : Optional.of(file.size(SLIDING, WINDOW));
    }

    private static int requiredWindow(ConfigFile file, List<Boolean> local) {
        Optional<Integer> window = window(file);
        if (window.isEmpty() && local.contains(true)) {
            throw file.wrong(SLIDING, "is null, but layer_types has sliding_attention");
        }
        return window.orElse(1);
    }

    /** Qwen's: layers from {@code max_window_layers} on see a window, if {@code use_sliding_window} says so. */
    private static Windows lateWindows(ConfigFile file, Sizes sizes) {
        boolean used = file.flag("use_sliding_window").orElse(false);
        Optional<Integer> window = used ? window(file) : Optional.empty();
        int full = (int) file.number(28, "max_window_layers");
        List<Boolean> local = LayerTypes.read(file, sizes.layers(), layer -> window.isPresent() && layer >= full);
        if (window.isEmpty() && local.contains(true)) {
            throw file.wrong(
                    "layer_types", "has sliding_attention, but use_sliding_window and sliding_window give no window");
        }
        return window.map(size -> usual(local, size)).orElse(Windows.none(sizes.layers()));
    }
}
