package dev.plumbline.models.transformer;

import dev.plumbline.models.network.Attention;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts a {@link TransformerConfig} together, with what most networks have in common. */
final class Description {

    /** Heads and poolers of transformers' and sentence-transformers' models, and tables that are computed. */
    private static final List<String> HEADS = List.of(
            "embeddings.position_ids",
            "embeddings.token_type_ids",
            "pooler.",
            "cls.",
            "lm_head.",
            "score.",
            "classifier.",
            "pre_classifier.",
            "qa_outputs.",
            "head.",
            "decoder.",
            "vocab_transform.",
            "vocab_layer_norm.",
            "vocab_projector.");

    private final String type;
    private final Sizes sizes;
    private Embedding embedding = Embedding.of("embed_tokens.weight");
    private @Nullable Positions positions;
    private Windows windows;
    private ScoreScale scores;
    private @Nullable Norm norm;
    private Activation activation = Activation.GELU;
    private String prefix = "layers.";
    private List<Part> parts = List.of();
    private Optional<String> last = Optional.empty();
    private Optional<String> buckets = Optional.empty();
    private List<String> prefixes = List.of("", "model.");
    private Optional<Attention> attention = Optional.empty();
    private boolean onlyBidirectional;

    Description(ConfigFile file, Sizes sizes) {
        this.type = file.text("model_type", "");
        this.sizes = sizes;
        this.windows = Windows.none(sizes.layers());
        this.scores = ScoreScale.of(sizes);
    }

    Description embedding(Embedding value) {
        embedding = value;
        return this;
    }

    Description positions(Positions value) {
        positions = value;
        return this;
    }

    Description windows(Windows value) {
        windows = value;
        return this;
    }

    Description scores(ScoreScale value) {
        scores = value;
        return this;
    }

    Description norm(Norm value) {
        norm = value;
        return this;
    }

    Description activation(Activation value) {
        activation = value;
        return this;
    }

    /** @param name of layers' tensors, before the number */
    Description layers(String name, List<Part> value) {
        prefix = name;
        parts = value;
        return this;
    }

    Description last(String name) {
        last = Optional.of(name);
        return this;
    }

    Description buckets(String name) {
        buckets = Optional.of(name);
        return this;
    }

    Description prefixes(String... values) {
        prefixes = List.of(values);
        return this;
    }

    Description attention(Optional<Attention> value, boolean only) {
        attention = value;
        onlyBidirectional = only;
        return this;
    }

    TransformerConfig build() {
        if (positions == null || norm == null) {
            throw new IllegalStateException(type + " needs positions and a norm");
        }
        return new TransformerConfig(
                type,
                sizes,
                embedding,
                positions,
                windows,
                scores,
                norm,
                activation,
                prefix,
                parts,
                last,
                buckets,
                prefixes,
                HEADS,
                attention,
                onlyBidirectional);
    }
}
