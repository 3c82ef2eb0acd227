package dev.plumbline.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.models.network.Attention;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code config.json} says of the network as a whole. Its sizes are the network's own business.
 *
 * @param modelType such as {@code qwen2}
 * @param attention {@code is_causal}, or {@code use_bidirectional_attention} of later architectures
 * @param positions longest input that positions were learned for, empty if positions are not learned or not limited
 * @param limit {@code max_position_embeddings}, by which sentence-transformers limits a tokenizer without a limit
 * @param dtype torch's name of the type that the network is to be computed in, empty if the file does not say
 * @param forGeneration whether the weights were made for causal language modelling
 */
record NetworkConfig(
        String modelType,
        Optional<Attention> attention,
        Optional<Integer> positions,
        Optional<Integer> limit,
        Optional<String> dtype,
        boolean forGeneration) {

    static final String FILE = "config.json";
    static final String DTYPE = "dtype";
    /** What transformers called it until 4.55; the newer name counts where both are there. */
    static final String OLD_DTYPE = "torch_dtype";

    /** Architectures in which positions are learned, and every token sees every other. */
    private static final Set<String> LEARNED_POSITIONS =
            Set.of("bert", "roberta", "xlm-roberta", "camembert", "mpnet", "distilbert", "electra", "ernie");

    /** Others in which every token sees every other. */
    private static final Set<String> BIDIRECTIONAL = Set.of("modernbert", "nomic_bert", "eurobert", "deberta-v2");

    /** Of these, positions begin after the padding's number. */
    private static final Set<String> OFFSET_POSITIONS = Set.of("roberta", "xlm-roberta", "camembert");

    /**
     * Reads the file.
     *
     * @throws dev.plumbline.ground.PlumblineException of kind MODEL if it is missing, malformed, or describes something that
     *     is not supported in any form of weights
     */
    static NetworkConfig read(ModelFolder folder) {
        JsonNode config = folder.object(FILE)
                .orElseThrow(() -> folder.wrong(
                        FILE,
                        "it is missing, so this is no model in the layout of sentence-transformers or Hugging Face"));
        String type = config.path("model_type").asText("");
        if (type.isEmpty()) {
            throw folder.wrong(FILE, "model_type is missing");
        }
        if (folder.flag(config, "is_decoder", false, FILE)) {
            throw folder.wrong(FILE, "is_decoder is not supported");
        }
        Optional<Integer> limit = config.path("max_position_embeddings").asInt() == -1
                ? Optional.empty()
                : folder.count(config, "max_position_embeddings", FILE);
        return new NetworkConfig(
                type,
                attention(folder, config),
                limit.filter(count -> LEARNED_POSITIONS.contains(type)).map(count -> count - offset(type, config)),
                limit,
                dtype(config),
                config.path("architectures").path(0).asText("").endsWith("ForCausalLM"));
    }

    /** A type per module names that of all the others under an empty name. */
    private static Optional<String> dtype(JsonNode config) {
        return Stream.of(DTYPE, OLD_DTYPE)
                .filter(config::hasNonNull)
                .map(config::get)
                .map(type -> type.isObject() ? type.path("").asText("float32") : type.asText())
                .findFirst();
    }

    private static int offset(String type, JsonNode config) {
        if (type.equals("mpnet")) {
            // whatever the padding's number
            return 2;
        }
        return OFFSET_POSITIONS.contains(type) ? config.path("pad_token_id").asInt(1) + 1 : 0;
    }

    private static Optional<Attention> attention(ModelFolder folder, JsonNode config) {
        if (config.hasNonNull("is_causal")) {
            boolean causal = folder.flag(config, "is_causal", true, FILE);
            return Optional.of(causal ? Attention.CAUSAL : Attention.BIDIRECTIONAL);
        }
        return folder.flag(config, "use_bidirectional_attention", false, FILE)
                ? Optional.of(Attention.BIDIRECTIONAL)
                : OwnCode.attention(folder, config);
    }

    /** Whether every token sees every other, whatever is asked for. */
    boolean alwaysBidirectional() {
        return LEARNED_POSITIONS.contains(modelType) || BIDIRECTIONAL.contains(modelType);
    }
}
