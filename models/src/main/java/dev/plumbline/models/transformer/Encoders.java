package dev.plumbline.models.transformer;

import dev.plumbline.models.network.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Networks whose every token sees every other: BERT and those made after it (transformers 5.24.0, {@code models/*}). */
final class Encoders {

    private static final double EPS = 1e-12;
    private static final String EMBEDDINGS = "embeddings.";

    private Encoders() {}

    /** {@code models/bert}. */
    static TransformerConfig bert(ConfigFile file) {
        int positions = file.size("max_position_embeddings");
        return bert(file, new Positions.Learned(positions, 0, OptionalInt.empty()), "bert.");
    }

    /** {@code models/roberta}, {@code models/xlm_roberta}, {@code models/camembert}: positions begin after the padding's number. */
    static TransformerConfig roberta(ConfigFile file) {
        int padding = (int) file.number(1, "pad_token_id");
        return bert(file, afterPadding(file, padding), "roberta.");
    }

    private static Positions.Learned afterPadding(ConfigFile file, int padding) {
        int positions = file.size("max_position_embeddings");
        if (padding < 0 || padding + 1 >= positions) {
            throw file.wrong("pad_token_id", "is " + padding + ", but there are " + positions + " positions");
        }
        return new Positions.Learned(positions, padding + 1, OptionalInt.of(padding));
    }

    private static TransformerConfig bert(ConfigFile file, Positions.Learned positions, String prefix) {
        Sizes sizes = Sizes.read(file, "intermediate_size");
        file.refuse("is_decoder");
        file.refuse("add_cross_attention");
        if (!file.text("position_embedding_type", "absolute").equals("absolute")) {
            throw file.unsupported("position_embedding_type");
        }
        List<Part> parts = sums(
                List.of("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
                "attention.output.LayerNorm",
                "intermediate.dense",
                "output.dense",
                "output.LayerNorm");
        return encoder(file, sizes)
                .embedding(Embedding.of(EMBEDDINGS + "word_embeddings.weight")
                        .withPositions(EMBEDDINGS + "position_embeddings.weight")
                        .withTypes(EMBEDDINGS + "token_type_embeddings.weight", file.size("type_vocab_size"))
                        .normalisedBy(EMBEDDINGS + "LayerNorm"))
                .positions(Positions.learned(positions, 0))
                .norm(new Norm(Norm.Kind.LAYER, file.number(EPS, "layer_norm_eps"), true))
                .activation(file.activation("hidden_act", "gelu"))
                .layers("encoder.layer.", parts)
                .prefixes("", prefix)
                .build();
    }

    /** {@code models/mpnet}: what is added to the scores by distance besides positions, which begin after 1 whatever the padding. */
    static TransformerConfig mpnet(ConfigFile file) {
        Sizes sizes = Sizes.read(file, "intermediate_size");
        List<Part> parts = sums(
                List.of("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o"),
                "attention.LayerNorm",
                "intermediate.dense",
                "output.dense",
                "output.LayerNorm");
        int buckets = file.size("relative_attention_num_buckets", RelativeBuckets.COUNT);
        if (buckets < RelativeBuckets.COUNT) {
            throw file.wrong(
                    "relative_attention_num_buckets",
                    "is " + buckets + ", but distances are told apart in " + RelativeBuckets.COUNT);
        }
        return encoder(file, sizes)
                .embedding(Embedding.of(EMBEDDINGS + "word_embeddings.weight")
                        .withPositions(EMBEDDINGS + "position_embeddings.weight")
                        .normalisedBy(EMBEDDINGS + "LayerNorm"))
                .positions(Positions.learned(afterPadding(file, 1), buckets))
                .buckets("encoder.relative_attention_bias")
                .norm(new Norm(Norm.Kind.LAYER, file.number(EPS, "layer_norm_eps"), true))
                .activation(file.activation("hidden_act", "gelu"))
                .layers("encoder.layer.", parts)
                .prefixes("", "mpnet.")
                .build();
    }

    /** {@code models/distilbert}. */
    static TransformerConfig distilbert(ConfigFile file) {
        int width = file.size("dim");
        int heads = file.size("n_heads");
        if (width % heads != 0) {
            throw file.wrong("dim", "is " + width + ", not divisible by the " + heads + " heads");
        }
        Sizes sizes = new Sizes(
                file.size("vocab_size"),
                width,
                file.count("n_layers"),
                heads,
                heads,
                width / heads,
                file.size("hidden_dim"));
        List<Part> parts = sums(
                List.of("attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin"),
                "sa_layer_norm",
                "ffn.lin1",
                "ffn.lin2",
                "output_layer_norm");
        int positions = file.size("max_position_embeddings");
        return encoder(file, sizes)
                .embedding(Embedding.of(EMBEDDINGS + "word_embeddings.weight")
                        .withPositions(EMBEDDINGS + "position_embeddings.weight")
                        .normalisedBy(EMBEDDINGS + "LayerNorm"))
                .positions(Positions.learned(new Positions.Learned(positions, 0, OptionalInt.empty()), 0))
                .norm(new Norm(Norm.Kind.LAYER, EPS, true))
                .activation(file.activation("activation", "gelu"))
                .layers("transformer.layer.", parts)
                .prefixes("", "distilbert.")
                .build();
    }

    /** {@code models/nomic_bert}: BERT with rotary positions, gated feed-forward and no biases. */
    static TransformerConfig nomic(ConfigFile file) {
        Sizes equal = Sizes.read(file, "intermediate_size");
        int headWidth = file.size("head_dim", equal.headWidth());
        Sizes sizes = new Sizes(
                equal.vocabulary(),
                equal.width(),
                equal.layers(),
                equal.heads(),
                equal.heads(),
                headWidth,
                equal.inner());
        List<Part> parts = List.of(
                Part.of(PartRole.QUERY, "self_attn.q_proj", false),
                Part.of(PartRole.KEY, "self_attn.k_proj", false),
                Part.of(PartRole.VALUE, "self_attn.v_proj", false),
                Part.of(PartRole.ATTENDED, "self_attn.o_proj", false),
                Part.of(PartRole.ATTENTION_SUM, "post_attention_layernorm", true),
                Part.of(PartRole.GATE, "mlp.gate_proj", false),
                Part.of(PartRole.UP, "mlp.up_proj", false),
                Part.of(PartRole.DOWN, "mlp.down_proj", false),
                Part.of(PartRole.FEED_FORWARD_SUM, "post_mlp_layernorm", true));
        return encoder(file, sizes)
                .embedding(Embedding.of(EMBEDDINGS + "word_embeddings.weight")
                        .withTypes(EMBEDDINGS + "token_type_embeddings.weight", file.size("type_vocab_size"))
                        .normalisedBy(EMBEDDINGS + "LayerNorm"))
                .positions(Positions.rotary(
                        new RotaryKeys(file, headWidth).alike(1000), file.size("max_position_embeddings")))
                .norm(new Norm(Norm.Kind.LAYER, file.number(EPS, "layer_norm_eps"), true))
                .activation(file.activation("hidden_act", "silu"))
                .layers("layers.", parts)
                .prefixes("", "nomic_bert.")
                .build();
    }

    /**
     * {@code models/modernbert}: norms before the blocks, none before the first; local layers between global ones, each kind
     * with rotary positions of its own.
     */
    static TransformerConfig modern(ConfigFile file) {
        Sizes sizes = Sizes.read(file, "intermediate_size");
        boolean normBias = file.flag("norm_bias").orElse(false);
        boolean bias = file.flag("attention_bias").orElse(false);
        boolean innerBias = file.flag("mlp_bias").orElse(false);
        List<Part> parts = List.of(
                new Part(PartRole.BEFORE_ATTENTION, "attn_norm", normBias, 1),
                Part.of(PartRole.QUERY_KEY_VALUE, "attn.Wqkv", bias),
                Part.of(PartRole.ATTENDED, "attn.Wo", bias),
                Part.of(PartRole.BEFORE_FEED_FORWARD, "mlp_norm", normBias),
                Part.of(PartRole.GATE_UP, "mlp.Wi", innerBias),
                Part.of(PartRole.DOWN, "mlp.Wo", innerBias));
        int every = file.size("global_attn_every_n_layers", 3);
        int reach = file.size("local_attention", 128) / 2;
        RotaryKeys keys = new RotaryKeys(file, sizes.headWidth());
        return encoder(file, sizes)
                .embedding(Embedding.of(EMBEDDINGS + "tok_embeddings.weight").normalisedBy(EMBEDDINGS + "norm"))
                .positions(Positions.rotary(
                        wide(keys.ofKind("full_attention", "global_rope_theta", 160_000, true)),
                        wide(keys.ofKind("sliding_attention", "local_rope_theta", 10_000, true)),
                        file.size("max_position_embeddings")))
                .windows(new Windows(LayerTypes.read(file, sizes.layers(), layer -> layer % every != 0), reach, reach))
                .norm(new Norm(Norm.Kind.LAYER, file.number(1e-5, "norm_eps"), normBias))
                .activation(file.activation("hidden_activation", "gelu"))
                .layers("layers.", parts)
                .last("final_norm")
                .prefixes("", "model.")
                .build();
    }

    private static Rotary wide(Rotary rotary) {
        return new Rotary(rotary.headWidth(), rotary.theta(), rotary.scaling(), true);
    }

    /** A layer of maps with biases, whose norms are over the sums. */
    private static List<Part> sums(List<String> maps, String middle, String up, String down, String last) {
        List<Part> parts = new ArrayList<>();
        List<PartRole> roles = List.of(PartRole.QUERY, PartRole.KEY, PartRole.VALUE, PartRole.ATTENDED);
        for (int i = 0; i < roles.size(); i++) {
            parts.add(Part.of(roles.get(i), maps.get(i), true));
        }
        parts.add(Part.of(PartRole.ATTENTION_SUM, middle, true));
        parts.add(Part.of(PartRole.UP, up, true));
        parts.add(Part.of(PartRole.DOWN, down, true));
        parts.add(Part.of(PartRole.FEED_FORWARD_SUM, last, true));
        return parts;
    }

    private static Description encoder(ConfigFile file, Sizes sizes) {
        return new Description(file, sizes).attention(Optional.of(Attention.BIDIRECTIONAL), true);
    }
}
