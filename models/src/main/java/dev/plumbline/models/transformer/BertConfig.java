package dev.plumbline.models.transformer;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.network.Attention;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * BERT, RoBERTa and XLM-RoBERTa (transformers 5.23.0, {@code models/bert}, {@code models/roberta}): learned positions,
 * LayerNorm after each block, GELU.
 *
 * @param layers transformer layers
 * @param heads attention heads
 * @param inner width of the feed-forward layer
 * @param positions rows of the table of positions
 * @param types rows of the table of token types, of which only the first is used
 * @param eps LayerNorm's
 * @param gelu which GELU
 * @param padding token id whose position is the padding's in the RoBERTa family
 */
public record BertConfig(
        Family family,
        int vocabulary,
        int width,
        int layers,
        int heads,
        int inner,
        int positions,
        int types,
        double eps,
        Gelu gelu,
        int padding)
        implements TransformerConfig {

    private static final double DEFAULT_EPS = 1e-12;

    public BertConfig {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(gelu, "gelu");
    }

    /** How positions are counted. */
    public enum Family {
        /** From 0. */
        BERT,
        /** From the padding id plus 1, over tokens that are not the padding id; those have the padding id's position. */
        ROBERTA
    }

    /** Gaussian error linear units. */
    public enum Gelu {
        /** By the error function. */
        EXACT,
        /** Approximated by tanh. */
        TANH
    }

    static BertConfig read(ConfigFile file, Family family) {
        int width = file.size("hidden_size");
        int heads = file.size("num_attention_heads");
        if (width % heads != 0) {
            throw file.wrong("hidden_size", "is " + width + ", not divisible by the " + heads + " heads");
        }
        file.refuse("is_decoder");
        file.refuse("add_cross_attention");
        if (!file.text("position_embedding_type", "absolute").equals("absolute")) {
            throw file.unsupported("position_embedding_type");
        }
        int padding = (int) file.number(family == Family.ROBERTA ? 1 : 0, "pad_token_id");
        int positions = file.size("max_position_embeddings");
        if (family == Family.ROBERTA && (padding < 0 || padding + 1 >= positions)) {
            throw file.wrong("pad_token_id", "is " + padding + ", but there are " + positions + " positions");
        }
        return new BertConfig(
                family,
                file.size("vocab_size"),
                width,
                file.size("num_hidden_layers"),
                heads,
                file.size("intermediate_size"),
                positions,
                file.size("type_vocab_size"),
                file.number(DEFAULT_EPS, "layer_norm_eps"),
                gelu(file),
                padding);
    }

    private static Gelu gelu(ConfigFile file) {
        return switch (file.text("hidden_act", "gelu")) {
            case "gelu", "gelu_python" -> Gelu.EXACT;
            case "gelu_new", "gelu_pytorch_tanh" -> Gelu.TANH;
            default -> throw file.unsupported("hidden_act");
        };
    }

    /** A token's position among a text's. */
    int firstPosition() {
        return family == Family.ROBERTA ? padding + 1 : 0;
    }

    @Override
    public int longest() {
        return positions - firstPosition();
    }

    @Override
    public Optional<Attention> attention() {
        return Optional.of(Attention.BIDIRECTIONAL);
    }

    @Override
    public void check(Attention wanted) {
        if (wanted != Attention.BIDIRECTIONAL) {
            throw PlumblineException.usage("a BERT's attention is bidirectional, not " + wanted.label());
        }
    }

    @Override
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> parameters = new ArrayList<>();
        parameters.add(ParameterSpec.of("embeddings.word_embeddings.weight", vocabulary, width));
        parameters.add(ParameterSpec.of("embeddings.position_embeddings.weight", positions, width));
        parameters.add(ParameterSpec.of("embeddings.token_type_embeddings.weight", types, width));
        addPair(parameters, "embeddings.LayerNorm", width);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            for (String projection : List.of("query", "key", "value")) {
                addPair(parameters, prefix + "attention.self." + projection, width, width);
            }
            addPair(parameters, prefix + "attention.output.dense", width, width);
            addPair(parameters, prefix + "attention.output.LayerNorm", width);
            addPair(parameters, prefix + "intermediate.dense", inner, width);
            addPair(parameters, prefix + "output.dense", width, inner);
            addPair(parameters, prefix + "output.LayerNorm", width);
        }
        return parameters;
    }

    /** A weight of that shape, and a bias as long as its first dimension. */
    private static void addPair(List<ParameterSpec> parameters, String name, long... shape) {
        parameters.add(ParameterSpec.of(name + ".weight", shape));
        parameters.add(ParameterSpec.of(name + ".bias", shape[0]));
    }

    @Override
    public List<String> prefixes() {
        return List.of("", family == Family.BERT ? "bert." : "roberta.");
    }

    @Override
    public boolean ignores(String name) {
        return name.equals("embeddings.position_ids")
                || name.equals("embeddings.token_type_ids")
                || name.startsWith("pooler.")
                || name.startsWith("cls.")
                || name.startsWith("lm_head.");
    }
}
