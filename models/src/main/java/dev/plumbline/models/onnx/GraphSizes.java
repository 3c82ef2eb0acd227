package dev.plumbline.models.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Sizes of a network that its graph may leave open.
 *
 * @param hidden values per token vector
 * @param heads of keys and values
 * @param headWidth values per head
 */
public record GraphSizes(OptionalLong hidden, OptionalLong heads, OptionalLong headWidth) {

    /** Nothing is known but the graph. */
    static final GraphSizes NONE = new GraphSizes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** What {@code config.json} says, under the names that transformers has for it. */
    public static GraphSizes of(JsonNode config) {
        OptionalLong hidden = first(config, "hidden_size", "n_embd", "d_model", "dim");
        OptionalLong queries = first(config, "num_attention_heads", "n_head", "n_heads", "num_heads");
        OptionalLong heads = first(config, "num_key_value_heads", "num_kv_heads");
        OptionalLong width = first(config, "head_dim");
        if (width.isEmpty() && hidden.isPresent() && queries.isPresent()) {
            width = OptionalLong.of(hidden.getAsLong() / queries.getAsLong());
        }
        return new GraphSizes(hidden, heads.isPresent() ? heads : queries, width);
    }

    private static OptionalLong first(JsonNode config, String... names) {
        return Stream.of(names)
                .map(config::path)
                .filter(value -> value.canConvertToInt() && value.asInt() > 0)
                .mapToLong(JsonNode::asLong)
                .findFirst();
    }
}
