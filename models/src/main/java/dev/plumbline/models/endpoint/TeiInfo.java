package dev.plumbline.models.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What text-embeddings-inference says of itself under {@code /info} ({@code router/src/lib.rs} there).
 *
 * @param model hub name, or a folder of the server
 * @param maxTokens longest input
 * @param mostTexts per request
 * @param about the same by name, to be recorded
 * @param facts everything that decides a vector: model, its commit, number format, pooling, longest input, version
 */
record TeiInfo(String model, int maxTokens, int mostTexts, Map<String, String> about, String facts) {

    static final String PATH = "/info";

    private static final int SHOWN = 200;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final List<String> FACTS =
            List.of("model_id", "model_sha", "model_dtype", "model_type", "max_input_length", "version", "sha");

    /**
     * Reads it.
     *
     * @throws BadReplyException if it is not such a server's, or the server has no embedding model
     * @throws IOException if it is not JSON
     */
    static TeiInfo read(byte[] answer) throws IOException {
        JsonNode info = MAPPER.readTree(answer);
        JsonNode model = info.path("model_id");
        JsonNode longest = info.path("max_input_length");
        if (!model.isTextual() || model.asText().isBlank() || !longest.canConvertToInt() || longest.asInt() < 1) {
            throw new BadReplyException(
                    PATH + " lacks model_id or max_input_length: it is no text-embeddings-inference; see --api");
        }
        if (CONTROL.matcher(model.asText()).find() || model.asText().length() > SHOWN) {
            throw new BadReplyException(PATH + " has a model_id that cannot name a model");
        }
        JsonNode type = info.path("model_type");
        if (type.has("classifier") || type.has("reranker")) {
            throw new BadReplyException(
                    "its model " + model.asText() + " is a " + type.fieldNames().next() + " and gives no embeddings");
        }
        int mostTexts = info.path("max_client_batch_size").asInt(EndpointSettings.DEFAULT_BATCH_TEXTS);
        Map<String, String> about = new LinkedHashMap<>();
        FACTS.forEach(fact -> about.put(fact, shown(info.path(fact))));
        return new TeiInfo(model.asText(), longest.asInt(), Math.max(1, mostTexts), about, about.toString());
    }

    /** Recorded in files and printed: nothing long and no control characters. */
    private static String shown(JsonNode fact) {
        String text = CONTROL.matcher(fact.isValueNode() ? fact.asText() : fact.toString())
                .replaceAll(" ");
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
