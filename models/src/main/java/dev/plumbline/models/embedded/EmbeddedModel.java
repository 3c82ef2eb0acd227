package dev.plumbline.models.embedded;

import dev.plumbline.error.PlumblineException;
import dev.plumbline.models.onnx.Pooling;
import dev.plumbline.tasks.Similarity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model on the class path, and the facts of its published configuration that its files do not carry.
 *
 * @param name what {@code embedded:} names it
 * @param publishedName the hub name its results are filed under
 * @param weights class-path resource with the ONNX graph
 * @param tokenizer class-path resource with the {@code tokenizer.json}
 * @param pooling of token vectors
 * @param normalise whether vectors are scaled to length 1
 * @param maxTokens longest input, special tokens included
 * @param dimensions width of a vector
 * @param parameters weights of the published checkpoint, its unused pooler included
 * @param similarity how its vectors are compared
 * @param languages ISO codes
 * @param prompts prompt table by which mteb 2.20.0's registry runs it; empty if none
 */
public record EmbeddedModel(
        String name,
        String publishedName,
        String weights,
        String tokenizer,
        Pooling pooling,
        boolean normalise,
        int maxTokens,
        int dimensions,
        long parameters,
        Similarity similarity,
        List<String> languages,
        Map<String, String> prompts) {

    /** Every embedded model. */
    public static final List<EmbeddedModel> ALL = List.of(
            new EmbeddedModel(
                    "all-MiniLM-L6-v2",
                    "sentence-transformers/all-MiniLM-L6-v2",
                    "/all-minilm-l6-v2.onnx",
                    "/all-minilm-l6-v2-tokenizer.json",
                    Pooling.MEAN,
                    true,
                    256,
                    384,
                    22_713_216L,
                    Similarity.COSINE,
                    List.of("eng-Latn"),
                    Map.of()),
            new EmbeddedModel(
                    "bge-small-zh-v1.5",
                    "BAAI/bge-small-zh-v1.5",
                    "/bge-small-zh-v1.5.onnx",
                    "/bge-small-zh-v1.5-tokenizer.json",
                    Pooling.CLS,
                    true,
                    512,
                    512,
                    23_953_920L,
                    Similarity.COSINE,
                    List.of("zho-Hans"),
                    Map.of("query", "为这个句子生成表示以用于检索相关文章：")));

    public EmbeddedModel {
        languages = List.copyOf(languages);
        prompts = Map.copyOf(prompts);
        if (name.isBlank() || maxTokens < 1 || dimensions < 1 || parameters < 1) {
            throw new IllegalArgumentException("not an embedded model: " + name);
        }
    }

    /**
     * The model of that name.
     *
     * @throws PlumblineException of kind USAGE, naming those there are
     */
    public static EmbeddedModel named(String name) {
        return ALL.stream()
                .filter(model -> model.name.equals(name))
                .findFirst()
                .orElseThrow(() -> PlumblineException.usage("no embedded model '" + name + "'; there are "
                        + ALL.stream().map(EmbeddedModel::name).collect(Collectors.joining(", "))));
    }
}
